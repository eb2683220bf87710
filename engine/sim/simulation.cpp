// SPDX-License-Identifier: Apache-2.0
//
// Events and turns: who goes on when.
#include "engine/sim/simulation_inline.h"

#include <algorithm>

namespace millrace::sim {

namespace {
/// Entries in a row before another task that waits for a worker gets its turn, as in the engine's pool.
constexpr std::uint32_t kRunsPerTurn = 4;
/// Turns of tasks at one instant; more than any graph has tasks and any burst entries.
constexpr std::uint64_t kMostTurns = 5'000'000;
} // namespace

Simulation::Simulation(std::shared_ptr<const SimModel> model, std::uint32_t replication)
    : model_(std::move(model)),
      replicationKey_(mix64(replication * kGolden64)),
      cores_(model_->settings.cores) {
    begin();
}

void Simulation::begin() {
    const SimModel& model = *model_;
    for (const SimSegment& segment : model.segments)
        segmentDraws_.push_back(draws(segment.stream));
    opCounts_.resize(model.ops.size());
    for (std::size_t op = 0; op < model.ops.size(); ++op)
        opCounts_[op].portRecords.resize(model.ops[op].ports.size());
    channels_.resize(model.channels.size());
    edges_.resize(model.edges.size());
    for (std::size_t e = 0; e < edges_.size(); ++e)
        edges_[e].openProducers = model.chains[model.edges[e].fromChain].workers;
    for (const SimResource& resource : model.resources) {
        resources_.emplace_back();
        resources_.back().free = resource.capacity;
    }
    chains_.resize(model.chains.size());
    if (model.settings.shuffleTies) calendar_.shuffleTies(draws(deriveSeed(model.seed, "ties")) | 1);
    beginSites();
    beginLinks();
    for (const SimTaskPlace& place : model.tasks) {
        const SimChain& chain = model.chains[place.chain];
        SimTask task;
        task.chain = place.chain;
        task.subtask = place.subtask;
        task.op = chain.ops.begin;
        task.firstOpState = static_cast<std::uint32_t>(opStates_.size());
        task.outboxes.resize(chain.outEdges.size());
        for (std::uint32_t op = chain.ops.begin; op < chain.ops.end; ++op)
            beginOp(static_cast<std::uint32_t>(tasks_.size()), op);
        tasks_.push_back(std::move(task));
    }
    tasksLeft_ = static_cast<std::uint32_t>(tasks_.size());
    for (std::uint32_t task = 0; task < tasks_.size(); ++task) {
        const MonotonicNs spawn = model.chains[tasks_[task].chain].spawnNs;
        spawn > 0 ? spawnWorker(task, spawn) : wake(task);
    }
}

void Simulation::beginOp(std::uint32_t task, std::uint32_t op) {
    const SimOp& from = model_->ops[op];
    SimOpState state;
    state.task = task;
    state.op = op;
    if (const auto* emit = std::get_if<behaviour::Emit>(&from.behaviour)) {
        state.arrivals.emplace(arrivalsOf(*emit, from));
        state.made = model_->tasks[task].subtask;
    } else if (const auto* retry = std::get_if<behaviour::Retry>(&from.behaviour)) {
        state.budget.emplace(retry->budget, retry->minimumRate);
    } else if (const auto* breaks = std::get_if<behaviour::Break>(&from.behaviour)) {
        state.breaker.emplace(breaks->settings);
    }
    if (std::holds_alternative<behaviour::Group>(from.behaviour) ||
        std::holds_alternative<behaviour::Join>(from.behaviour) ||
        std::holds_alternative<behaviour::Reorder>(from.behaviour) ||
        std::holds_alternative<behaviour::Retry>(from.behaviour))
        state.meetings.emplace();
    if (from.flies) state.operations.emplace();
    if (from.serverless) state.instances.emplace();
    opStates_.push_back(std::move(state));
}

Arrivals::Settings Simulation::arrivalsOf(const behaviour::Emit& emit, const SimOp& op) const {
    Arrivals::Settings arrivals = emit.arrivals;
    arrivals.seed = draws(deriveSeed(op.stream, "arrivals", 1));
    return arrivals;
}

Progress Simulation::run(MonotonicNs until, std::uint64_t events) {
    const MonotonicNs end = model_->settings.durationNs;
    const std::uint64_t last = events > UINT64_MAX - events_ ? UINT64_MAX : events_ + events;
    while (progress_ == Progress::Going) {
        if (!ready_.empty()) {
            runReady();
            continue;
        }
        // Timers that nobody needs any more may still run: they are not part of it.
        if (calendar_.empty() || tasksLeft_ == 0) {
            endWhatIsQuiet();
            continue;
        }
        const Event event = calendar_.top();
        if (events_ >= last) {
            if (event.time > until) now_ = std::max(now_, until);
            break;
        }
        if (end > 0 && event.time >= end) {
            now_ = std::max(now_, end);
            progress_ = Progress::AtEnd;
            break;
        }
        if (event.time > until) {
            now_ = std::max(now_, until);
            break;
        }
        calendar_.pop();
        now_ = event.time;
        ++events_;
        dispatch(event);
    }
    return progress_;
}

void Simulation::dispatch(const Event& event) {
    switch (event.kind()) {
        case EventKind::WorkDone: {
            SimTask& task = tasks_[event.a];
            task.note(now_);
            runTask(event.a);
            break;
        }
        case EventKind::CoresDone:
            if (event.b != coresGeneration_) break;
            while (const auto thread = cores_.finished(now_)) {
                SimTask& task = tasks_[*thread];
                task.note(now_);
                task.state = SimTask::State::Queued;
                ready_.push(*thread);
            }
            scheduleCores();
            break;
        case EventKind::SiteCoresDone: siteCoresDone(event.a, event.b); break;
        case EventKind::SliceOver: sliceOver(event.a, event.b); break;
        case EventKind::LinkSent: linkSent(event.a, event.b); break;
        case EventKind::LinkTurned: linkTurned(event.a); break;
        case EventKind::LinkArrival: arrived(event.a, event.b); break;
        case EventKind::LinkAgain: sendAgain(event.a, event.b); break;
        case EventKind::LockForced: forceInterpreter(event.b); break;
        case EventKind::LockLeft: leaveInterpreter(); break;
        case EventKind::OperationDone: operationDone(event.a, event.b); break;
        case EventKind::Timer: timer(event.a, event.b); break;
        case EventKind::SourceDue:
            tasks_[event.a].note(now_);
            wakeNow(event.a);
            break;
        case EventKind::HandedOver:
            needsSeat(tasks_[event.a]) ? giveSeat(event.a) : ready_.push(event.a);
            break;
    }
}

void Simulation::runReady() {
    while (!ready_.empty() && progress_ == Progress::Going) {
        const std::uint32_t task = ready_.pop();
        if (timeStandsStill(task)) return;
        runTask(task);
    }
}

/// A cycle in which nothing takes time would go round for ever, and a source without a pace make records for
/// ever. Asked at every turn; true: it has failed.
bool Simulation::timeStandsStill(std::uint32_t task) {
    if (turnsAt_ != now_) {
        turnsAt_ = now_;
        turns_ = 0;
    }
    if (++turns_ <= kMostTurns) return false;
    failStandstill(task);
    return true;
}

void Simulation::failStandstill(std::uint32_t task) {
    progress_ = Progress::Failed;
    const std::uint32_t head = model_->chains[tasks_[task].chain].ops.begin;
    Diagnostic d;
    d.code = "MR4708";
    d.node = model_->plan->vertices[model_->ops[head].vertex].node;
    d.message = "time does not go on: records come and go without taking any, past `" + d.node + "`";
    d.hint = "say how long something on their way takes: \"simulation\": {\"nodes\": {\"" + d.node +
             "\": {\"time\": \"10 us\"}}}";
    problems_.add(std::move(d));
}

/// Where all workers of the pool are awake, one of them takes the task over without being woken.
void Simulation::wakeSleeper(std::uint32_t index) {
    SimTask& task = tasks_[index];
    if (task.state != SimTask::State::Idle && task.state != SimTask::State::Blocked) return;
    if (needsSeat(task) && poolOf(task).free == 0) return wake(index);
    task.state = SimTask::State::Queued;
    calendar_.schedule(now_ + model_->settings.handOffNs, EventKind::HandedOver, index);
}

/// On the pool a task needs a worker before it may go on.
void Simulation::giveSeat(std::uint32_t index) {
    SimTask& task = tasks_[index];
    if (SimPool& pool = poolOf(task); pool.free > 0) {
        --pool.free;
        task.hasSeat = true;
        task.runs = 0;
        ready_.push(index);
    } else {
        switchTo(task, TimeKind::Ready);
        pool.queue.push(index);
    }
}

void Simulation::leaveSeat(SimTask& task) {
    if (!task.hasSeat) return;
    task.hasSeat = false;
    SimPool& pool = poolOf(task);
    if (pool.queue.empty()) {
        ++pool.free;
        return;
    }
    const std::uint32_t next = pool.queue.pop();
    tasks_[next].hasSeat = true;
    tasks_[next].runs = 0;
    ready_.push(next);
}

/// True: others wait for a worker, and this task has had its turn.
bool Simulation::yieldsSeat(std::uint32_t index) {
    SimTask& task = tasks_[index];
    if (!task.hasSeat || poolOf(task).queue.empty() || ++task.runs < kRunsPerTurn) return false;
    leaveSeat(task);
    task.state = SimTask::State::Queued;
    giveSeat(index);
    return true;
}

/// From here on the time of a task is that of another of its vertices.
void Simulation::workOn(SimTask& task, std::uint32_t op) {
    if (task.op == op) return;
    addTime(task, task.kind);
    task.op = op;
}

/// The time since the last switch, before the next.
void Simulation::addTime(SimTask& task, TimeKind next) {
    const std::int64_t span = now_ - task.since;
    if (recorder_) [[unlikely]]
        recorder_->switched(static_cast<std::uint32_t>(&task - tasks_.data()), task.kind, task.since, next,
                            now_, task.op);
    if (span == 0) return;
    task.time[static_cast<std::size_t>(task.kind)] += span;
    SimOpCounts& counts = opCounts_[task.op];
    switch (task.kind) {
        case TimeKind::Busy: counts.busyNs += span; break;
        case TimeKind::Io: counts.ioNs += span; break;
        case TimeKind::Lock: counts.lockNs += span; break;
        default: break;
    }
    task.since = now_;
}

void Simulation::scheduleCores() {
    ++coresGeneration_;
    if (cores_.running() > 0)
        calendar_.schedule(std::max(now_, cores_.nextDone()), EventKind::CoresDone, 0, coresGeneration_);
}

/// Nothing will happen any more. What is open is open only because a cycle is: it ends. If that is not it,
/// those who are left wait for each other.
void Simulation::endWhatIsQuiet() {
    if (tasksLeft_ == 0) {
        progress_ = Progress::Finished;
        return;
    }
    bool ended = false;
    for (std::uint32_t e = 0; e < edges_.size(); ++e) {
        if (!model_->edges[e].feedback || edges_[e].openProducers == 0 || edges_[e].depth > 0) continue;
        edges_[e].openProducers = 0;
        wakeReaders(e);
        ended = true;
    }
    if (!ended) failBlocked();
}

void Simulation::failBlocked() {
    progress_ = Progress::Failed;
    Diagnostic d;
    d.code = "MR4705";
    d.message = "deadlock: nobody can go on";
    for (std::uint32_t t = 0; t < tasks_.size(); ++t) {
        const SimTask& task = tasks_[t];
        const std::string& node =
            model_->plan->vertices[model_->ops[model_->chains[task.chain].ops.begin].vertex].node;
        const std::string who =
            model_->chains[task.chain].workers > 1 ? node + "[" + std::to_string(task.subtask) + "]" : node;
        if (task.state == SimTask::State::Locked) d.message += "; `" + who + "` waits for a resource";
        if (task.state == SimTask::State::Blocked) {
            d.message += "; `" + who + "` waits for room on ";
            for (std::size_t o = 0; o < task.outboxes.size(); ++o)
                if (!task.outboxes[o].entries.empty())
                    d.message +=
                        model_->plan->edges[model_->edges[model_->chains[task.chain].outEdges[o]].planEdge]
                            .id;
        }
        if (task.state == SimTask::State::Blocked || task.state == SimTask::State::Locked) d.node = node;
    }
    d.hint = "give the wires more room, or let one of them drop records";
    problems_.add(std::move(d));
}

std::uint64_t Simulation::fingerprint() const {
    std::uint64_t sum = 0;
    for (std::size_t t = 0; t < tasks_.size(); ++t)
        if (tasks_[t].hash != 0) sum += mix64(model_->tasks[t].identity ^ tasks_[t].hash);
    return mix64(sum + replicationKey_);
}

} // namespace millrace::sim
