// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/run_group.h"

#include "engine/metrics/frame_counters.h"
#include "engine/operator/instance_name.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr std::chrono::milliseconds kLookEvery{20};

template <class T> void mergeInto(std::optional<T>& all, const std::optional<T>& one) {
    if (!one) return;
    if (all)
        all->merge(*one);
    else
        all = one;
}

bool hasFailed(const std::unique_ptr<Run>& run) { return run->state() == RunState::Failed; }

void addClient(std::vector<ClientMetric>& all, const std::vector<ClientMetric>& more) {
    for (const ClientMetric& metric : more) {
        const auto same = std::find_if(all.begin(), all.end(), [&metric](const ClientMetric& other) {
            return other.metric == metric.metric && other.label == metric.label;
        });
        if (same == all.end())
            all.push_back(metric);
        else if (metric.metric == Metric::RoundTrip)
            same->value = std::max(same->value, metric.value);
        else
            same->value += metric.value;
    }
    std::sort(all.begin(), all.end(), [](const ClientMetric& a, const ClientMetric& b) {
        return std::tie(a.metric, a.label) < std::tie(b.metric, b.label);
    });
}

void addNode(NodeMetrics& all, const NodeMetrics& one) {
    std::vector<std::int64_t> counts;
    forEachCounter(one, [&](std::int64_t value) { counts.push_back(value); });
    auto next = counts.begin();
    forEachCounter(all, [&](std::int64_t& value) { value += *next++; });
    all.injectedIn += one.injectedIn;
    all.injectedOut += one.injectedOut;
    all.subtasks += one.subtasks;
    all.activeSubtasks += one.activeSubtasks;
    if (one.watermark)
        all.watermark = all.watermark ? std::min(*all.watermark, *one.watermark) : one.watermark;
    if (one.progress) all.progress = all.progress ? std::min(*all.progress, *one.progress) : one.progress;
    for (std::size_t p = 0; p < all.portRecords.size() && p < one.portRecords.size(); ++p)
        all.portRecords[p] += one.portRecords[p];
    mergeInto(all.serviceTime, one.serviceTime);
    mergeInto(all.latency, one.latency);
    addClient(all.client, one.client);
}

void addEdge(EdgeMetrics& all, const EdgeMetrics& one) {
    std::vector<std::int64_t> counts;
    forEachEdgeCounter(one, [&](std::int64_t value) { counts.push_back(value); });
    auto next = counts.begin();
    forEachEdgeCounter(all, [&](std::int64_t& value) { value += *next++; });
    all.held = all.held || one.held;
    if (all.blockedBy.empty()) all.blockedBy = one.blockedBy;
    mergeInto(all.waitTime, one.waitTime);
}

/// What the group is in, given what its runs are in: final when all are.
RunState combined(const std::vector<RunState>& states) {
    const auto any = [&](RunState wanted) {
        return std::find(states.begin(), states.end(), wanted) != states.end();
    };
    if (std::all_of(states.begin(), states.end(), isFinal)) {
        for (const RunState end : {RunState::Failed, RunState::Stopped})
            if (any(end)) return end;
        return RunState::Finished;
    }
    for (const RunState state : {RunState::Stopping, RunState::Preparing, RunState::Running, RunState::Paused,
                                 RunState::Draining, RunState::Idle})
        if (any(state)) return state;
    return RunState::Stopping;
}

} // namespace

MetricsFrame addUp(const std::vector<MetricsFrame>& frames) {
    MetricsFrame all = frames.front();
    std::vector<RunState> states{all.state};
    for (std::size_t i = 1; i < frames.size(); ++i) {
        const MetricsFrame& one = frames[i];
        states.push_back(one.state);
        all.elapsedNs = std::max(all.elapsedNs, one.elapsedNs);
        for (std::size_t n = 0; n < all.nodes.size() && n < one.nodes.size(); ++n)
            addNode(all.nodes[n], one.nodes[n]);
        for (std::size_t e = 0; e < all.edges.size() && e < one.edges.size(); ++e)
            addEdge(all.edges[e], one.edges[e]);
        all.cpuSeconds = std::max(all.cpuSeconds, one.cpuSeconds);
        all.residentBytes = std::max(all.residentBytes, one.residentBytes);
        all.maxResidentBytes = std::max(all.maxResidentBytes, one.maxResidentBytes);
        all.observerCost += one.observerCost;
        if (!all.bottleneck) all.bottleneck = one.bottleneck;
    }
    all.state = combined(states);
    return all;
}

RunGroup::RunGroup(std::vector<std::unique_ptr<Run>> runs) : runs_(std::move(runs)) {}

