// SPDX-License-Identifier: Apache-2.0
//
// What a simulation looks like from outside: frames as the engine gives them, exact totals, identities.
#include "engine/sim/simulation.h"

#include <fmt/format.h>

namespace millrace::sim {

namespace {

/// Depth and time in state of a moment later than the last change.
WideSum areaAt(const SimEdgeState& edge, MonotonicNs now) {
    return edge.area + static_cast<WideSum>(edge.depth) * (now - edge.changedAt);
}

} // namespace

HistogramSnapshot SimHistogram::snapshot() const {
    HistogramSnapshot snapshot;
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket)
        if (counts_[bucket] > 0) snapshot.add(static_cast<std::uint32_t>(bucket), counts_[bucket]);
    return snapshot;
}

MetricsFrame Simulation::frame() const {
    const Plan& plan = *model_->plan;
    MetricsFrame frame;
    frame.elapsedNs = now_;
    frame.wallClock = now_ / 1'000'000;
    switch (progress_) {
        case Progress::Going: frame.state = RunState::Running; break;
        case Progress::Finished: frame.state = RunState::Finished; break;
        case Progress::AtEnd: frame.state = RunState::Stopped; break;
        case Progress::Failed: frame.state = RunState::Failed; break;
    }
    frame.nodes.resize(plan.vertices.size());
    for (std::size_t v = 0; v < plan.vertices.size(); ++v) {
        const SimOpCounts& counts = opCounts_[model_->opOfVertex[v]];
        NodeMetrics& node = frame.nodes[v];
        node.recordsIn = counts.recordsIn;
        node.recordsOut = counts.recordsOut;
        node.batchesIn = counts.batchesIn;
        node.batchesOut = counts.batchesOut;
        node.rejected = counts.rejected;
        node.late = counts.late;
        node.filtered = counts.filtered;
        node.busyNs = counts.busyNs;
        node.ioNs = counts.ioNs;
        node.lockNs = counts.lockNs;
        node.portRecords = counts.portRecords;
        node.subtasks = 0;
        if (const HistogramSnapshot times = counts.serviceTime.snapshot(); times.count() > 0)
            node.serviceTime = times;
        if (model_->ops[model_->opOfVertex[v]].sink) node.latency = counts.latency.snapshot();
    }
    addTaskTimes(frame);
    frame.edges.resize(plan.edges.size());
    for (std::size_t e = 0; e < plan.edges.size(); ++e)
        edgeMetrics(e, frame.edges[e]);
    return frame;
}

/// Times of tasks, shared out among their vertices; what is still running counts up to now.
void Simulation::addTaskTimes(MetricsFrame& frame) const {
    for (const SimTask& task : tasks_) {
        std::array<std::int64_t, kTimeKinds> time = task.time;
        const std::int64_t open = now_ - task.since;
        time[static_cast<std::size_t>(task.kind)] += open;
        const auto of = [&](TimeKind kind) { return time[static_cast<std::size_t>(kind)]; };
        const Span ops = model_->chains[task.chain].ops;
        const bool ends = task.state == SimTask::State::Ended;
        for (std::uint32_t op = ops.begin; op < ops.end; ++op) {
            NodeMetrics& node = frame.nodes[model_->ops[op].vertex];
            ++node.subtasks;
            node.backPressuredNs += of(TimeKind::BackPressured);
            node.readyNs += of(TimeKind::Ready);
            // While a neighbour in the task works or waits, this vertex waits for input.
            node.idleNs += of(TimeKind::Idle) + of(TimeKind::Busy) + of(TimeKind::Io) + of(TimeKind::Lock);
            if (op != task.op) continue;
            switch (task.kind) {
                case TimeKind::Busy: node.busyNs += open; break;
                case TimeKind::Io: node.ioNs += open; break;
                case TimeKind::Lock: node.lockNs += open; break;
                default: break;
            }
            if (!ends && (task.kind == TimeKind::Busy || task.kind == TimeKind::Io)) ++node.activeSubtasks;
        }
    }
    for (NodeMetrics& node : frame.nodes)
        node.idleNs -= node.busyNs + node.ioNs + node.lockNs;
}

