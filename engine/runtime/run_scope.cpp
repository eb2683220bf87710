// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/run_scope.h"

#include <algorithm>
#include <chrono>

namespace millrace {

bool RunScope::moveTo(RunState next) {
    {
        const std::lock_guard lock(mutex_);
        if (!mayFollow(state_.load(std::memory_order_relaxed), next)) return false;
        state_.store(next, std::memory_order_release);
    }
    changed_.notify_all();
    return true;
}

bool RunScope::pause() {
    {
        const std::lock_guard lock(mutex_);
        if (!mayFollow(state_.load(std::memory_order_relaxed), RunState::Paused)) return false;
        state_.store(RunState::Paused, std::memory_order_release);
        paused_.store(true, std::memory_order_release);
    }
    changed_.notify_all();
    return true;
}

bool RunScope::resume() {
    {
        const std::lock_guard lock(mutex_);
        if (state_.load(std::memory_order_relaxed) != RunState::Paused) return false;
        const bool inputEnded = sourcesLeft_.load(std::memory_order_relaxed) <= 0;
        state_.store(inputEnded ? RunState::Draining : RunState::Running, std::memory_order_release);
        paused_.store(false, std::memory_order_release);
    }
    changed_.notify_all();
    return true;
}

bool RunScope::drain() {
    {
        const std::lock_guard lock(mutex_);
        if (!mayFollow(state_.load(std::memory_order_relaxed), RunState::Draining)) return false;
        state_.store(RunState::Draining, std::memory_order_release);
        draining_.store(true, std::memory_order_release);
        paused_.store(false, std::memory_order_release);
    }
    changed_.notify_all();
    return true;
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

void RunScope::publish(const std::string& node, RecordBatch view) {
    const std::lock_guard lock(mutex_);
    published_[node] = std::move(view);
}

std::optional<RecordBatch> RunScope::published(const std::string& node) const {
    const std::lock_guard lock(mutex_);
    const auto found = published_.find(node);
    return found == published_.end() ? std::nullopt : std::optional(found->second);
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

std::vector<std::string> RunScope::resourceNames() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names(resources_.size());
    for (const auto& [name, resource] : resources_)
        names[resource->index()] = name;
    return names;
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
    {
        const std::lock_guard lock(mutex_);
        if (sourcesLeft_.fetch_sub(1, std::memory_order_acq_rel) != 1 || stopping()) return;
        // A paused run stays paused; resume() knows.
        if (state_.load(std::memory_order_relaxed) != RunState::Running) return;
        state_.store(RunState::Draining, std::memory_order_release);
    }
    changed_.notify_all();
}

void RunScope::notify() {
    { const std::lock_guard lock(mutex_); }
    changed_.notify_all();
}

} // namespace millrace
