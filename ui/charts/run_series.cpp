// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/run_series.h"

#include <algorithm>

namespace millrace::ui {

namespace {

constexpr MonotonicNs kWindowNs = 500'000'000;
constexpr std::size_t kMostPoints = 16384;
constexpr double kQuantiles[] = {0.5, 0.95, 0.99};

void append(RunLine& line, double x, double y) {
    auto& points = line.points;
    points.emplace_back(x, y);
    if (points.size() < kMostPoints) return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (i >= points.size() / 2 || i % 2 == 0) points[kept++] = points[i];
    points.resize(kept);
}

} // namespace

void RunSeries::reset(const RunShape& shape) {
    *this = {};
    for (const RunShape::Node& node : shape.nodes) {
        const RunLine line{node.title, node.id.toStdString(), node.category, {}};
        throughput_.push_back(line);
        workerUse_.push_back(line);
        isSink_.push_back(node.category == Category::Sink);
    }
    for (std::size_t i = 0; i < shape.edges.size(); ++i) {
        const RunShape::Edge& edge = shape.edges[i];
        const RunShape::Node* to = shape.find(edge.to);
        if (edge.fused || !to) continue;
        queueEdges_.push_back(i);
        queueFill_.push_back({QStringLiteral("→ ") + to->title, edge.id.toStdString(), to->category, {}});
    }
    for (const char* name : {"p50", "p95", "p99"})
        latency_.push_back({QString::fromLatin1(name), name, Category::Sink, {}});
}

void RunSeries::update(const MetricsHistory& history) {
    const auto& frames = history.frames();
    auto fresh =
        std::upper_bound(frames.begin(), frames.end(), lastNs_,
                         [](MonotonicNs ns, const MetricsFrame& frame) { return ns < frame.elapsedNs; });
    for (; fresh != frames.end(); ++fresh) {
        const MetricsFrame& now = *fresh;
        if (now.nodes.size() != throughput_.size()) continue;
        lastNs_ = now.elapsedNs;
        const MetricsFrame* before = history.at(now.elapsedNs - kWindowNs);
        if (!before) before = &frames.front();
        if (before->elapsedNs < now.elapsedNs) addFrame(*before, now);
    }
}

void RunSeries::addFrame(const MetricsFrame& before, const MetricsFrame& now) {
    const double x = static_cast<double>(now.elapsedNs) * 1e-9;
    const double ns = static_cast<double>(now.elapsedNs - before.elapsedNs);
    endSeconds_ = x;
    HistogramSnapshot latency;
    for (std::size_t i = 0; i < now.nodes.size(); ++i) {
        const NodeMetrics& then = before.nodes[i];
        const NodeMetrics& node = now.nodes[i];
        append(throughput_[i], x, isSink_[i] ? rateIn(before, now, i) : rateOut(before, now, i));
        const double busy =
            static_cast<double>(node.busyNs - then.busyNs) / (ns * std::max(1, node.subtasks));
        append(workerUse_[i], x, std::clamp(busy, 0.0, 1.0) * 100);
        if (node.latency) latency.merge(then.latency ? node.latency->since(*then.latency) : *node.latency);
    }
    for (std::size_t q = 0; q < latency_.size() && latency.count() > 0; ++q)
        append(latency_[q], x, std::max(1e-4, static_cast<double>(latency.quantile(kQuantiles[q])) * 1e-6));
    for (std::size_t i = 0; i < queueEdges_.size(); ++i) {
        const EdgeMetrics& edge = now.edges[queueEdges_[i]];
        const double fill =
            edge.capacity > 0 ? static_cast<double>(edge.depth) / static_cast<double>(edge.capacity) : 0;
        append(queueFill_[i], x, std::clamp(fill, 0.0, 1.0) * 100);
    }
}

} // namespace millrace::ui