void Simulation::edgeMetrics(std::size_t e, EdgeMetrics& metrics) const {
    const PlanEdge& edge = model_->plan->edges[e];
    const std::uint32_t wire = model_->edgeOfPlanEdge[e];
    if (wire == kNone) {
        metrics.fused = true;
        const SimOpCounts& from = opCounts_[model_->opOfVertex[edge.from]];
        metrics.sent = metrics.received = from.portRecords[edge.fromPort];
        return;
    }
    const SimEdgeState& state = edges_[wire];
    metrics.sent = state.sent;
    metrics.received = state.received;
    metrics.dropped = state.dropped;
    metrics.depth = state.depth;
    metrics.capacity = edge.capacity;
    const bool full = !state.writers.empty() || state.depth * 10 >= edge.capacity * 9;
    if (full && state.depth > 0) metrics.blockedBy = model_->plan->vertices[edge.to].node;
    if (const HistogramSnapshot waits = state.waitTime.snapshot(); waits.count() > 0)
        metrics.waitTime = waits;
}

SimTotals Simulation::totals() const {
    const Plan& plan = *model_->plan;
    SimTotals totals;
    totals.now = now_;
    totals.events = events_;
    totals.sinks.resize(plan.vertices.size());
    for (std::size_t v = 0; v < plan.vertices.size(); ++v) {
        const SimOpCounts& counts = opCounts_[model_->opOfVertex[v]];
        totals.sinks[v] = {counts.latencies, static_cast<double>(counts.latencySum)};
    }
    totals.edges.resize(plan.edges.size());
    for (std::size_t e = 0; e < plan.edges.size(); ++e) {
        const std::uint32_t wire = model_->edgeOfPlanEdge[e];
        if (wire == kNone) continue;
        const SimEdgeState& state = edges_[wire];
        const WideSum area = areaAt(state, now_);
        totals.edges[e] = {state.sent,  state.received, state.dropped,
                           state.depth, state.refused,  static_cast<double>(area)};
    }
    addMachines(totals);
    return totals;
}

std::vector<std::string> Simulation::checkIdentities() const {
    std::vector<std::string> violations;
    for (std::size_t e = 0; e < edges_.size(); ++e) {
        const SimEdgeState& edge = edges_[e];
        const std::string& id = model_->plan->edges[model_->edges[e].planEdge].id;
        if (edge.sent != edge.received + edge.dropped + edge.depth)
            violations.push_back(fmt::format("{}: sent {} is not received {} + dropped {} + queued {}", id,
                                             edge.sent, edge.received, edge.dropped, edge.depth));
        std::uint64_t waited = edge.waited;
        std::int64_t queued = 0;
        const SimEdge& wire = model_->edges[e];
        for (std::uint32_t c = 0; c < wire.channels; ++c) {
            const TokenRing& ring = channels_[wire.firstChannel + c];
            queued += static_cast<std::int64_t>(ring.size());
            for (std::size_t i = 0; i < ring.size(); ++i)
                waited += static_cast<std::uint64_t>(now_ - ring[i].since);
        }
        if (wire.route != kNone) {
            queued += flows_[e].records;
            for (const SimMessage& message : flows_[e].slots)
                waited += static_cast<std::uint64_t>(now_ - message.since) * message.tokens.size();
        }
        if (queued != edge.depth)
            violations.push_back(fmt::format("{}: {} records queued, counted {}", id, queued, edge.depth));
        if (waited != static_cast<std::uint64_t>(areaAt(edge, now_)))
            violations.push_back(fmt::format(
                "{}: Little's law: the integral of the depth is not the time that records waited", id));
    }
    for (std::size_t t = 0; t < tasks_.size(); ++t) {
        std::int64_t sum = now_ - tasks_[t].since;
        for (const std::int64_t time : tasks_[t].time)
            sum += time;
        if (sum != now_)
            violations.push_back(fmt::format("task {}: its time adds up to {} ns of {} ns", t, sum, now_));
    }
    return violations;
}

} // namespace millrace::sim
