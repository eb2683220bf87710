// SPDX-License-Identifier: Apache-2.0
#include "ui/run/run_controller.h"

#include "ui/document/graph_session.h"
#include "ui/param_editors/param_editor.h"

#include <utility>

namespace millrace::ui {

namespace {

constexpr int kFrameMs = 40;
constexpr std::size_t kPeekRecords = 1000;
constexpr std::size_t kTraceEvents = 1 << 16; ///< per worker: between two frames none is lost

} // namespace

RunController::RunController(GraphSession& session, Backend& backend, QObject* parent)
    : QObject(parent), session_(session), backend_(backend) {
    timer_.setInterval(kFrameMs);
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, &RunController::pull);
    connect(&session_, &GraphSession::planningChanged, this, &RunController::takeOverChanges);
    connect(&session_, &GraphSession::documentReplaced, this, &RunController::leave);
    measuring_.setMaxThreadCount(1);
    options_.peekRecords = kPeekRecords;
    options_.traceEvents = kTraceEvents;
}

RunController::~RunController() {
    timer_.stop();
    retire(std::move(run_));
    measuring_.waitForDone();
    pool_.waitForDone();
}

/// The destructor of a run stops and joins its threads: not on the GUI thread.
void RunController::retire(std::shared_ptr<Run> run) {
    if (run) pool_.start([run = std::move(run)]() mutable { run.reset(); });
}

void RunController::leave() {
    setPending({});
    if (!isActive()) return forget();
    leaving_ = true;
    stopAtOnce();
}

void RunController::forget() {
    leaving_ = false;
    if (!run_) return;
    retire(std::move(run_));
    run_.reset();
    history_.clear();
    markers_.clear();
    Q_EMIT markersChanged();
    Q_EMIT forgotten();
}

bool RunController::isActive() const { return run_ && !isFinal(lastState_); }

RunState RunController::state() const { return run_ ? lastState_ : RunState::Idle; }

void RunController::start(const PlanPtr& plan, bool part) {
    if (isActive() || !plan) return;
    retire(std::move(run_));
    partial_ = part;
    ending_ = false;
    RunOptions options = options_;
    Q_EMIT starting(plan, options);
    auto started = backend_.start(plan, std::move(options));
    if (!started) {
        Q_EMIT refused(started.error());
        return;
    }
    run_ = std::move(*started);
    history_.clear();
    markers_.clear();
    setPending({});
    lastState_ = RunState::Preparing;
    timer_.start();
    Q_EMIT this->started();
    Q_EMIT stateChanged(); // nobody takes the end of the run before for the end of this one
    Q_EMIT markersChanged();
    pull();
}

void RunController::pause() {
    if (run_) run_->pause();
}

void RunController::resume() {
    if (run_) run_->resume();
}

void RunController::drain() {
    if (!run_) return;
    // What would flow out could not be taken back when the job goes on.
    if (run_->options().checkpoints) return endAtCheckpoint();
    run_->drain();
}

void RunController::endAtCheckpoint() {
    if (!isActive() || std::exchange(ending_, true)) return;
    run_->stopAtCheckpoint();
    Q_EMIT ending();
}

void RunController::stop() {
    if (!isActive()) return;
    if (run_->options().checkpoints && !ending_ && !leaving_) return endAtCheckpoint();
    stopAtOnce();
}

void RunController::stopAtOnce() {
    if (!isActive()) return;
    // A stop may wait for a stage that is in the middle of a batch.
    pool_.start([run = run_] { run->stop(); });
}

void RunController::pull() {
    if (!run_ || isMeasured_) return;
    isMeasured_ = true;
    // Of a large graph a frame is milliseconds of work.
    measuring_.start([this, run = run_] {
        auto frame = std::make_shared<MetricsFrame>(run->frame());
        // Not kept for the frame's sake: the end of a run is nothing for the GUI thread.
        QMetaObject::invokeMethod(
            this,
            [this, frame, of = std::weak_ptr<Run>(run)] {
                isMeasured_ = false;
                const bool isLeft = !run_ || of.owner_before(run_) || run_.owner_before(of);
                if (!isLeft) take(std::move(*frame));
            },
            Qt::QueuedConnection);
    });
}

void RunController::take(MetricsFrame frame) {
    history_.add(std::move(frame));
    const RunState state = history_.frames().back().state;
    const bool changed = state != lastState_;
    lastState_ = state;
    if (isFinal(state)) timer_.stop();
    Q_EMIT frameReady();
    if (changed) Q_EMIT stateChanged();
    if (!isFinal(state)) return;
    Q_EMIT finished();
    if (leaving_) forget();
}

void RunController::takeOverChanges() {
    if (!isActive() || leaving_) return;
    if (partial_) {
        setPending(tr("A run of a part of the graph takes over no changes."));
        return;
    }
    const PlanPtr next = session_.planning().plan;
    if (!next) {
        setPending(tr("The graph has errors; the run goes on with what it had."));
        return;
    }
    const PlanPtr current = run_->plan();
    if (next->graphSha256 == current->graphSha256) {
        setPending({});
        return;
    }
    const QString change = describeChange(*current, *next);
    const auto taken = run_->reconfigure(next);
    if (!taken) {
        setPending(QString::fromStdString(taken.error().items.front().message));
        return;
    }
    setPending({});
    if (change.isEmpty()) return;
    markers_.push_back({run_->frame().elapsedNs, change});
    Q_EMIT markersChanged();
}

void RunController::setPending(const QString& reason) {
    if (reason == pendingReason_) return;
    pendingReason_ = reason;
    Q_EMIT pendingChanged();
}

QString RunController::describeChange(const Plan& before, const Plan& after) const {
    for (const GraphParameter& parameter : after.document.parameters) {
        const GraphParameter* old = before.document.findParameter(parameter.name);
        if (old && old->defaultValue != parameter.defaultValue)
            return QStringLiteral("%1 %2 → %3")
                .arg(QString::fromStdString(parameter.name), fieldText(old->defaultValue),
                     fieldText(parameter.defaultValue));
    }
    for (const PlanVertex& vertex : after.vertices) {
        const PlanVertex* old = before.find(vertex.node);
        if (!old) continue;
        for (const auto& [name, value] : vertex.params.values()) {
            const boost::json::value* was = old->params.values().if_contains(name);
            if (was && *was == value) continue;
            const QString title = QString::fromStdString(vertex.title);
            if (was && !was->is_structured() && !value.is_structured())
                return QStringLiteral("%1: %2 → %3").arg(title, fieldText(*was), fieldText(value));
            return QStringLiteral("%1: %2").arg(
                title, QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
        }
    }
    return {};
}

} // namespace millrace::ui
