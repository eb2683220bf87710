// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/run_series.h"

#include <algorithm>

namespace millrace::ui {

namespace {

constexpr MonotonicNs kWindowNs = 500'000'000;
constexpr std::size_t kFirstRoom = 64;          ///< points
constexpr std::size_t kLatencyStepsAtOnce = 16; ///< each merges the histograms of all sinks
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

/// What keeps a worker from other records, as the diagnosis weighs it: a stage that waits for a lock or for
/// input and output is no freer than one that computes.
std::int64_t heldNs(const NodeMetrics& node) { return node.busyNs + node.lockNs + node.ioNs; }

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
    // Of thousands of lines with as many points each none is to need more memory in the same moment as the
    // others.
    std::size_t room = 0;
    for (auto* lines : {&throughput_, &latency_, &queueFill_, &workerUse_})
        for (RunLine& line : *lines)
            line.points.reserve(kFirstRoom + room++ % kFirstRoom);
}

void RunSeries::update(const MetricsHistory& history) {
    noteThinning(history);
    followThinning(history, groups());
    addNew(history);
}

void RunSeries::updateSome(const MetricsHistory& history, std::size_t groups) {
    noteThinning(history);
    followThinning(history, groups);
    addNew(history);
}

void RunSeries::addNew(const MetricsHistory& history) {
    const Steps steps = stepsOf(history, lastNs_, INT64_MAX);
    for (std::size_t group = 0; group < groups(); ++group)
        addTo(group, steps);
    for (const Step& step : steps) {
        lastNs_ = std::max(lastNs_, step.now->elapsedNs);
        endSeconds_ = std::max(endSeconds_, seconds(step.now->elapsedNs));
    }
}

void RunSeries::noteThinning(const MetricsHistory& history) {
    const MetricsHistory::Thinning& thinning = history.lastThinning();
    if (thinning.number == thinning_) return;
    const bool goesOn = thinned_.group < groups();
    const MonotonicNs from = thinning.number == thinning_ + 1 ? thinning.from : 0;
    thinned_ = {goesOn ? std::min(from, thinned_.from) : from,
                goesOn ? std::max(thinning.until, thinned_.until) : thinning.until, 0, 0};
    thinned_.latencyFrom = thinned_.from;
    thinning_ = thinning.number;
}

void RunSeries::followThinning(const MetricsHistory& history, std::size_t most) {
    if (thinned_.group >= groups()) return;
    const MonotonicNs until = std::min(lastNs_, thinned_.until);
    if (thinned_.group == 0) {
        Steps steps = stepsOf(history, thinned_.latencyFrom - 1, until);
        const bool all = most >= groups() || steps.size() <= kLatencyStepsAtOnce;
        if (!all) steps.resize(kLatencyStepsAtOnce);
        const MonotonicNs to = all ? thinned_.until : steps.back().now->elapsedNs;
        remake(0, thinned_.latencyFrom, to, steps);
        thinned_.latencyFrom = to + 1;
        if (!all) return;
        thinned_.group = 1;
    }
    const Steps steps = stepsOf(history, thinned_.from - 1, until);
    const std::size_t end = std::min(groups(), thinned_.group + most);
    for (; thinned_.group < end; ++thinned_.group)
        remake(thinned_.group, thinned_.from, thinned_.until, steps);
}

/// Points of frames that are gone go, and where they were the points stand for longer now.
void RunSeries::remake(std::size_t group, MonotonicNs from, MonotonicNs until, const Steps& steps) {
    const auto isBefore = [](const QPointF& point, double x) { return point.x() < x; };
    const auto isAfter = [](double x, const QPointF& point) { return x < point.x(); };
    const std::vector<RunLine*> lines = linesOf(group);
    std::vector<std::vector<QPointF>> later;
    for (RunLine* line : lines) {
        auto& points = line->points;
        const auto first = std::lower_bound(points.begin(), points.end(), seconds(from), isBefore);
        const auto rest = std::upper_bound(first, points.end(), seconds(until), isAfter);
        later.emplace_back(rest, points.end());
        points.erase(first, points.end());
    }
    addTo(group, steps);
    for (std::size_t i = 0; i < lines.size(); ++i)
        lines[i]->points.insert(lines[i]->points.end(), later[i].begin(), later[i].end());
}

RunSeries::Steps RunSeries::stepsOf(const MetricsHistory& history, MonotonicNs after, MonotonicNs until) {
    Steps steps;
    const auto& frames = history.frames();
    for (auto frame = firstAfter(frames, after); frame != frames.end() && frame->elapsedNs <= until;
         ++frame) {
        if (frame->nodes.size() != throughput_.size()) continue;
        const MetricsFrame* before = history.at(frame->elapsedNs - kWindowNs);
        if (!before) before = &frames.front();
        if (before->elapsedNs < frame->elapsedNs) {
            steps.push_back({before, &*frame});
        } else if (frame->elapsedNs > 0) { // a run may be over before the second look at it
            if (start_.nodes.size() != frame->nodes.size()) start_ = startOfRun(*frame);
            steps.push_back({&start_, &*frame});
        }
    }
    return steps;
}

std::vector<RunLine*> RunSeries::linesOf(std::size_t group) {
    std::vector<RunLine*> lines;
    if (group == 0) {
        for (RunLine& line : latency_)
            lines.push_back(&line);
    } else if (group <= throughput_.size()) {
        lines = {&throughput_[group - 1], &workerUse_[group - 1]};
    } else {
        lines = {&queueFill_[group - 1 - throughput_.size()]};
    }
    return lines;
}

void RunSeries::addTo(std::size_t group, const Steps& steps) {
    for (const auto& [before, now] : steps) {
        const double x = seconds(now->elapsedNs);
        if (group == 0) {
            addLatency({before, now});
        } else if (const std::size_t i = group - 1; i < throughput_.size()) {
            const NodeMetrics& then = before->nodes[i];
            const NodeMetrics& node = now->nodes[i];
            const double ns = static_cast<double>(now->elapsedNs - before->elapsedNs);
            throughput_[i].points.emplace_back(
                x, isSink_[i] ? rateIn(*before, *now, i) : rateOut(*before, *now, i));
            const double use =
                static_cast<double>(heldNs(node) - heldNs(then)) / (ns * std::max(1, node.subtasks));
            workerUse_[i].points.emplace_back(x, std::clamp(use, 0.0, 1.0) * 100);
        } else {
            const std::size_t queue = i - throughput_.size();
            const EdgeMetrics& edge = now->edges[queueEdges_[queue]];
            const double fill =
                edge.capacity > 0 ? static_cast<double>(edge.depth) / static_cast<double>(edge.capacity) : 0;
            queueFill_[queue].points.emplace_back(x, std::clamp(fill, 0.0, 1.0) * 100);
        }
    }
}

void RunSeries::addLatency(const Step& step) {
    HistogramSnapshot latency;
    for (std::size_t i = 0; i < step.now->nodes.size(); ++i) {
        const NodeMetrics& then = step.before->nodes[i];
        const NodeMetrics& node = step.now->nodes[i];
        if (node.latency) latency.merge(then.latency ? node.latency->since(*then.latency) : *node.latency);
    }
    const double x = seconds(step.now->elapsedNs);
    for (std::size_t q = 0; q < latency_.size() && latency.count() > 0; ++q)
        latency_[q].points.emplace_back(
            x, std::max(1e-4, static_cast<double>(latency.quantile(kQuantiles[q])) * 1e-6));
}

} // namespace millrace::ui
