// SPDX-License-Identifier: Apache-2.0
//
// What vertices keep, and when it comes out: timers, operations in flight, the end of the input.
#include "engine/sim/simulation_inline.h"

namespace millrace::sim {

void Simulation::timer(std::uint32_t index, std::uint32_t payload) {
    SimOpState& own = opStates_[index];
    SimTask& task = tasks_[own.task];
    const auto& behaviour = model_->ops[own.op].behaviour;
    if (std::holds_alternative<behaviour::Collect>(behaviour)) {
        if (payload != own.generation || own.kept.empty()) return; // it has left by itself
        while (!own.kept.empty())
            own.due.push_back(own.kept.pop());
    } else if (std::holds_alternative<behaviour::Retry>(behaviour)) {
        const auto found = own.meetings->retries.find(payload);
        if (found == own.meetings->retries.end()) return;
        own.due.push_back(found->second);
        own.meetings->retries.erase(found);
    } else {
        own.timerSet = false;
        if (own.meetings->waiting.empty() && own.meetings->counterparts.empty()) return;
        own.timedOut = true;
    }
    ++task.dueOps;
    task.note(now_);
    wake(own.task);
}

/// True: something has come out, and the task has it in hand.
bool Simulation::giveOutDue(std::uint32_t index) {
    SimTask& task = tasks_[index];
    task.dueOps = 0;
    bool any = false;
    const Span ops = model_->chains[task.chain].ops;
    for (std::uint32_t op = ops.end; op-- > ops.begin;) {
        SimOpState& own = state(task, op);
        if (own.timedOut) {
            timeOut(index, op);
            any = true;
        }
        if (own.due.empty()) continue;
        any = true;
        if (!own.operations || model_->chains[task.chain].onlyPasses) {
            workOn(task, op);
            emit(index, op, 0, own.due.data(), own.due.size());
            own.due.clear();
            continue;
        }
        // The work is done: what is left is what becomes of the records.
        pushFrame(task, op, 0, own.due.data(), own.due.size());
        own.due.clear();
        Frame& frame = task.frames.back();
        frame.partEnd = frame.end;
        frame.phase = Frame::Phase::Apply;
        frame.began = now_;
    }
    return any;
}

/// On an event loop a wait holds nobody: the records go into flight.
void Simulation::startOperations(std::uint32_t index, const Frame& frame) {
    SimTask& task = tasks_[index];
    SimOpState& own = state(task, frame.op);
    for (std::uint32_t i = frame.begin; i < frame.end; ++i)
        own.operations->pending.push(task.arena[i]);
    const std::uint32_t op = frame.op;
    task.arena.resize(frame.begin);
    task.frames.pop_back();
    beginOperations(index, op);
}

void Simulation::beginOperations(std::uint32_t index, std::uint32_t op) {
    SimTask& task = tasks_[index];
    SimOpState& own = state(task, op);
    SimOperations& operations = *own.operations;
    const std::uint32_t most = model_->chains[task.chain].operations;
    while (!operations.pending.empty() && operations.hasPlace(most))
        beginOperation(own, operations.pending.pop());
    if (own.instances) refuseAtLimit(own);
}

void Simulation::beginOperation(SimOpState& own, const Token& token) {
    const SimOp& op = model_->ops[own.op];
    SimOperations& operations = *own.operations;
    std::uint32_t slot = 0;
    if (operations.freeSlots.empty()) {
        slot = static_cast<std::uint32_t>(operations.slots.size());
        operations.slots.emplace_back();
        operations.done.push_back(false);
    } else {
        slot = operations.freeSlots.back();
        operations.freeSlots.pop_back();
    }
    operations.slots[slot] = token;
    if (model_->chains[op.chain].keepsOrder) {
        operations.done[slot] = false;
        operations.order.push(slot);
    }
    ++operations.inFlight;
    ++operations.kept;
    const MonotonicNs time = own.instances ? invoke(own, token)
                                           : model_->segments[op.recordWork.begin].drawNs(
                                                 segmentDraws_[op.recordWork.begin], token.draw());
    calendar_.schedule(now_ + time, EventKind::OperationDone, stateIndex(own), slot);
}

void Simulation::operationDone(std::uint32_t index, std::uint32_t slot) {
    SimOpState& own = opStates_[index];
    SimOperations& operations = *own.operations;
    SimTask& task = tasks_[own.task];
    const auto giveOut = [&](std::uint32_t which) {
        own.due.push_back(operations.slots[which]);
        operations.freeSlots.push_back(which);
        --operations.kept;
    };
    if (own.instances) instanceIsIdle(own);
    --operations.inFlight;
    if (!model_->chains[task.chain].keepsOrder) {
        giveOut(slot);
    } else {
        operations.done[slot] = true;
        while (!operations.order.empty() && operations.done[operations.order.front()])
            giveOut(operations.order.pop());
    }
    task.note(now_);
    if (!operations.pending.empty()) beginOperations(own.task, own.op);
    if (!own.due.empty()) ++task.dueOps;
    wakeNow(own.task);
}

bool Simulation::hasOperations(const SimTask& task) {
    const Span ops = model_->chains[task.chain].ops;
    for (std::uint32_t op = ops.begin; op < ops.end; ++op) {
        const SimOpState& own = state(task, op);
        if (own.operations && (own.operations->kept > 0 || !own.operations->pending.empty())) return true;
    }
    return false;
}

/// Whether the head takes what has come to that port now.
bool Simulation::wantsFrom(const SimTask& task, std::uint32_t port) {
    const std::uint32_t head = model_->chains[task.chain].ops.begin;
    const SimOpState& own = state(task, head);
    if (own.operations && model_->ops[head].serverless && model_->ops[head].serverless->rejects) return true;
    if (own.operations)
        return own.operations->pending.empty() &&
               own.operations->hasPlace(model_->chains[task.chain].operations);
    if (const auto* join = std::get_if<behaviour::Join>(&model_->ops[head].behaviour)) {
        const auto& mine = port == 0 ? own.meetings->waiting : own.meetings->counterparts;
        return mine.size() < static_cast<std::size_t>(join->capacity) || hasEnded(task, 1 - port);
    }
    return true;
}

/// Nothing more will come to that port.
bool Simulation::hasEnded(const SimTask& task, std::uint32_t port) const {
    const Span feeds = model_->tasks[static_cast<std::size_t>(&task - tasks_.data())].channels;
    for (std::uint32_t f = feeds.begin; f < feeds.end; ++f) {
        const std::uint32_t channel = model_->feeds[f], edge = model_->channels[channel].edge;
        if (model_->edges[edge].toPort != port) continue;
        if (edges_[edge].openProducers > 0 || !channels_[channel].empty()) return false;
    }
    return true;
}

/// What a vertex has kept comes out at the end of the input. False: it has nothing.
bool Simulation::flushBehaviour(std::uint32_t index, std::uint32_t op) {
    SimTask& task = tasks_[index];
    SimOpState& own = state(task, op);
    const auto& behaviour = model_->ops[op].behaviour;
    std::vector<Token> out;
    if (!own.kept.empty()) {
        while (!own.kept.empty())
            out.push_back(own.kept.pop());
        emit(index, op, 0, out.data(), out.size());
        return true;
    }
    if (!own.meetings) return false;
    if (!own.meetings->windows.empty()) {
        for (const auto& [end, token] : own.meetings->windows)
            out.push_back(token);
        own.meetings->windows.clear();
        emit(index, op, 0, out.data(), out.size());
        return true;
    }
    if (own.meetings->waiting.empty() && own.meetings->counterparts.empty())
        return false; // the timers of retries bring them
    const bool joins = std::holds_alternative<behaviour::Join>(behaviour);
    while (!own.meetings->counterparts.empty())
        out.push_back(own.meetings->counterparts.takeOldest());
    emit(index, op, 2, out.data(), out.size());
    out.clear();
    while (!own.meetings->waiting.empty())
        out.push_back(joins ? own.meetings->waiting.takeOldest()
                            : *own.meetings->waiting.take(own.meetings->waiting.firstKey()));
    emit(index, op, joins ? 1 : 0, out.data(), out.size());
    return true;
}

bool Simulation::keepsNothing(const SimOpState& own) const {
    return !own.meetings || own.meetings->retries.empty();
}

/// A vertex needs nothing more: what feeds it alone may stop.
void Simulation::stopInput(std::uint32_t index) {
    SimTask& task = tasks_[index];
    task.stopped = true;
    if (task.state == SimTask::State::Idle) wake(index); // a source need not wait for its next record
    for (std::uint32_t e = 0; e < edges_.size(); ++e)
        if (model_->edges[e].toChain == task.chain && model_->edges[e].channels == 1) closeEdge(e);
}

/// Nobody reads that wire any more. Who has no other reader stops, too.
void Simulation::closeEdge(std::uint32_t e) {
    SimEdgeState& wire = edges_[e];
    if (wire.closed) return;
    wire.closed = true;
    const SimEdge& edge = model_->edges[e];
    const SimChain& from = model_->chains[edge.fromChain];
    for (const std::uint32_t out : from.outEdges)
        if (!edges_[out].closed) return;
    for (std::uint32_t i = 0; i < from.workers; ++i)
        stopInput(from.firstTask + i);
    for (std::size_t left = wire.writers.size(); left > 0; --left)
        wake(wire.writers.pop());
}

} // namespace millrace::sim
