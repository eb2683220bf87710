// SPDX-License-Identifier: Apache-2.0
//
// What others ask of a simulated run: all of it is done by the run's own thread, in order.
#include "engine/sim/sim_run.h"

#include "engine/plan/plan_diff.h"
#include "engine/run/run_id.h"
#include "engine/sim/machine_model.h"

#include <algorithm>
#include <cmath>

namespace millrace::sim {

namespace {

/// What limits the run is asked of the last second of virtual time.
constexpr MonotonicNs kBottleneckSpan = 1'000'000'000;

Diagnostics refusal(const char* code, const std::string& message, const std::string& hint) {
    Diagnostics problem;
    problem.error(code, message, hint);
    return problem;
}

/// What keeps a simulation of one model from going on as the other.
std::string whatDiffers(const SimModel& a, const SimModel& b) {
    const auto equal = [](const auto& x, const auto& y, const auto& same) {
        return std::equal(x.begin(), x.end(), y.begin(), y.end(), same);
    };
    const bool sameGraph = equal(a.plan->vertices, b.plan->vertices,
                                 [](const PlanVertex& x, const PlanVertex& y) { return x.node == y.node; }) &&
                           equal(a.plan->edges, b.plan->edges,
                                 [](const PlanEdge& x, const PlanEdge& y) { return x.id == y.id; }) &&
                           equal(a.plan->chains, b.plan->chains, [](const PlanChain& x, const PlanChain& y) {
                               return x.workers == y.workers;
                           });
    if (!sameGraph) return "nodes, wires and workers";
    if (!sameMachines(a, b))
        return "which sites, links, instances and time slices there are, and whether energy is counted,";
    return "how records wait, are worked on and fail";
}

} // namespace

SimRun::SimRun(std::shared_ptr<const SimModel> model, RunOptions options, const Clock& clock)
    : clock_(clock),
      id_(runId(clock.wallClock(),
                static_cast<std::uint32_t>(mix64(static_cast<std::uint64_t>(clock.now()))))),
      options_(std::move(options)),
      begunAt_(clock.wallClock()),
      samples_(model->settings.durationNs),
      notes_(model->diagnostics),
      plans_{model->plan} {
    for (const PlanEdge& edge : model->plan->edges)
        wires_.push_back({edge.from, edge.to});
    travel_.emplace(Simulation(model, 0));
    if (options_.traceEvents > 0) {
        recorder_ = std::make_unique<SimRecorder>(*model, options_.traceEvents);
        travel_->record(recorder_.get());
    }
    samples_.add(travel_->latest().frame());
    publish();
    worker_ = std::thread([this] { work(); });
}

SimRun::~SimRun() {
    {
        const auto lock = look();
        closing_ = true;
        wake_.notify_all();
    }
    worker_.join();
    giveUpSearch();
}

std::unique_lock<std::mutex> SimRun::look() const {
    ++waiting_;
    std::unique_lock lock(mutex_);
    --waiting_;
    return lock;
}

void SimRun::ask(Command command) {
    const auto lock = look();
    commands_.push_back(std::move(command));
    {
        const std::lock_guard place(placeMutex_);
        place_.busy = place_.queued = true;
    }
    wake_.notify_all();
}

const PlanPtr& SimRun::plan() const {
    const std::lock_guard lock(placeMutex_);
    return plans_.back();
}

void SimRun::pause() { halt(); }
void SimRun::resume() { play(); }

void SimRun::drain() {
    ask([this] {
        if (isFinal(state_)) return;
        drive(false);
        beginFuture([](Simulation& from) { from.endInput(); });
        speed_ = kFullSpeed; // whoever drains waits for the end
        drive(true);
        state_ = RunState::Draining;
    });
}

void SimRun::stop() {
    ask([this] {
        drive(false);
        enterLatest(); // what is reported is how far it has come
        becomeFinal(RunState::Stopped);
    });
    waitFor(options_.stopDeadline);
}

bool SimRun::waitFor(std::chrono::milliseconds timeout) {
    auto lock = look();
    return final_.wait_for(lock, timeout, [this] { return isFinal(state_); });
}

Result<void> SimRun::reconfigure(PlanPtr plan) {
    const PlanPtr before = this->plan();
    const auto changes = hotChanges(*before, *plan);
    const bool same = changes && changes->empty() && before->document.simulation == plan->document.simulation;
    if (!same) {
        auto settings = readSimulationSettings(*plan);
        if (!settings) return settings.error();
        if (options_.duration.count() > 0) settings->durationNs = options_.duration.count();
        auto model = makeSimModel(plan, std::move(*settings), options_.seed);
        if (!model) return model.error();
        if (place().over && !place().queued)
            return refusal("MR4741", "the simulation is at its end: nothing would come of a change",
                           "go back to an earlier instant, or simulate again");
        {
            const auto lock = look();
            if (!shown().mayChangeTo(**model))
                return refusal(
                    "MR4201",
                    whatDiffers(shown().model(), **model) + " cannot change while the simulation is on",
                    "simulate again");
        }
        ask([this, next = std::move(*model)] {
            while (journey_)
                travelOn();
            if (shown().progress() != Progress::Going || !shown().mayChangeTo(*next)) return;
            beginFuture([next](Simulation& from) { from.change(next); }, next->bytes());
        });
    }
    const std::lock_guard lock(placeMutex_);
    plans_.push_back(std::move(plan));
    return {};
}

Result<void> SimRun::setBreakpoints(std::vector<Breakpoint> breakpoints) {
    const PlanPtr plan = this->plan();
    const auto lock = look();
    std::vector<Watched> watched;
    for (Breakpoint& breakpoint : breakpoints) {
        if (breakpoint.edge >= plan->edges.size())
            return refusal("MR4300", "there is no such wire", "choose a wire of the graph that runs");
        if (!breakpoint.condition.empty() || breakpoint.logOnly) {
            leaveOut(plan->edges[breakpoint.edge].id);
            continue;
        }
        watched.push_back({std::move(breakpoint), 0, false});
    }
    for (Watched& fresh : watched)
        for (const Watched& old : breakpoints_)
            if (old.breakpoint.sameAs(fresh.breakpoint)) fresh.holding = old.holding;
    breakpoints_ = std::move(watched);
    stepping_.reset();
    rewatch();
    publish();
    return {};
}

void SimRun::leaveOut(const std::string& wire) {
    Diagnostic note;
    note.severity = Severity::Warning;
    note.code = "MR4740";
    note.edge = wire;
    note.message = "the breakpoint on " + wire +
                   " is left out: it looks at values, and records have none in a simulation";
    note.hint = "halt at a figure instead, such as records waiting";
    const bool known = std::any_of(notes_.begin(), notes_.end(),
                                   [&](const Diagnostic& d) { return d.message == note.message; });
    if (!known) notes_.add(std::move(note));
}

std::vector<BreakpointState> SimRun::breakpoints() const {
    const auto lock = look();
    std::vector<BreakpointState> states;
    for (const Watched& watched : breakpoints_) {
        const std::size_t edge = watched.breakpoint.edge;
        BreakpointState state;
        state.breakpoint = watched.breakpoint;
        state.hits = shown().received(edge);
        state.stops = watched.stops;
        state.holding = watched.holding;
        state.waiting = shown().value({FigureCondition::Figure::Waiting, edge, false, 0});
        states.push_back(std::move(state));
    }
    return states;
}

Result<void> SimRun::step(std::size_t edge, StepSize) {
    {
        const auto lock = look();
        const auto at = std::find_if(breakpoints_.begin(), breakpoints_.end(),
                                     [&](const Watched& w) { return w.breakpoint.edge == edge; });
        if (at == breakpoints_.end())
            return refusal("MR4301", "that wire has no breakpoint that holds", "set one on the wire");
    }
    ask([this, edge] {
        drive(true);
        stepping_ = Step{edge, shown().received(edge)};
    });
    return {};
}

Result<void> SimRun::release(std::size_t) {
    play();
    return {};
}

Result<void> SimRun::inject(Injection) {
    return refusal("MR4742", "records cannot be put into a simulation: they have no values there",
                   "run the graph to inject records");
}

MetricsFrame SimRun::frame() const {
    const auto lock = look();
    const Simulation& instant = shown();
    MetricsFrame frame = instant.frame();
    frame.state = state_;
    // Of an instant that others follow, whatever has become of the run since.
    if (isFinal(state_) && instant.progress() == Progress::Going && past_)
        frame.state = plays_ ? RunState::Running : RunState::Paused;
    frame.wallClock = begunAt_ + frame.elapsedNs / 1'000'000;
    const MetricsFrame* before = samples_.at(frame.elapsedNs - kBottleneckSpan);
    if (!before) before = samples_.at(0);
    if (before) frame.bottleneck = findBottleneck(wires_, *before, frame);
    return frame;
}

Diagnostics SimRun::diagnostics() const {
    const std::lock_guard lock(placeMutex_);
    return told_;
}

Trace SimRun::trace(const TraceMark& from) const {
    const auto lock = look();
    Trace trace;
    const SimRecorder* const recorder = pastRecorder_ ? pastRecorder_.get() : recorder_.get();
    const Simulation& recorded = pastRecorder_ ? *past_ : travel_->latest();
    trace.until = recorded.now();
    if (!recorder) return trace;
    recorded.recordWhatGoesOn();
    recorder->read(trace, from);
    return trace;
}

VirtualTime::Place SimRun::place() const {
    const std::lock_guard lock(placeMutex_);
    return place_;
}

void SimRun::setSpeed(double speed) {
    ask([this, speed] {
        speed_ = speed > 0 ? speed : kFullSpeed;
        rebase();
    });
}

void SimRun::play() {
    ask([this] { drive(true); });
}

void SimRun::halt() {
    ask([this] { drive(false); });
}

void SimRun::stepEvents(std::int64_t events) {
    ask([this, events] {
        drive(false);
        if (events >= 0) {
            for (std::int64_t i = 0; i < events && shown().progress() == Progress::Going; ++i)
                moveOn(INT64_MAX, 1);
            settle();
            return;
        }
        const std::uint64_t now = shown().events(), back = static_cast<std::uint64_t>(-events);
        const std::uint64_t wanted = now > back ? now - back : 0;
        journey_.emplace(Journey{travel_->beforeEvents(wanted), INT64_MAX, wanted});
        settle();
    });
}

void SimRun::goTo(MonotonicNs instant) {
    ask([this, instant] {
        journey_.reset();
        drive(false);
        if (instant < travel_->latest().now()) {
            const MonotonicNs wanted = std::max<MonotonicNs>(instant, 0);
            journey_.emplace(Journey{travel_->before(wanted), wanted, UINT64_MAX});
        } else {
            enterLatest();
            if (travel_->latest().progress() == Progress::Going) target_ = instant;
        }
        settle();
    });
}

void SimRun::goToFirst(FigureCondition condition, bool behindNow,
                       std::function<void(Answer, MonotonicNs)> done) {
    ask([this, condition, behindNow, done = std::move(done)] {
        drive(false);
        if (!shown().knows(condition)) {
            if (done) done(Answer::Never, 0);
            return;
        }
        Simulation from = behindNow ? shown() : travel_->beforeEvents(0);
        from.record(nullptr);
        const bool held = behindNow && condition.holdsFor(from.value(condition));
        search_.emplace(Search{std::move(from), {condition, held}, done});
        settle();
    });
}

void SimRun::setHalts(std::vector<FigureCondition> halts) {
    ask([this, halts = std::move(halts)] {
        halts_.clear();
        for (const FigureCondition& halt : halts)
            if (shown().knows(halt)) halts_.push_back({halt, false});
        rewatch();
    });
}

void SimRun::fork(bool drawAnew) {
    ask([this, drawAnew] {
        drive(false);
        if (drawAnew)
            beginFuture([number = ++draws_](Simulation& from) { from.drawAnew(number); });
        else
            beginFuture({});
        settle();
    });
}

std::vector<MetricsFrame> SimRun::framesAfter(MonotonicNs instant) const {
    const auto lock = look();
    std::vector<MetricsFrame> frames = samples_.after(instant);
    const bool ended = travel_->latest().progress() != Progress::Going;
    for (MetricsFrame& frame : frames) {
        const bool last = ended && frame.elapsedNs == travel_->latest().now();
        frame.state = last ? state_.load() : RunState::Running;
        frame.wallClock = begunAt_ + frame.elapsedNs / 1'000'000;
    }
    return frames;
}

} // namespace millrace::sim