RunState RunGroup::state() const {
    std::vector<RunState> states;
    for (const auto& run : runs_)
        states.push_back(run->state());
    return combined(states);
}

void RunGroup::pause() {
    for (const auto& run : runs_)
        run->pause();
}
void RunGroup::resume() {
    for (const auto& run : runs_)
        run->resume();
}
void RunGroup::drain() {
    for (const auto& run : runs_)
        run->drain();
}
void RunGroup::stopAtCheckpoint() {
    for (const auto& run : runs_)
        run->stopAtCheckpoint();
}
void RunGroup::stop() {
    for (const auto& run : runs_)
        run->stop();
}

bool RunGroup::waitFor(std::chrono::milliseconds timeout) {
    const auto until = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        stopWithTheFailed();
        const auto open =
            std::find_if(runs_.begin(), runs_.end(), [](const auto& run) { return !isFinal(run->state()); });
        if (open == runs_.end()) return true;
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0) return false;
        (*open)->waitFor(std::min(left, kLookEvery));
    }
}

void RunGroup::stopWithTheFailed() {
    const bool failed = std::any_of(runs_.begin(), runs_.end(), hasFailed);
    if (!failed || stoppedOthers_) return;
    stoppedOthers_ = true;
    stopAtCheckpoint();
}

Result<void> RunGroup::reconfigure(PlanPtr) {
    Diagnostics problem;
    problem.error("MR4203", "settings cannot change while one process runs several shares of the graph",
                  "end the run and start it again");
    return problem;
}

Result<void> RunGroup::setBreakpoints(std::vector<Breakpoint> breakpoints) {
    for (const auto& run : runs_)
        if (auto set = run->setBreakpoints(breakpoints); !set) return set;
    return {};
}

std::vector<BreakpointState> RunGroup::breakpoints() const {
    std::vector<BreakpointState> all = first().breakpoints();
    for (std::size_t i = 1; i < runs_.size(); ++i) {
        const std::vector<BreakpointState> others = runs_[i]->breakpoints();
        for (std::size_t b = 0; b < all.size() && b < others.size(); ++b) {
            all[b].hits += others[b].hits;
            all[b].stops += others[b].stops;
            all[b].waiting += others[b].waiting;
            all[b].logged += others[b].logged;
            if (!all[b].holding) all[b].stoppedAt = others[b].stoppedAt;
            all[b].holding = all[b].holding || others[b].holding;
        }
    }
    return all;
}

Result<void> RunGroup::step(std::size_t edge, StepSize size) {
    for (const auto& run : runs_)
        if (auto done = run->step(edge, size); !done) return done;
    return {};
}

Result<void> RunGroup::release(std::size_t edge) {
    for (const auto& run : runs_)
        if (auto done = run->release(edge); !done) return done;
    return {};
}

CheckpointStatus RunGroup::checkpoints() const {
    const bool failed = std::any_of(runs_.begin(), runs_.end(), hasFailed);
    std::optional<CheckpointStatus> behind;
    for (const auto& run : runs_) {
        if (failed && !hasFailed(run)) continue;
        CheckpointStatus status = run->checkpoints();
        // Shares number their epochs by themselves; what counts of a failed one is what this run has made.
        if (!behind || (failed ? status.made < behind->made : status.last < behind->last))
            behind = std::move(status);
    }
    return std::move(*behind);
}

MetricsFrame RunGroup::frame() const {
    std::vector<MetricsFrame> frames;
    for (const auto& run : runs_)
        frames.push_back(run->frame());
    return addUp(frames);
}

Diagnostics RunGroup::diagnostics() const {
    Diagnostics all;
    for (const auto& run : runs_) {
        for (Diagnostic d : run->diagnostics()) {
            d.message = "share " + nameOf(run->options().instance) + ": " + d.message;
            all.add(std::move(d));
        }
    }
    return all;
}

Peek RunGroup::peek(std::size_t edge, std::size_t maxRecords) {
    Peek all;
    for (const auto& run : runs_) {
        Peek one = run->peek(edge, maxRecords / runs_.size() + 1);
        all.recordsSeen += one.recordsSeen;
        for (RecordBatch& batch : one.batches)
            all.batches.push_back(std::move(batch));
    }
    return all;
}

std::optional<RecordBatch> RunGroup::published(const std::string& node) const {
    std::vector<RecordBatch> shares;
    for (const auto& run : runs_) {
        auto view = run->published(node);
        if (view && (shares.empty() || *view->schema() == *shares.front().schema()))
            shares.push_back(std::move(*view));
    }
    if (shares.empty()) return std::nullopt;
    return concatenate(shares);
}

} // namespace millrace
