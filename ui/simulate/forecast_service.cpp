// SPDX-License-Identifier: Apache-2.0
#include "ui/simulate/forecast_service.h"

#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"

#include <QThread>
#include <algorithm>
#include <utility>

namespace millrace::ui {

namespace {
constexpr int kPauseMs = 600;
}

ForecastService::ForecastService(const Experimenter& experimenter, GraphSession& session, QObject* parent)
    : QObject(parent),
      experimenter_(experimenter),
      session_(session),
      cancelled_(std::make_shared<std::atomic<bool>>(false)) {
    pool_.setMaxThreadCount(1);
    pause_.setSingleShot(true);
    pause_.setInterval(kPauseMs);
    connect(&pause_, &QTimer::timeout, this, [this] { on_ ? begin() : lookAhead(); });
    for (const auto signal : {&GraphSession::edited, &GraphSession::simulatesChanged})
        connect(&session_, signal, this, [this] {
            if (on_ || session_.simulates()) return pause_.start();
            outlook_ = {};
            Q_EMIT changed();
        });
    connect(&session_, &GraphSession::documentReplaced, this, [this] {
        stop();
        if (session_.simulates()) pause_.start();
    });
    if (session_.simulates()) pause_.start();
}

ForecastService::~ForecastService() {
    cancelled_->store(true);
    pool_.waitForDone();
}

void ForecastService::start() {
    on_ = true;
    begin();
}

void ForecastService::stop() {
    on_ = running_ = false;
    pause_.stop();
    cancelled_->store(true);
    figures_.reset();
    outlook_ = {};
    done_ = planned_ = 0;
    Q_EMIT changed();
    if (session_.simulates()) pause_.start();
}

void ForecastService::setPrecision(double precision) {
    if (precision == precision_) return;
    precision_ = precision;
    on_ ? begin() : lookAhead();
}

void ForecastService::lookAhead() {
    if (session_.simulates()) work(false);
}

void ForecastService::begin() {
    running_ = true;
    done_ = planned_ = 0;
    figures_.reset();
    work(true);
    Q_EMIT changed();
}

/// The outlook, and `wholly`: the forecast behind it.
void ForecastService::work(bool wholly) {
    cancelled_->store(true);
    cancelled_ = std::make_shared<std::atomic<bool>>(false);
    // One core stays free for the window.
    const auto threads = static_cast<unsigned>(std::max(1, QThread::idealThreadCount() - 1));
    pool_.start([this, threads, wholly, precision = precision_, cancelled = cancelled_,
                 document = ShownBody::of(session_).whole(), path = session_.filePath().toStdString()] {
        // Answers of one that was cancelled are about another document.
        const auto tell = [this, cancelled](auto then) {
            QMetaObject::invokeMethod(
                this,
                [cancelled, then] {
                    if (!cancelled->load()) then();
                },
                Qt::QueuedConnection);
        };
        const JsonPositions positions;
        ForecastRequest request;
        request.threads = threads;
        request.precision = precision;
        const SimulatedGraph graph{document, path, positions};
        const ForecastOutlook outlook =
            experimenter_.outlook(graph, nullptr, request, [cancelled] { return cancelled->load(); });
        tell([this, outlook] {
            outlook_ = outlook;
            Q_EMIT changed();
        });
        if (!wholly) return;
        ForecastControl control;
        control.cancelled = [cancelled] { return cancelled->load(); };
        control.onProgress = [this, &tell](const ForecastProgress& progress) {
            auto figures = progress.soFar ? std::optional(*progress.soFar) : std::nullopt;
            tell([this, done = progress.done, planned = progress.planned, figures = std::move(figures)] {
                progressed(done, planned, figures);
            });
        };
        const ForecastOutcome outcome = experimenter_.forecast(graph, request, control);
        tell([this, outcome] { finished(outcome); });
    });
}

void ForecastService::progressed(std::size_t done, std::size_t planned,
                                 std::optional<ForecastFigures> figures) {
    done_ = done;
    planned_ = planned;
    if (figures) figures_ = std::move(figures);
    Q_EMIT changed();
}

void ForecastService::finished(const ForecastOutcome& outcome) {
    running_ = false;
    if (outcome.figures) {
        figures_ = outcome.figures;
        outlook_.basis = outcome.basis;
    }
    if (figures_) done_ = planned_ = figures_->replications;
    Q_EMIT changed();
}

} // namespace millrace::ui
