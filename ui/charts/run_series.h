// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_history.h"
#include "ui/run/run_shape.h"

#include <QPointF>
#include <QString>
#include <cstdint>
#include <vector>

namespace millrace::ui {

/// One line of a chart: what it is called, what it belongs to and its points (x: seconds since the start of
/// the run).
struct RunLine {
    QString name;
    std::string id; ///< node or edge id; percentile name for latency
    Category category = Category::Stage;
    std::vector<QPointF> points;
};

/// The lines of all charts, made from frames as they come: a point per frame of the history. Rates, shares
/// and percentiles are over the half second before a point, or over all of the time since the point before
/// where that is longer: thus where the history has been thinned, points stand for what happened between
/// them. GUI thread only.
class RunSeries {
public:
    void reset(const RunShape& shape);
    /// Takes over how `history` has changed since the last call.
    void update(const MetricsHistory& history);
    /// The same, but where the history was thinned only some of the lines follow with each call: of a graph
    /// of a thousand nodes all of them take longer than a frame lasts. Until then they have more points.
    static constexpr std::size_t kGroupsAtOnce = 200;
    void updateSome(const MetricsHistory& history, std::size_t groups = kGroupsAtOnce);

    const std::vector<RunLine>& throughput() const { return throughput_; } ///< records/s per node
    const std::vector<RunLine>& latency() const { return latency_; } ///< ms: p50, p95, p99 over all sinks
    const std::vector<RunLine>& queueFill() const {
        return queueFill_;
    } ///< per cent of capacity per wire with a queue
    const std::vector<RunLine>& workerUse() const {
        return workerUse_;
    } ///< busy, lock and I/O, per cent per node
    double end() const { return endSeconds_; }

private:
    /// A point stands for what happened between two frames.
    struct Step {
        const MetricsFrame* before;
        const MetricsFrame* now;
    };
    using Steps = std::vector<Step>;
    Steps stepsOf(const MetricsHistory& history, MonotonicNs after, MonotonicNs until);
    std::size_t groups() const { return 1 + throughput_.size() + queueFill_.size(); }
    /// The lines that are made together: those of the latency, of a node, of a wire.
    void addTo(std::size_t group, const Steps& steps);
    std::vector<RunLine*> linesOf(std::size_t group);
    void addLatency(const Step& step);
    void noteThinning(const MetricsHistory& history);
    void followThinning(const MetricsHistory& history, std::size_t most);
    void remake(std::size_t group, MonotonicNs from, MonotonicNs until, const Steps& steps);
    void addNew(const MetricsHistory& history);

    std::vector<RunLine> throughput_, latency_, queueFill_, workerUse_;
    std::vector<std::size_t> queueEdges_;
    std::vector<bool> isSink_;
    MonotonicNs lastNs_ = -1;
    std::size_t thinning_ = 0; ///< number of the one of the history that is known
    /// What of it the lines from this group on have yet to follow.
    struct Thinned {
        MonotonicNs from = 0, until = -1;
        std::size_t group = SIZE_MAX;
        MonotonicNs latencyFrom = 0; ///< those of the latency, which take long, follow piece by piece
    } thinned_;
    MetricsFrame start_; ///< when nothing had happened yet
    double endSeconds_ = 0;
};

} // namespace millrace::ui
