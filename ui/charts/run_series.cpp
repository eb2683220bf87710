// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/run_series.h"

#include <algorithm>

namespace millrace::ui {

namespace {

constexpr MonotonicNs kWindowNs = 500'000'000;
constexpr double kQuantiles[] = {0.5, 0.95, 0.99};

double seconds(MonotonicNs ns) { return static_cast<double>(ns) * 1e-9; }

/// When nothing had happened yet.
MetricsFrame startOfRun(const MetricsFrame& like) {
    MetricsFrame frame;
    frame.nodes.resize(like.nodes.size());
    frame.edges.resize(like.edges.size());
    return frame;
}

auto firstAfter(const std::deque<MetricsFrame>& frames, MonotonicNs ns) {
    return std::upper_bound(frames.begin(), frames.end(), ns,
                            [](MonotonicNs t, const MetricsFrame& frame) { return t < frame.elapsedNs; });
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
    if (history.lastThinning().number != thinning_) followThinning(history);
    const auto& frames = history.frames();
    addFrames(history, firstAfter(frames, lastNs_), frames.end());
}

/// Points of frames that are gone go, and where they were the points stand for longer now.
void RunSeries::followThinning(const MetricsHistory& history) {
    const MetricsHistory::Thinning& thinning = history.lastThinning();
    const MonotonicNs from = thinning.number == thinning_ + 1 ? thinning.from : 0;
    thinning_ = thinning.number;
    const auto isBefore = [](const QPointF& point, double x) { return point.x() < x; };
    const auto isAfter = [](double x, const QPointF& point) { return x < point.x(); };
    std::vector<std::vector<QPointF>> later;
    const std::vector<std::vector<RunLine>*> charts{&throughput_, &latency_, &queueFill_, &workerUse_};
    for (auto* lines : charts) {
        for (RunLine& line : *lines) {
            auto& points = line.points;
            const auto first = std::lower_bound(points.begin(), points.end(), seconds(from), isBefore);
            const auto rest = std::upper_bound(first, points.end(), seconds(thinning.until), isAfter);
            later.emplace_back(rest, points.end());
            points.erase(first, points.end());
        }
    }
    const auto& frames = history.frames();
    const MonotonicNs until = std::min(lastNs_, thinning.until);
    if (from <= until) addFrames(history, firstAfter(frames, from - 1), firstAfter(frames, until));
    auto rest = later.begin();
    for (auto* lines : charts)
        for (RunLine& line : *lines) {
            line.points.insert(line.points.end(), rest->begin(), rest->end());
            ++rest;
        }
}

void RunSeries::addFrames(const MetricsHistory& history, Frame from, const Frame& to) {
    for (; from != to; ++from) {
        const MetricsFrame& now = *from;
        if (now.nodes.size() != throughput_.size()) continue;
        lastNs_ = std::max(lastNs_, now.elapsedNs);
        const MetricsFrame* before = history.at(now.elapsedNs - kWindowNs);
        if (!before) before = &history.frames().front();
        if (before->elapsedNs < now.elapsedNs)
            addFrame(*before, now);
        else if (now.elapsedNs > 0)
            addFrame(startOfRun(now), now); // a run may be over before the second look at it
    }
}

void RunSeries::addFrame(const MetricsFrame& before, const MetricsFrame& now) {
    const double x = seconds(now.elapsedNs);
    const double ns = static_cast<double>(now.elapsedNs - before.elapsedNs);
    endSeconds_ = std::max(endSeconds_, x);
    HistogramSnapshot latency;
    for (std::size_t i = 0; i < now.nodes.size(); ++i) {
        const NodeMetrics& then = before.nodes[i];
        const NodeMetrics& node = now.nodes[i];
        throughput_[i].points.emplace_back(x, isSink_[i] ? rateIn(before, now, i) : rateOut(before, now, i));
        const double busy =
            static_cast<double>(node.busyNs - then.busyNs) / (ns * std::max(1, node.subtasks));
        workerUse_[i].points.emplace_back(x, std::clamp(busy, 0.0, 1.0) * 100);
        if (node.latency) latency.merge(then.latency ? node.latency->since(*then.latency) : *node.latency);
    }
    for (std::size_t q = 0; q < latency_.size() && latency.count() > 0; ++q)
        latency_[q].points.emplace_back(
            x, std::max(1e-4, static_cast<double>(latency.quantile(kQuantiles[q])) * 1e-6));
    for (std::size_t i = 0; i < queueEdges_.size(); ++i) {
        const EdgeMetrics& edge = now.edges[queueEdges_[i]];
        const double fill =
            edge.capacity > 0 ? static_cast<double>(edge.depth) / static_cast<double>(edge.capacity) : 0;
        queueFill_[i].points.emplace_back(x, std::clamp(fill, 0.0, 1.0) * 100);
    }
}

} // namespace millrace::ui
