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

/// The frames that rates at the instant of the last one are made of.
MetricsHistory upTo(const MetricsHistory& history, MetricsFrame now) {
    constexpr MonotonicNs kOneSecond = 1'000'000'000;
    MetricsHistory shown(MetricsHistory::kFewest);
    const MetricsFrame* before = history.at(now.elapsedNs - kOneSecond);
    if (!before && !history.frames().empty()) before = &history.frames().front();
    if (before && before->elapsedNs < now.elapsedNs) shown.add(*before);
    shown.add(std::move(now));
    return shown;
}

} // namespace

/// What a simulation shows, read on a thread of its own.
struct RunController::Look {
    VirtualTime::Place place;
    RunState state = RunState::Idle; ///< of the run, whatever the instant is like
    MetricsFrame frame;
    std::uint64_t asked = 0;         ///< what had been asked for by then
    std::vector<MetricsFrame> later; ///< than what the history has
};

RunController::RunController(GraphSession& session, Backend& backend, Backend* simulator, QObject* parent)
    : QObject(parent), session_(session), backend_(backend), simulator_(simulator) {
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
    past_.reset();
    firstFuture_.clear();
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
    const bool simulates = session_.simulates() && simulator_;
    if (simulates) options.checkpoints.reset(); // nothing outside is written
    auto started = (simulates ? *simulator_ : backend_).start(plan, std::move(options));
    if (!started) {
        Q_EMIT refused(started.error());
        return;
    }
    run_ = std::move(*started);
    history_.clear();
    past_.reset();
    firstFuture_.clear();
    place_ = {};
    halts_.clear(); // its wires and nodes may be others
    markers_.clear();
    setPending({});
    lastState_ = RunState::Preparing;
    timer_.start();
    Q_EMIT this->started();
    if (time()) time()->play(); // whoever has halts or a speed to tell has done so
    Q_EMIT stateChanged();      // nobody takes the end of the run before for the end of this one
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
    if (run_->virtualTime()) {
        const MonotonicNs known = history_.frames().empty() ? -1 : history_.frames().back().elapsedNs;
        measuring_.start([this, run = run_, known, future = place_.future, asked = asked_] {
            const VirtualTime* const time = run->virtualTime();
            auto look = std::make_shared<Look>();
            look->asked = asked;
            look->state = run->state();
            look->place = time->place(); // before the frame: what it says is not to be older
            look->frame = run->frame();
            look->later = time->framesAfter(look->place.future == future ? known : -1);
            QMetaObject::invokeMethod(
                this,
                [this, look, of = std::weak_ptr<Run>(run)] {
                    isMeasured_ = false;
                    const bool isLeft = !run_ || of.owner_before(run_) || run_.owner_before(of);
                    if (!isLeft) takeLook(std::move(*look));
                },
                Qt::QueuedConnection);
        });
        return;
    }
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

void RunController::takeLook(Look look) {
    const bool otherFuture = look.place.future != place_.future;
    place_ = look.place;
    if (otherFuture) beginFuture();
    const auto known = [this] { return history_.frames().empty() ? -1 : history_.frames().back().elapsedNs; };
    for (MetricsFrame& frame : look.later)
        if (frame.elapsedNs > known()) history_.add(std::move(frame));
    past_.reset();
    if (look.frame.elapsedNs > known())
        history_.add(look.frame);
    else
        past_ = upTo(history_, look.frame);
    const RunState state = look.state;
    const bool changed = state != lastState_, ended = isFinal(state) && !isFinal(lastState_);
    lastState_ = state;
    if (isFinal(state) && !place_.plays && !place_.busy && look.asked == asked_) timer_.stop();
    Q_EMIT placeChanged();
    Q_EMIT frameReady();
    if (changed) Q_EMIT stateChanged();
    if (ended) Q_EMIT finished();
    if (ended && leaving_) forget();
}

/// What is behind its beginning is not true any more, but there to be compared with.
void RunController::beginFuture() {
    const MonotonicNs at = place_.forkedAt;
    if (history_.frames().empty() || history_.frames().back().elapsedNs <= at) return;
    firstFuture_ = std::exchange(history_, MetricsHistory());
    for (const MetricsFrame& frame : firstFuture_.frames())
        if (frame.elapsedNs <= at) history_.add(frame);
    std::erase_if(markers_, [at](const RunMarker& marker) { return marker.elapsedNs > at; });
    Q_EMIT markersChanged();
    Q_EMIT futureBegan();
}

void RunController::follow() {
    if (!run_) return;
    ++asked_;
    timer_.start();
    pull();
}

void RunController::setHalts(const QString& by, std::vector<FigureCondition> halts) {
    halts_[by] = std::move(halts);
    tellHalts();
}

void RunController::tellHalts() {
    if (!time()) return;
    std::vector<FigureCondition> all;
    for (const auto& [by, halts] : halts_)
        all.insert(all.end(), halts.begin(), halts.end());
    time()->setHalts(std::move(all));
}

void RunController::takeOverChanges() {
    // A simulation that is over takes changes over into a second future alone.
    const bool hasFuture = time() && place_.future > 0 && !place_.over;
    if ((!isActive() && !hasFuture) || leaving_) return;
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
    if (time()) follow();
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
