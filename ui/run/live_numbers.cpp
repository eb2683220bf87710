// SPDX-License-Identifier: Apache-2.0
#include "ui/run/live_numbers.h"

#include "ui/run/full_wire_reason.h"

#include <algorithm>

namespace millrace::ui {

namespace {

constexpr MonotonicNs kWindowNs = 1'000'000'000;
constexpr MonotonicNs kSparkEveryNs = 500'000'000;

void fillNode(NodeLive& live, const RunShape::Node& shape, const MetricsFrame& before,
              const MetricsFrame& now, std::size_t i) {
    const NodeMetrics& then = before.nodes[i];
    const NodeMetrics& node = now.nodes[i];
    const double workerNs = static_cast<double>(std::max<MonotonicNs>(1, now.elapsedNs - before.elapsedNs)) *
                            std::max(1, node.subtasks);
    const auto share = [&](std::int64_t NodeMetrics::*member) {
        return std::clamp(static_cast<double>(node.*member - then.*member) / workerNs, 0.0, 1.0);
    };
    live.rate = shape.category == Category::Sink ? rateIn(before, now, i) : rateOut(before, now, i);
    live.busy = share(&NodeMetrics::busyNs);
    live.outputFull = share(&NodeMetrics::backPressuredNs);
    live.lock = share(&NodeMetrics::lockNs);
    live.io = share(&NodeMetrics::ioNs);
    live.ready = share(&NodeMetrics::readyNs);
    live.chip = shape.choice;
    live.bottleneck = !isFinal(now.state) && now.bottleneck == i;
    live.recordsIn = node.recordsIn;
    live.recordsOut = node.recordsOut;
    live.rejected = node.rejected;
    live.late = node.late;
    live.errors = node.errors;
    live.workers = node.subtasks;
    live.activeWorkers = node.activeSubtasks;
    live.progress = node.progress;
}

void fillTask(NodeLive& live, const RunShape& shape, const MetricsFrame& before, const MetricsFrame& now,
              std::size_t i) {
    const TaskUse task = taskUse(shape.wireEnds(), before, now, i);
    live.taskUse = task.use;
    live.taskReady = task.ready;
    live.taskMates.clear();
    for (const std::size_t other : task.vertices)
        if (other != i) live.taskMates << shape.nodes[other].id;
}

void fillWire(WireLive& live, const RunShape& shape, const MetricsFrame& before, const MetricsFrame& now,
              std::size_t i) {
    const EdgeMetrics& edge = now.edges[i];
    const double seconds = static_cast<double>(now.elapsedNs - before.elapsedNs) * 1e-9;
    live.fused = edge.fused;
    live.depth = edge.depth;
    live.capacity = edge.capacity;
    live.dropped = edge.dropped;
    live.sent = edge.sent;
    live.fill =
        edge.capacity > 0
            ? std::clamp(static_cast<double>(edge.depth) / static_cast<double>(edge.capacity), 0.0, 1.0)
            : 0;
    live.rate = seconds > 0 ? static_cast<double>(edge.received - before.edges[i].received) / seconds : 0;
    live.held = edge.held;
    live.full = !edge.blockedBy.empty() || live.fill > 0.9;
    live.blockedBy =
        edge.blockedBy.empty() ? QString() : shape.titleOf(QString::fromStdString(edge.blockedBy));
}

} // namespace

const MetricsFrame& frameASecondAgo(const MetricsHistory& history) {
    const MetricsFrame* before = history.at(history.frames().back().elapsedNs - kWindowNs);
    return before ? *before : history.frames().front();
}

const LiveValues& LiveNumbers::update(const RunShape& shape, const MetricsHistory& history) {
    const MetricsFrame& now = history.frames().back();
    const MetricsFrame& before = frameASecondAgo(history);
    values_.active = true;
    values_.running = !isFinal(now.state) && now.state != RunState::Paused;
    if (now.elapsedNs + kSparkEveryNs < nextSparkNs_) { // a simulation went back
        for (NodeLive& live : values_.nodes)
            live.spark.clear();
        nextSparkNs_ = now.elapsedNs;
    }
    const bool spark = now.elapsedNs >= nextSparkNs_;
    if (spark) nextSparkNs_ = now.elapsedNs + kSparkEveryNs;
    for (std::size_t i = 0; i < shape.nodes.size() && i < now.nodes.size(); ++i) {
        NodeLive& live = values_.nodes[shape.nodes[i].id];
        fillNode(live, shape.nodes[i], before, now, i);
        if (live.bottleneck) fillTask(live, shape, before, now, i);
        if (spark) live.spark.push(static_cast<float>(live.rate));
    }
    for (std::size_t i = 0; i < shape.edges.size() && i < now.edges.size(); ++i)
        fillWire(values_.wires[shape.edges[i].id], shape, before, now, i);
    explainFullWires(values_, shape);
    return values_;
}

} // namespace millrace::ui
