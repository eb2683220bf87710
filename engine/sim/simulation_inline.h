// SPDX-License-Identifier: Apache-2.0
#pragma once

// The smallest steps, which each event takes: inline, since several files take them.
#include "engine/sim/sim_recorder.h"
#include "engine/sim/simulation.h"

namespace millrace::sim {

/// What a task does from now on. Who goes on doing the same has nothing to add up yet.
inline void Simulation::switchTo(SimTask& task, TimeKind kind) {
    if (task.kind == kind && !recorder_) return;
    addTime(task, kind);
    task.kind = kind;
}

/// Who needs a worker of the pool for a turn, and has none.
inline bool Simulation::needsSeat(const SimTask& task) const {
    return model_->poolIsShared && !task.hasSeat && model_->chains[task.chain].executor == ExecutorKind::Pool;
}

inline void Simulation::wake(std::uint32_t index) {
    SimTask& task = tasks_[index];
    if (task.state != SimTask::State::Idle && task.state != SimTask::State::Blocked) return;
    task.state = SimTask::State::Queued;
    needsSeat(task) ? giveSeat(index) : ready_.push(index);
}

/// There are records for it, or there is room: a thread that sleeps must be woken.
inline void Simulation::handOver(std::uint32_t index) {
    model_->settings.handOffNs == 0 ? wake(index) : wakeSleeper(index);
}

/// A turn at once: nobody else is ready.
inline void Simulation::wakeNow(std::uint32_t index) {
    SimTask& task = tasks_[index];
    if (task.state != SimTask::State::Idle && task.state != SimTask::State::Blocked) return;
    needsSeat(task) ? wake(index) : runTask(index);
}

inline void Simulation::changeDepth(SimEdgeState& edge, std::int64_t by) {
    const std::int64_t span = now_ - edge.changedAt;
    if (span > 0) {
        edge.area += static_cast<WideSum>(edge.depth) * span;
        edge.changedAt = now_;
    }
    edge.depth += by;
}

inline void Simulation::push(std::uint32_t e, std::uint32_t channel, const Token* tokens, std::int64_t n) {
    SimEdgeState& wire = edges_[e];
    changeDepth(wire, n);
    wire.sent += n;
    if (model_->edges[e].route != kNone) [[unlikely]]
        return sendOverLink(e, channel, tokens, n);
    queue(e, channel, tokens, n, now_);
}
/// What was put onto the wire at `since` has come to the end where it is read.
inline void Simulation::queue(std::uint32_t e, std::uint32_t channel, const Token* tokens, std::int64_t n,
                              MonotonicNs since) {
    const SimEdge& edge = model_->edges[e];
    TokenRing& ring = channels_[edge.firstChannel + channel];
    const std::uint32_t ticket = edge.toOrdered ? chains_[edge.toChain].nextTicket++ : 0;
    for (std::int64_t i = 0; i < n; ++i) {
        Token& token = ring.add(tokens[i]);
        token.since = since;
        token.lastOfEntry = i + 1 == n;
        if (edge.toOrdered) token.ticket = ticket;
        if (edge.feedback) ++token.visit;
    }
    const std::uint32_t reader = model_->channels[edge.firstChannel + channel].task;
    if (tasks_[reader].state == SimTask::State::Idle) handOver(reader);
}

inline void Simulation::leftWire(SimEdgeState& wire, const Token& token) {
    wire.waited += static_cast<std::uint64_t>(now_ - token.since);
}

/// Takes what was sent together off a wire, record by record. Returns how many there were.
template <class Each>
std::int64_t Simulation::popEntry(SimEdgeState& wire, TokenRing& ring, const Each& each) {
    std::int64_t n = 0;
    for (bool last = false; !last; ++n) {
        const Token token = ring.pop();
        last = token.lastOfEntry || ring.empty();
        wire.waitTime.record(static_cast<std::uint64_t>(now_ - token.since));
        leftWire(wire, token);
        each(token);
    }
    changeDepth(wire, -n);
    wire.received += n;
    return n;
}

inline void Simulation::giveRoom(std::uint32_t e) {
    if (!edges_[e].writers.empty()) wakeWriters(e);
}

inline void Simulation::arrive(const SimOp& op, SimOpCounts& counts, const Token& token) {
    const MonotonicNs latency = now_ - token.born;
    counts.latency.record(static_cast<std::uint64_t>(latency));
    counts.latencySum += latency;
    ++counts.latencies;
    if (arrivals_) arrivals_->push_back({op.vertex, token.number, token.born, now_});
}

/// What comes out of a vertex with one port and one wire; mostly there is room, and no question for whom.
inline void Simulation::emitToOnlyWire(std::uint32_t index, const SimOp& op, SimOpCounts& counts,
                                       const Token* tokens, std::size_t n) {
    const auto records = static_cast<std::int64_t>(n);
    counts.portRecords[0] += records;
    counts.recordsOut += records;
    ++counts.batchesOut;
    const SimEdge& edge = model_->edges[op.onlyWire];
    const SimEdgeState& wire = edges_[op.onlyWire];
    const SimTask& task = tasks_[index];
    if (edge.direct && !wire.closed && task.outboxed == 0 && records <= edge.capacity - wire.depth)
        push(op.onlyWire, edge.channels == 1 ? 0 : task.subtask, tokens, records);
    else
        send(index, op.onlyWire, tokens, n);
}

inline void Simulation::popFrame(SimTask& task) {
    const Frame& frame = task.frames.back();
    if (now_ > frame.began)
        opCounts_[frame.op].serviceTime.record(static_cast<std::uint64_t>(now_ - frame.began));
    task.arena.erase(task.arena.begin() + frame.begin, task.arena.end());
    task.frames.pop_back();
}

} // namespace millrace::sim
