// SPDX-License-Identifier: Apache-2.0
#include "engine/metrics/metrics_frame.h"

#include "engine/metrics/task_uses.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace millrace {

namespace {

constexpr double kOccupied = 0.5;
constexpr double kHeldBack = 0.2;
constexpr double kSaturated = 0.9;
constexpr double kLeastUse = 0.05; ///< of a vertex that is to be named; less is waiting for a core

/// What the vertices of one task did, as shares of the time of its subtasks.
struct TaskShares {
    double use = 0, ready = 0, heldBack = 0;
    std::size_t busiest = 0; ///< vertex
    double busiestUse = -1;
    bool othersWait = false; ///< a task that writes to it is held back

    double occupied() const { return use + ready; }
};

/// For each vertex the first vertex of its task: fused wires join.
std::vector<std::size_t> tasksOf(std::size_t vertices, const std::vector<WireEnds>& wires,
                                 const MetricsFrame& frame) {
    std::vector<std::size_t> task(vertices);
    std::iota(task.begin(), task.end(), std::size_t{0});
    const auto head = [&](std::size_t v) {
        while (task[v] != v)
            v = task[v];
        return v;
    };
    for (std::size_t e = 0; e < wires.size() && e < frame.edges.size(); ++e) {
        if (!frame.edges[e].fused) continue;
        const auto [low, high] = std::minmax({head(wires[e].from), head(wires[e].to)});
        task[high] = low;
    }
    for (std::size_t v = 0; v < vertices; ++v)
        task[v] = head(v);
    return task;
}

std::vector<TaskShares> sharesOf(const std::vector<std::size_t>& task, const std::vector<WireEnds>& wires,
                                 const MetricsFrame& earlier, const MetricsFrame& later) {
    const std::size_t count = task.size();
    const auto elapsed = static_cast<double>(later.elapsedNs - earlier.elapsedNs);
    const auto share = [&](std::size_t v, std::int64_t NodeMetrics::*member) {
        const double available = elapsed * std::max(1, later.nodes[v].subtasks);
        return static_cast<double>(later.nodes[v].*member - earlier.nodes[v].*member) / available;
    };
    // What a task waits as a whole (a pace, a rate limit) stands in the I/O time of each of its vertices. The
    // pace of a source is what was asked for and limits nothing.
    std::vector<double> common(count, 1);
    std::vector<bool> hasSource(count, false);
    std::vector<bool> isRead(count, false);
    for (const WireEnds& wire : wires)
        isRead[wire.to] = true;
    for (std::size_t v = 0; v < count; ++v) {
        common[task[v]] = std::min(common[task[v]], share(v, &NodeMetrics::ioNs));
        if (!isRead[v]) hasSource[task[v]] = true;
    }
    std::vector<TaskShares> tasks(count);
    for (std::size_t v = 0; v < count; ++v) {
        const std::size_t t = task[v];
        TaskShares& shares = tasks[t];
        const double own = share(v, &NodeMetrics::busyNs) + share(v, &NodeMetrics::lockNs) +
                           share(v, &NodeMetrics::ioNs) - common[t];
        const double pace = hasSource[t] ? 0 : common[t];
        shares.use += own + (v == t ? pace : 0);
        // Every vertex of a task carries the task's whole waiting.
        shares.ready = share(v, &NodeMetrics::readyNs);
        shares.heldBack = share(v, &NodeMetrics::backPressuredNs);
        if (own + pace > shares.busiestUse) {
            shares.busiest = v;
            shares.busiestUse = own + pace;
        }
    }
    return tasks;
}

} // namespace

std::size_t bytesOf(const MetricsFrame& frame) {
    const auto histogram = [](const std::optional<HistogramSnapshot>& h) { return h ? h->capacity() : 0; };
    std::size_t bytes = sizeof frame + frame.nodes.capacity() * sizeof(NodeMetrics) +
                        frame.edges.capacity() * sizeof(EdgeMetrics);
    for (const NodeMetrics& node : frame.nodes) {
        bytes += node.portRecords.capacity() * sizeof(std::int64_t) + histogram(node.serviceTime) +
                 histogram(node.latency) + node.client.capacity() * sizeof(ClientMetric);
        for (const ClientMetric& metric : node.client)
            bytes += metric.label.capacity();
    }
    for (const EdgeMetrics& edge : frame.edges)
        bytes += edge.blockedBy.capacity() + histogram(edge.waitTime);
    return bytes;
}

std::optional<std::size_t> findBottleneck(const std::vector<WireEnds>& wires, const MetricsFrame& earlier,
                                          const MetricsFrame& later) {
    const std::size_t count = std::min(earlier.nodes.size(), later.nodes.size());
    if (later.elapsedNs <= earlier.elapsedNs || count == 0) return std::nullopt;
    const std::vector<std::size_t> task = tasksOf(count, wires, later);
    std::vector<TaskShares> tasks = sharesOf(task, wires, earlier, later);
    bool anyHeldBack = false;
    for (const WireEnds& wire : wires) {
        const std::size_t from = task[wire.from], to = task[wire.to];
        if (from == to || tasks[from].heldBack <= kHeldBack) continue;
        tasks[to].othersWait = true;
        anyHeldBack = true;
    }
    const auto busiest = [&](const std::function<bool(const TaskShares&)>& counts) {
        std::optional<std::size_t> best;
        for (std::size_t t = 0; t < count; ++t) {
            if (task[t] != t || tasks[t].busiestUse < kLeastUse || !counts(tasks[t])) continue;
            if (!best || tasks[t].occupied() > tasks[*best].occupied()) best = t;
        }
        return best ? std::optional(tasks[*best].busiest) : std::nullopt;
    };
    if (anyHeldBack) {
        const auto free = busiest([](const TaskShares& t) {
            return t.othersWait && t.heldBack <= kHeldBack && t.occupied() > kOccupied;
        });
        if (free) return free;
        // The pressure flickers along a chain: who is held back a little may still be the one that counts.
        return busiest([](const TaskShares& t) { return t.othersWait && t.occupied() > kOccupied; });
    }
    return busiest([](const TaskShares& t) { return t.occupied() > kSaturated; });
}

TaskUse taskUse(const std::vector<WireEnds>& wires, const MetricsFrame& earlier, const MetricsFrame& later,
                std::size_t vertex) {
    TaskUse result;
    const std::size_t count = std::min(earlier.nodes.size(), later.nodes.size());
    if (later.elapsedNs <= earlier.elapsedNs || vertex >= count) return result;
    const std::vector<std::size_t> task = tasksOf(count, wires, later);
    for (std::size_t v = 0; v < count; ++v)
        if (task[v] == task[vertex]) result.vertices.push_back(v);
    const TaskShares shares = sharesOf(task, wires, earlier, later)[task[vertex]];
    result.use = std::clamp(shares.use, 0.0, 1.0);
    result.ready = std::clamp(shares.ready, 0.0, 1.0);
    return result;
}

TaskUses taskUses(const std::vector<WireEnds>& wires, const MetricsFrame& earlier,
                  const MetricsFrame& later) {
    const std::size_t count = std::min(earlier.nodes.size(), later.nodes.size());
    TaskUses result{tasksOf(count, wires, later), std::vector<double>(count)};
    if (later.elapsedNs <= earlier.elapsedNs) return result;
    const std::vector<TaskShares> shares = sharesOf(result.task, wires, earlier, later);
    for (std::size_t v = 0; v < count; ++v)
        result.use[v] = std::clamp(shares[result.task[v]].use, 0.0, 1.0);
    return result;
}

} // namespace millrace
