// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_history.h"
#include "ui/run/run_shape.h"

#include <QPointF>
#include <QString>
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

    const std::vector<RunLine>& throughput() const { return throughput_; } ///< records/s per node
    const std::vector<RunLine>& latency() const { return latency_; } ///< ms: p50, p95, p99 over all sinks
    const std::vector<RunLine>& queueFill() const {
        return queueFill_;
    } ///< per cent of capacity per wire with a queue
    const std::vector<RunLine>& workerUse() const { return workerUse_; } ///< busy per cent per node
    double end() const { return endSeconds_; }

private:
    using Frame = std::deque<MetricsFrame>::const_iterator;
    void addFrames(const MetricsHistory& history, Frame from, const Frame& to);
    void addFrame(const MetricsFrame& before, const MetricsFrame& now);
    void followThinning(const MetricsHistory& history);

    std::vector<RunLine> throughput_, latency_, queueFill_, workerUse_;
    std::vector<std::size_t> queueEdges_;
    std::vector<bool> isSink_;
    MonotonicNs lastNs_ = -1;
    std::size_t thinning_ = 0; ///< number of the one of the history that the lines have followed
    double endSeconds_ = 0;
};

} // namespace millrace::ui
