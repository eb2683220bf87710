// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/run_scope.h"

#include <algorithm>
#include <chrono>

namespace millrace {

template <class Change> bool RunScope::changeState(Change&& change) {
    {
        const std::lock_guard lock(mutex_);
        const std::optional<RunState> next = change(state_.load(std::memory_order_relaxed));
        if (!next) return false;
        state_.store(*next, std::memory_order_release);
    }
    changed_.notify_all();
    return true;
}

bool RunScope::moveTo(RunState next) {
    return changeState(
        [next](RunState from) { return mayFollow(from, next) ? std::optional(next) : std::nullopt; });
}

bool RunScope::pause() {
    return changeState([this](RunState from) -> std::optional<RunState> {
        if (!mayFollow(from, RunState::Paused)) return std::nullopt;
        pauses_.fetch_add(1, std::memory_order_release);
        paused_.store(true, std::memory_order_release);
        return RunState::Paused;
    });
}

bool RunScope::resume() {
    return changeState([this](RunState from) -> std::optional<RunState> {
        if (from != RunState::Paused) return std::nullopt;
        paused_.store(false, std::memory_order_release);
        const bool inputEnded = sourcesLeft_.load(std::memory_order_relaxed) <= 0;
        return inputEnded ? RunState::Draining : RunState::Running;
    });
}

bool RunScope::drain() {
    return changeState([this](RunState from) -> std::optional<RunState> {
        if (!mayFollow(from, RunState::Draining)) return std::nullopt;
        draining_.store(true, std::memory_order_release);
        paused_.store(false, std::memory_order_release);
        return RunState::Draining;
    });
}

void RunScope::requestStop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_.store(true, std::memory_order_release);
        for (auto& [name, resource] : resources_)
            resource->breakOpen();
    }
    changed_.notify_all();
}

void RunScope::fail(Diagnostics diagnostics) {
    {
        const std::lock_guard lock(mutex_);
        if (!failed_.exchange(true, std::memory_order_acq_rel)) diagnostics_.append(diagnostics);
    }
    requestStop();
}

void RunScope::report(Diagnostic diagnostic) {
    const std::lock_guard lock(mutex_);
    const int seen = ++reportCounts_[diagnostic.node + ' ' + diagnostic.code];
    if (seen > kReportsPerCode) return;
    if (seen == kReportsPerCode)
        diagnostic.hint +=
            diagnostic.hint.empty() ? "further ones are not listed" : "; further ones are not listed";
    diagnostics_.add(std::move(diagnostic));
}

Diagnostics RunScope::diagnostics() const {
    const std::lock_guard lock(mutex_);
    return diagnostics_;
}

void RunScope::publish(const std::string& node, int subtask, RecordBatch view) {
    const std::lock_guard lock(mutex_);
    published_[node][subtask] = std::move(view);
}

std::optional<RecordBatch> RunScope::published(const std::string& node) const {
    std::vector<RecordBatch> shares;
    {
        const std::lock_guard lock(mutex_);
        const auto found = published_.find(node);
        if (found == published_.end()) return std::nullopt;
        for (const auto& [subtask, view] : found->second)
            shares.push_back(view);
    }
    if (shares.size() == 1) return shares.front();
    // Of a node with several inputs, each subtask may show another one.
    const auto filled =
        std::find_if(shares.begin(), shares.end(), [](const auto& share) { return !share.empty(); });
    const SchemaPtr shown = (filled == shares.end() ? shares.front() : *filled).schema();
    std::erase_if(shares, [&](const auto& share) { return *share.schema() != *shown; });
    return concatenate(shares);
}

void RunScope::publishClientMetrics(const std::string& node, int subtask, std::vector<ClientMetric> metrics) {
    const std::lock_guard lock(mutex_);
    clientMetrics_[node][subtask] = std::move(metrics);
}

std::vector<ClientMetric> RunScope::clientMetrics(const std::string& node) const {
    std::map<std::pair<Metric, std::string>, std::int64_t> values;
    {
        const std::lock_guard lock(mutex_);
        const auto found = clientMetrics_.find(node);
        if (found == clientMetrics_.end()) return {};
        for (const auto& [subtask, metrics] : found->second) {
            for (const ClientMetric& m : metrics) {
                std::int64_t& value = values[{m.metric, m.label}];
                value = m.metric == Metric::RoundTrip ? std::max(value, m.value) : value + m.value;
            }
        }
    }
    std::vector<ClientMetric> merged;
    merged.reserve(values.size());
    for (auto& [what, value] : values)
        merged.push_back({what.first, what.second, value});
    return merged;
}

SharedSemaphore& RunScope::sharedResource(const std::string& name, int capacity) {
    const std::lock_guard lock(mutex_);
    auto& resource = resources_[name];
    if (!resource) {
        resource =
            std::make_unique<SharedSemaphore>(capacity, static_cast<std::uint32_t>(resources_.size() - 1));
        if (stopping()) resource->breakOpen();
    }
    return *resource;
}

std::shared_ptr<void> RunScope::sharedState(std::size_t vertex,
                                            const std::function<std::shared_ptr<void>()>& make) {
    const std::lock_guard lock(mutex_);
    auto& state = sharedStates_[vertex];
    if (!state) state = make();
    return state;
}

std::vector<std::string> RunScope::resourceNames() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names(resources_.size());
    for (const auto& [name, resource] : resources_)
        names[resource->index()] = name;
    return names;
}

std::vector<SharedSemaphore::State> RunScope::resourceStates() const {
    const std::lock_guard lock(mutex_);
    std::vector<SharedSemaphore::State> states(resources_.size());
    for (const auto& [name, resource] : resources_)
        states[resource->index()] = resource->state();
    return states;
}

bool RunScope::hasResources() const {
    const std::lock_guard lock(mutex_);
    return !resources_.empty();
}

void RunScope::sleepFor(MonotonicNs duration) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::nanoseconds(std::max<MonotonicNs>(duration, 0)),
                      [&] { return stopping(); });
}

void RunScope::expectTasks(int tasks, int sources) {
    tasksLeft_.store(tasks, std::memory_order_release);
    sourcesLeft_.store(sources, std::memory_order_release);
}

void RunScope::taskEnded() {
    {
        const std::lock_guard lock(mutex_);
        tasksLeft_.fetch_sub(1, std::memory_order_acq_rel);
    }
    changed_.notify_all();
}

void RunScope::sourceEnded() {
    changeState([this](RunState from) -> std::optional<RunState> {
        if (sourcesLeft_.fetch_sub(1, std::memory_order_acq_rel) != 1 || stopping()) return std::nullopt;
        // A paused run stays paused; resume() knows.
        return from == RunState::Running ? std::optional(RunState::Draining) : std::nullopt;
    });
}

void RunScope::notify() {
    { const std::lock_guard lock(mutex_); }
    changed_.notify_all();
}

} // namespace millrace
