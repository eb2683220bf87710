// SPDX-License-Identifier: Apache-2.0
//
// The turns of sources, sinks, stations and loops, which nearly all events are: straight through, without
// asking what such a task cannot be. Whatever is out of the ordinary (an output is full, the input ends, a
// worker of the pool is wanted by others) they leave as it is to the loop in runTask, which does the same
// step by step.
#include "engine/sim/simulation_inline.h"

#include <utility>

namespace millrace::sim {

/// True: the turn is over. False: the loop goes on from here.
bool Simulation::shortTurn(std::uint32_t index) {
    const SimTask& task = tasks_[index];
    if (task.hasSeat || task.finishing || task.outboxed > 0) return false;
    switch (model_->chains[task.chain].shape) {
        case SimChain::Shape::Other: break;
        case SimChain::Shape::Source: return sourceTurn(index);
        case SimChain::Shape::Sink: return sinkTurn(index);
        case SimChain::Shape::Station: return stationTurn(index);
        case SimChain::Shape::Loop: return loopTurn(index);
    }
    return false;
}

/// Nothing more to do now. False: there never will be.
bool Simulation::rest(SimTask& task, std::uint32_t channel, TimeKind kind) {
    if (edges_[model_->channels[channel].edge].openProducers == 0) return false;
    task.state = SimTask::State::Idle;
    switchTo(task, kind);
    return true;
}

bool Simulation::sourceTurn(std::uint32_t index) {
    SimTask& task = tasks_[index];
    while (takeFromSource(index))
        if (task.outboxed > 0) return false;
    if (task.state == SimTask::State::Ended) return true;
    task.state = SimTask::State::Idle;
    switchTo(task, TimeKind::Idle);
    return true;
}

bool Simulation::sinkTurn(std::uint32_t index) {
    const std::uint32_t channel = model_->tasks[index].onlyChannel;
    while (!channels_[channel].empty())
        consumeEntry(index, channel);
    return rest(tasks_[index], channel, TimeKind::Idle);
}

bool Simulation::stationTurn(std::uint32_t index) {
    SimTask& task = tasks_[index];
    const std::uint32_t opIndex = model_->chains[task.chain].ops.begin;
    SimOpCounts& counts = opCounts_[opIndex];
    const std::uint32_t channel = model_->tasks[index].onlyChannel;
    // A draw is a long chain of arithmetic: begun now, it runs beside what is done before anybody asks for
    // it.
    const std::uint32_t work = model_->ops[opIndex].recordWork.begin;
    const std::uint64_t next = channels_[channel].empty() ? 0 : channels_[channel].front().draw();
    const MonotonicNs time = model_->segments[work].drawNs(segmentDraws_[work], next);
    if (!task.frames.empty()) {
        Frame& frame = task.frames.back();
        if (!frame.spending) return false;
        frame.spending = false;
        const std::uint32_t begin = std::exchange(frame.at, frame.partEnd);
        emitToOnlyWire(index, model_->ops[opIndex], counts, task.arena.data() + begin, frame.at - begin);
        if (frame.at != frame.end) return false;
        popFrame(task);
        task.inHand = false;
        if (task.outboxed > 0) return false;
    }
    if (channels_[channel].empty()) return rest(task, channel, TimeKind::Idle);
    takeEntry(index, channel);
    Frame& frame = task.frames.back();
    counts.recordsIn += frame.end - frame.begin;
    ++counts.batchesIn;
    frame.began = now_;
    frame.phase = Frame::Phase::Part;
    if (frame.end - frame.begin > 1 || task.arena[frame.begin].draw() != next) return !nextPart(index, frame);
    frame.partEnd = frame.end;
    frame.spending = true;
    return !spend(index, model_->segments[work].kind, time);
}

bool Simulation::loopTurn(std::uint32_t index) {
    SimTask& task = tasks_[index];
    const SimChain& chain = model_->chains[task.chain];
    SimOpState& own = opStates_[task.firstOpState];
    const SimOperations& operations = *own.operations;
    if (task.dueOps > 0) {
        task.dueOps = 0;
        emitToOnlyWire(index, model_->ops[chain.ops.begin], opCounts_[chain.ops.begin], own.due.data(),
                       own.due.size());
        own.due.clear();
        if (task.outboxed > 0) return false;
    }
    const std::uint32_t channel = model_->tasks[index].onlyChannel;
    const auto takes = [&] { return operations.pending.empty() && operations.hasPlace(chain.operations); };
    while (takes() && !channels_[channel].empty())
        entryTakesOff(index, channel);
    return rest(task, channel, operations.inFlight > 0 ? TimeKind::Io : TimeKind::Idle);
}

} // namespace millrace::sim
