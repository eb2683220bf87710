// SPDX-License-Identifier: Apache-2.0
#include "ui/history/history_service.h"

#include "ui/settings/plain_words.h"

#include <QPointer>

namespace millrace::ui {

namespace {
constexpr std::size_t kMostRuns = 500;
}

HistoryService::HistoryService(RunStore& store, QObject* parent) : QObject(parent), store_(store) {
    pool_.setMaxThreadCount(1);
}

HistoryService::~HistoryService() { pool_.waitForDone(); }

template <class T>
void HistoryService::ask(QObject* context, std::function<Result<T>()> call,
                         std::function<void(const Result<T>&)> then) {
    pool_.start([this, context = QPointer<QObject>(context), call = std::move(call), then = std::move(then)] {
        auto answer = std::make_shared<Result<T>>(call());
        QMetaObject::invokeMethod(
            this,
            [context, answer, then] {
                if (context) then(*answer);
            },
            Qt::QueuedConnection);
    });
}

void HistoryService::save(std::shared_ptr<const StoredRun> run) {
    ask<void>(
        this, [this, run] { return store_.save(*run); },
        [this](const Result<void>& saved) {
            if (saved)
                Q_EMIT changed();
            else
                Q_EMIT failed(plainWords(saved.error().items.front().message));
        });
}

void HistoryService::list(QObject* context,
                          std::function<void(const Result<std::vector<RunSummary>>&)> then) {
    ask<std::vector<RunSummary>>(
        context, [this] { return store_.list(kMostRuns); }, std::move(then));
}

void HistoryService::load(const QString& id, QObject* context,
                          std::function<void(const Result<StoredRun>&)> then) {
    ask<StoredRun>(
        context, [this, id = id.toStdString()] { return store_.load(id); }, std::move(then));
}

void HistoryService::remove(const QStringList& ids) {
    ask<void>(
        this,
        [this, ids]() -> Result<void> {
            for (const QString& id : ids)
                if (auto removed = store_.remove(id.toStdString()); !removed) return removed;
            return {};
        },
        [this](const Result<void>& removed) {
            if (!removed) Q_EMIT failed(plainWords(removed.error().items.front().message));
            Q_EMIT changed();
        });
}

} // namespace millrace::ui
