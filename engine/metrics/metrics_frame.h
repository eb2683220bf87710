// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/metrics/histogram.h"
#include "engine/metrics/metrics.h"
#include "engine/run/run_state.h"

#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// All metrics of a run at one instant: totals since the start; readers compute rates from two frames. Nodes
/// and edges stand in the order of the plan's vertices and edges.
struct NodeMetrics {
    std::int64_t recordsIn = 0, recordsOut = 0, batchesIn = 0, batchesOut = 0, bytesIn = 0, bytesOut = 0;
    std::int64_t rejected = 0, late = 0, filtered = 0, errors = 0;
    std::int64_t injectedIn = 0, injectedOut = 0; ///< records put in by hand: into inputs, from outputs
    std::int64_t busyNs = 0, idleNs = 0, backPressuredNs = 0, lockNs = 0, ioNs = 0,
                 readyNs = 0; ///< summed over subtasks
    int subtasks = 1;
    int activeSubtasks = 0; ///< working at this instant
    std::optional<EpochMs> watermark;
    std::optional<double> progress;
    std::vector<std::int64_t> portRecords; ///< records out per output port, connected or not
    std::optional<HistogramSnapshot> serviceTime;
    std::optional<HistogramSnapshot> latency; ///< sinks
    std::vector<ClientMetric> client;         ///< connectors: by metric, then label; none of them twice
};
struct EdgeMetrics {
    std::int64_t sent = 0, received = 0, dropped = 0, depth = 0,
                 capacity = 0; ///< records; depth = sent - received - dropped
    bool fused = false;
    bool held = false;     ///< a breakpoint holds what comes next
    std::string blockedBy; ///< node id of the consumer that keeps a full wire full; empty = not full
    std::optional<HistogramSnapshot> waitTime;
};
struct MetricsFrame {
    MonotonicNs elapsedNs = 0; ///< since the run began, pauses included
    EpochMs wallClock = 0;
    RunState state = RunState::Idle;
    std::vector<NodeMetrics> nodes;
    std::vector<EdgeMetrics> edges;
    double cpuSeconds = 0;
    std::int64_t residentBytes = 0;
    std::int64_t maxResidentBytes = 0;     ///< highest since the process began
    double observerCost = 0;               ///< 0..1
    std::optional<std::size_t> bottleneck; ///< vertex that limits the run, if one does; see findBottleneck
};

/// Memory that a frame takes, with what it owns on the heap.
std::size_t bytesOf(const MetricsFrame& frame);

/// From and to of a wire, as indices into MetricsFrame::nodes.
struct WireEnds {
    std::size_t from = 0, to = 0;
};

/// The vertex that limits throughput between two frames; `wires` stand in the order of MetricsFrame::edges.
/// It is the busiest vertex (busy + lock + I/O per subtask) of a task that others wait for: the task of a
/// wire's reader, in use or ready more than half of its time, not held back itself, while the writer of that
/// wire is held back (output full more than 20 % of its time). Vertices joined by fused wires are one task.
/// Where nobody is held back the limit is the busiest task only if it is saturated (90 %): a source or stage
/// that is busy and keeps up limits nothing.
std::optional<std::size_t> findBottleneck(const std::vector<WireEnds>& wires, const MetricsFrame& earlier,
                                          const MetricsFrame& later);

/// What the task of a vertex did between two frames. A fused task shares its time out among its vertices:
/// only the whole of it tells how near to its limit it is.
struct TaskUse {
    std::vector<std::size_t> vertices; ///< that share the task, ascending
    double use = 0;                    ///< busy + lock + I/O of all of them, 0..1
    double ready = 0;                  ///< could work but found no free worker, 0..1
};
TaskUse taskUse(const std::vector<WireEnds>& wires, const MetricsFrame& earlier, const MetricsFrame& later,
                std::size_t vertex);

} // namespace millrace
