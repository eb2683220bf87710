// SPDX-License-Identifier: Apache-2.0
//
// What a task does while it has a turn: take what was sent together, lead it through its vertices, give out.
#include "engine/sim/simulation_inline.h"

#include <algorithm>
#include <utility>

namespace millrace::sim {

namespace {
/// After so long what is done of a batch is sent on, as the nodes that spend time on records do.
constexpr MonotonicNs kSendEveryNs = 5'000'000;

} // namespace

void Simulation::runTask(std::uint32_t index) {
    SimTask& task = tasks_[index];
    if (task.state == SimTask::State::Ended) return;
    // A turn takes no time: what the task is at is said where it ends.
    task.state = SimTask::State::Working;
    if (shortTurn(index)) return;
    for (;;) {
        if (!task.frames.empty()) {
            if (!step(index)) return;
            continue;
        }
        if (task.inHand) entryDone(index);
        if (task.outboxed > 0 && !flush(index)) {
            task.state = SimTask::State::Blocked;
            switchTo(task, TimeKind::BackPressured);
            return leaveSeat(task);
        }
        if (task.hasSeat && yieldsSeat(index)) return;
        if (take(index)) continue;
        if (task.state == SimTask::State::Ended) return;
        task.state = SimTask::State::Idle;
        switchTo(task, idleKind(task));
        return leaveSeat(task);
    }
}

/// Who waits for operations in flight is at work, if not on a core.
TimeKind Simulation::idleKind(SimTask& task) {
    const SimChain& chain = model_->chains[task.chain];
    if (chain.executor != ExecutorKind::Async) return TimeKind::Idle;
    for (std::uint32_t op = chain.ops.begin; op < chain.ops.end; ++op) {
        const SimOpState& own = state(task, op);
        if (!own.operations || own.operations->inFlight == 0) continue;
        workOn(task, op);
        return TimeKind::Io;
    }
    return TimeKind::Idle;
}

/// One step of the innermost frame. False: an event will bring the task on.
bool Simulation::step(std::uint32_t index) {
    SimTask& task = tasks_[index];
    Frame& frame = task.frames.back();
    const SimOp& op = model_->ops[frame.op];
    workOn(task, frame.op);
    switch (frame.phase) {
        case Frame::Phase::Begin: {
            SimOpCounts& counts = opCounts_[frame.op];
            if (!std::holds_alternative<behaviour::Emit>(op.behaviour)) {
                counts.recordsIn += frame.end - frame.begin;
                ++counts.batchesIn;
            }
            frame.began = now_;
            if (op.flies) {
                startOperations(index, frame);
                return true;
            }
            frame.segment = op.batchWork.begin;
            frame.phase = Frame::Phase::BatchWork;
        }
            [[fallthrough]];
        case Frame::Phase::BatchWork:
            if (!doSegments(index, frame, op.batchWork)) return false;
            frame.phase = Frame::Phase::Part;
            [[fallthrough]];
        case Frame::Phase::Part:
            if (frame.at == frame.end) {
                popFrame(task);
                return true;
            }
            if (!nextPart(index, frame)) return false;
            frame.phase = Frame::Phase::RecordWork;
            [[fallthrough]];
        case Frame::Phase::RecordWork:
            if (!op.joinsRecords && !doSegments(index, frame, op.recordWork)) return false;
            frame.phase = Frame::Phase::Apply;
            [[fallthrough]];
        case Frame::Phase::Apply: {
            const std::size_t depth = task.frames.size();
            if (!apply(index)) return false;
            // Nobody else goes on with what came out: it may be through.
            if (task.frames.size() == depth && task.frames.back().at == task.frames.back().end)
                popFrame(task);
            return true;
        }
    }
    return true;
}

/// Chooses what comes next of the records in a frame, and spends the time for it where that is one stretch.
bool Simulation::nextPart(std::uint32_t index, Frame& frame) {
    const SimOp& op = model_->ops[frame.op];
    if (op.recordWork.size() == 0) {
        frame.partEnd = frame.end;
        return true;
    }
    if (!op.joinsRecords) {
        frame.partEnd = frame.at + 1;
        frame.segment = op.recordWork.begin;
        return true;
    }
    if (!frame.spending) {
        const SimSegment& segment = model_->segments[op.recordWork.begin];
        const std::uint64_t stream = segmentDraws_[op.recordWork.begin];
        const std::vector<Token>& arena = tasks_[index].arena;
        MonotonicNs time = 0;
        std::uint32_t i = frame.at;
        do
            time += segment.drawNs(stream, arena[i].draw());
        while (++i < frame.end && time < kSendEveryNs);
        frame.partEnd = i;
        frame.spending = true;
        frame.repair = repairFor(tasks_[index], frame.op, time);
        if (!spend(index, segment.kind, time)) return false;
    }
    if (!repaired(index, frame)) return false;
    frame.spending = false;
    return true;
}

/// The repairs that the work in hand waited for are over, too. They hold the worker, but no core.
bool Simulation::repaired(std::uint32_t index, Frame& frame) {
    return frame.repair == 0 || spend(index, WorkSegment::Kind::Wait, std::exchange(frame.repair, 0));
}

/// What breakdowns add to a stretch of work (preemptive resume): the work itself stays what it was.
MonotonicNs Simulation::repairFor(const SimTask& task, std::uint32_t op, MonotonicNs work) {
    const auto& failures = model_->ops[op].failures;
    if (!failures) return 0;
    SimOpState& own = state(task, op);
    const std::uint64_t stream =
        draws(deriveSeed(model_->ops[op].stream, "failures", model_->tasks[own.task].subtask));
    MonotonicNs repair = 0;
    if (own.worksFor == 0) own.worksFor = std::max<MonotonicNs>(1, failures->every.drawNs(stream, 0));
    while (work >= own.worksFor) {
        work -= own.worksFor;
        ++own.failures;
        repair += failures->repair.drawNs(mix64(stream), own.failures);
        own.worksFor = std::max<MonotonicNs>(1, failures->every.drawNs(stream, own.failures));
    }
    own.worksFor -= work;
    return repair;
}

bool Simulation::doSegments(std::uint32_t index, Frame& frame, Span work) {
    for (; frame.segment < work.end; ++frame.segment) {
        const SimSegment& segment = model_->segments[frame.segment];
        if (!frame.spending) {
            if (!acquire(index, frame, segment)) return false;
            const bool perBatch = frame.phase == Frame::Phase::BatchWork;
            const SimTask& task = tasks_[index];
            const std::uint64_t draw =
                perBatch ? mix64(task.arena[frame.begin].draw() + 1) : task.arena[frame.at].draw();
            MonotonicNs time = segment.drawNs(segmentDraws_[frame.segment], draw);
            if (perBatch) time += segment.eachNs * (frame.end - frame.begin);
            frame.spending = true;
            frame.repair = repairFor(task, frame.op, time);
            if (!spend(index, segment.kind, time)) return false;
        }
        if (!repaired(index, frame)) return false;
        frame.spending = false;
        frame.hold = 0;
        release(segment);
    }
    return true;
}

/// True: it took no time.
bool Simulation::spend(std::uint32_t index, WorkSegment::Kind kind, MonotonicNs time) {
    if (time <= 0) return true;
    SimTask& task = tasks_[index];
    task.state = SimTask::State::Working;
    const bool cpu = kind == WorkSegment::Kind::Cpu;
    switchTo(task, cpu ? TimeKind::Busy : TimeKind::Io);
    if (cpu && model_->usesSites) {
        runOnSite(index, time);
    } else if (cpu && model_->coresAreShared) {
        cores_.start(index, time, now_);
        scheduleCores();
    } else {
        calendar_.schedule(now_ + time, EventKind::WorkDone, index);
    }
    return false;
}

/// Takes what the segment holds, one after the other. False: one is not free, and its turn will come.
bool Simulation::acquire(std::uint32_t index, Frame& frame, const SimSegment& segment) {
    while (frame.hold < segment.holds.size()) {
        const SimHold& hold = model_->holds[segment.holds.begin + frame.hold];
        SimResourceState& resource = resources_[hold.resource];
        if (!resource.waiters.empty() || resource.free < hold.units) {
            resource.waiters.push({index, hold.units});
            SimTask& task = tasks_[index];
            task.state = SimTask::State::Locked;
            switchTo(task, TimeKind::Lock);
            return false;
        }
        resource.free -= hold.units;
        ++frame.hold;
    }
    return true;
}

void Simulation::release(const SimSegment& segment) {
    for (std::uint32_t i = segment.holds.end; i-- > segment.holds.begin;) {
        const SimHold& hold = model_->holds[i];
        SimResourceState& resource = resources_[hold.resource];
        resource.free += hold.units;
        grant(resource);
    }
}

/// To those who wait, in their order.
void Simulation::grant(SimResourceState& resource) {
    while (!resource.waiters.empty() && resource.free >= resource.waiters.front().units) {
        const SimResourceState::Waiter next = resource.waiters.pop();
        resource.free -= next.units;
        SimTask& task = tasks_[next.task];
        ++task.frames.back().hold;
        task.state = SimTask::State::Queued;
        ready_.push(next.task);
    }
}

void Simulation::pushFrame(SimTask& task, std::uint32_t op, std::uint32_t port, const Token* tokens,
                           std::size_t n) {
    const auto begin = static_cast<std::uint32_t>(task.arena.size());
    const bool inside =
        !task.arena.empty() && tokens >= task.arena.data() && tokens < task.arena.data() + begin;
    const std::size_t from = inside ? static_cast<std::size_t>(tokens - task.arena.data()) : 0;
    task.arena.resize(begin + n);
    const Token* const source = inside ? task.arena.data() + from : tokens;
    std::copy(source, source + n, task.arena.data() + begin);
    Frame& frame = task.frames.emplace_back();
    frame.op = op;
    frame.port = port;
    frame.begin = frame.at = begin;
    frame.end = static_cast<std::uint32_t>(begin + n);
}

/// Something to work on: what timers brought, what came on a wire, what the source has. False: nothing now.
bool Simulation::take(std::uint32_t index) {
    SimTask& task = tasks_[index];
    const SimChain& chain = model_->chains[task.chain];
    if (task.dueOps > 0 && giveOutDue(index)) return true;
    if (task.finishing) return finishInput(index);
    if (chain.source) return takeFromSource(index);
    bool open = false;
    const std::uint32_t channel = nextInput(index, open);
    if (channel == kNone) return !open && !hasOperations(task) && finishInput(index);
    if (chain.takesNoTime && model_->ops[chain.ops.begin].sink)
        consumeEntry(index, channel);
    else if (chain.flies)
        entryTakesOff(index, channel);
    else
        takeEntry(index, channel);
    return true;
}

/// The channel from which a task takes next, each in its turn; none has anything that it wants now. `open`:
/// there is more, or may be.
std::uint32_t Simulation::nextInput(std::uint32_t index, bool& open) {
    SimTask& task = tasks_[index];
    const SimTaskPlace& place = model_->tasks[index];
    const bool picky = model_->chains[task.chain].picky;
    if (place.onlyChannel != kNone && !picky) {
        if (!channels_[place.onlyChannel].empty()) return place.onlyChannel;
        open = edges_[model_->channels[place.onlyChannel].edge].openProducers > 0;
        return kNone;
    }
    const Span feeds = place.channels;
    std::uint32_t feed = task.nextFeed;
    for (std::uint32_t i = 0; i < feeds.size(); ++i) {
        const std::uint32_t channel = model_->feeds[feeds.begin + feed];
        const std::uint32_t edge = model_->channels[channel].edge;
        feed = feed + 1 < feeds.size() ? feed + 1 : 0;
        open |= edges_[edge].openProducers > 0 || !channels_[channel].empty();
        if (channels_[channel].empty() || (picky && !wantsFrom(task, model_->edges[edge].toPort))) continue;
        task.nextFeed = feed;
        return channel;
    }
    return kNone;
}

bool Simulation::takeFromSource(std::uint32_t index) {
    SimTask& task = tasks_[index];
    const SimChain& chain = model_->chains[task.chain];
    SimOpState& source = state(task, chain.ops.begin);
    const auto& emit = std::get<behaviour::Emit>(model_->ops[chain.ops.begin].behaviour);
    const std::uint64_t count = emit.count.value_or(UINT64_MAX);
    if (source.made >= count || task.stopped) return finishInput(index);
    const bool unlimited = source.arrivals->unlimited();
    if (unlimited && timeStandsStill(index)) return false;
    if (!unlimited && source.arrivals->next() > now_) {
        if (!source.timerSet) calendar_.schedule(source.arrivals->next(), EventKind::SourceDue, index);
        source.timerSet = true;
        return false;
    }
    source.timerSet = false;
    const auto begin = static_cast<std::uint32_t>(task.arena.size());
    for (std::int64_t n = 0; n < chain.batchSize && source.made < count; ++n) {
        if (!unlimited && source.arrivals->next() > now_) break;
        Token& token = task.arena.emplace_back();
        token.born = unlimited ? now_ : source.arrivals->next();
        token.number = source.made;
        source.made += chain.workers;
        if (!unlimited) source.arrivals->pop();
    }
    if (chain.takesNoTime) {
        workOn(task, chain.ops.begin);
        this->emit(index, chain.ops.begin, 0, task.arena.data() + begin, task.arena.size() - begin);
        task.arena.erase(task.arena.begin() + begin, task.arena.end());
        return true;
    }
    Frame& frame = task.frames.emplace_back();
    frame.op = chain.ops.begin;
    frame.begin = frame.at = begin;
    frame.end = static_cast<std::uint32_t>(task.arena.size());
    return true;
}

/// The input has ended: what the vertices have kept comes out, one vertex after the other. False: nothing
/// more will.
bool Simulation::finishInput(std::uint32_t index) {
    SimTask& task = tasks_[index];
    if (hasOperations(task)) return false; // what is in flight comes back first
    const SimChain& chain = model_->chains[task.chain];
    if (!task.finishing) {
        task.finishing = true;
        task.finishOp = chain.ops.begin;
    }
    while (task.finishOp < chain.ops.end) {
        const std::uint32_t op = task.finishOp;
        if (flushBehaviour(index, op)) return true;
        if (!keepsNothing(state(task, op))) return false; // a timer is running
        ++task.finishOp;
    }
    SimChainState& others = chains_[task.chain];
    if (!others.leftOvers.empty() && others.ended + 1 == chain.workers) {
        const std::vector<SimChainState::Early> last = std::move(others.leftOvers);
        others.leftOvers.clear();
        for (const SimChainState::Early& entry : last)
            sendNow(index, entry.edge, entry.channel, entry.tokens.data(), entry.tokens.size());
        return true;
    }
    endTask(index);
    return false;
}

void Simulation::endTask(std::uint32_t index) {
    SimTask& task = tasks_[index];
    task.state = SimTask::State::Ended;
    switchTo(task, TimeKind::Idle);
    leaveSeat(task);
    --tasksLeft_;
    ++chains_[task.chain].ended;
    for (const std::uint32_t edge : model_->chains[task.chain].outEdges)
        producerEnded(edge);
}

} // namespace millrace::sim
