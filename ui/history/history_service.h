// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run_store.h"

#include <QObject>
#include <QThreadPool>
#include <functional>
#include <memory>

namespace millrace::ui {

/// The run store, off the GUI thread: one call at a time, answers arrive on the GUI thread. Answers that come
/// after `context` is gone are dropped.
class HistoryService : public QObject {
    Q_OBJECT
public:
    explicit HistoryService(RunStore& store, QObject* parent = nullptr);
    ~HistoryService() override; ///< waits for what was begun

    void save(std::shared_ptr<const StoredRun> run);
    void list(QObject* context, std::function<void(const Result<std::vector<RunSummary>>&)> then);
    void load(const QString& id, QObject* context, std::function<void(const Result<StoredRun>&)> then);
    void remove(const QStringList& ids);

Q_SIGNALS:
    void changed(); ///< a run was added or removed
    void failed(const QString& message);

private:
    template <class T>
    void ask(QObject* context, std::function<Result<T>()> call, std::function<void(const Result<T>&)> then);

    RunStore& store_;
    QThreadPool pool_;
};

} // namespace millrace::ui
