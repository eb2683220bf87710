// SPDX-License-Identifier: Apache-2.0
#include "engine/run/run.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstdlib>

namespace millrace {

namespace {

constexpr double kTimeTolerance = 0.02;
constexpr MonotonicNs kTimeSlackNs = 20'000'000; // start and end of a run are not one instant on every task

bool keepsOrder(const Plan& plan, std::size_t vertex) {
    const PlanChain& chain = plan.chains[plan.vertices[vertex].chain];
    return chain.ordering == Ordering::Ordered && chain.workers > 1 &&
           !plan.vertices[chain.vertices.front()].bound.makeSource;
}

/// Behind ordered workers, what comes early waits for its turn outside the capacity of the wire.
bool isResequenced(const Plan& plan, const PlanEdge& edge) {
    return keepsOrder(plan, edge.from) && !keepsOrder(plan, edge.to);
}

void checkWires(const Plan& plan, const MetricsFrame& frame, std::vector<std::string>& violations) {
    for (std::size_t i = 0; i < plan.edges.size(); ++i) {
        const EdgeMetrics& m = frame.edges[i];
        const std::string& id = plan.edges[i].id;
        if (m.sent != m.received + m.depth + m.dropped) {
            violations.push_back(fmt::format("{}: sent {} is not received {} + queued {} + dropped {}", id,
                                             m.sent, m.received, m.depth, m.dropped));
        }
        if (m.depth < 0) violations.push_back(fmt::format("{}: {} records queued", id, m.depth));
        if (!m.fused && !isResequenced(plan, plan.edges[i]) && m.depth > m.capacity) {
            violations.push_back(fmt::format("{}: {} records queued, capacity {}", id, m.depth, m.capacity));
        }
        if (frame.state == RunState::Finished && m.depth != 0) {
            violations.push_back(fmt::format("{}: {} records left after the run finished", id, m.depth));
        }
    }
}

void checkRecords(const Plan& plan, const MetricsFrame& frame, std::size_t v,
                  std::vector<std::string>& violations) {
    const PlanVertex& vertex = plan.vertices[v];
    const NodeMetrics& m = frame.nodes[v];
    std::int64_t received = 0;
    for (const std::size_t e : vertex.inEdges)
        received += frame.edges[e].received;
    // Records put in by hand came on no wire. Those that a node sent by hand came from none of its inputs.
    const std::int64_t delivered = received + m.injectedIn;
    if (delivered != m.recordsIn && (frame.state == RunState::Finished || delivered < m.recordsIn)) {
        violations.push_back(fmt::format("{}: {} records in, but its wires delivered {} and {} were injected",
                                         vertex.node, m.recordsIn, received, m.injectedIn));
    }
    for (const std::size_t e : vertex.outEdges) {
        const std::size_t port = plan.edges[e].fromPort;
        if (port >= m.portRecords.size()) continue;
        const std::int64_t copies = frame.edges[e].sent;
        const bool repeats = plan.edges[e].partitioning == Partitioning::Broadcast;
        if (frame.state == RunState::Finished && !repeats && copies != m.portRecords[port]) {
            violations.push_back(fmt::format("{}: port sent {} records, wire {} carries {}", vertex.node,
                                             m.portRecords[port], plan.edges[e].id, copies));
        }
    }
    std::int64_t out = 0, rejected = 0, late = 0;
    for (std::size_t p = 0; p < m.portRecords.size(); ++p) {
        switch (vertex.bound.outputPorts[p].role) {
            case PortRole::Data: out += m.portRecords[p]; break;
            case PortRole::Rejected: rejected += m.portRecords[p]; break;
            case PortRole::Late: late += m.portRecords[p]; break;
        }
    }
    if (out != m.recordsOut || rejected != m.rejected || late != m.late) {
        violations.push_back(fmt::format("{}: ports carried {} + {} rejected + {} late, counted {} + {} + {}",
                                         vertex.node, out, rejected, late, m.recordsOut, m.rejected, m.late));
    }
    if (vertex.bound.filters && frame.state == RunState::Finished &&
        m.recordsIn + m.injectedOut != m.recordsOut + m.rejected + m.late + m.filtered) {
        violations.push_back(fmt::format(
            "{}: {} records in and {} injected are not {} out + {} rejected + {} late + {} "
            "filtered",
            vertex.node, m.recordsIn, m.injectedOut, m.recordsOut, m.rejected, m.late, m.filtered));
    }
}

void checkTime(const Plan& plan, const MetricsFrame& frame, std::size_t v,
               std::vector<std::string>& violations) {
    const NodeMetrics& m = frame.nodes[v];
    const MonotonicNs split = m.busyNs + m.idleNs + m.backPressuredNs + m.lockNs + m.ioNs + m.readyNs;
    const MonotonicNs available = frame.elapsedNs * m.subtasks;
    const auto slack =
        static_cast<MonotonicNs>(static_cast<double>(available) * kTimeTolerance) + kTimeSlackNs;
    if (std::llabs(split - available) > slack) {
        violations.push_back(
            fmt::format("{}: time split adds up to {} ns of {} ns", plan.vertices[v].node, split, available));
    }
    const MonotonicNs least = std::min({m.busyNs, m.idleNs, m.backPressuredNs, m.lockNs, m.ioNs, m.readyNs});
    if (least < 0)
        violations.push_back(
            fmt::format("{}: a share of its time is negative ({} ns)", plan.vertices[v].node, least));
}

} // namespace

std::vector<std::string> checkInvariants(const Plan& plan, const MetricsFrame& frame) {
    std::vector<std::string> violations;
    if (frame.nodes.size() != plan.vertices.size() || frame.edges.size() != plan.edges.size()) {
        return {"the frame does not belong to the plan"};
    }
    checkWires(plan, frame, violations);
    for (std::size_t v = 0; v < plan.vertices.size(); ++v) {
        checkRecords(plan, frame, v, violations);
        if (frame.elapsedNs > 0) checkTime(plan, frame, v, violations);
    }
    return violations;
}

} // namespace millrace
