// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/run_receipts.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr MonotonicNs kEveryNs = 1'000'000'000;
constexpr MonotonicNs kAttendEveryNs = 500'000'000;

bool isShared(const Task& task) { return task.slots().front()->vertex.bound.sharesInGroup; }

} // namespace

RunReceipts::RunReceipts(TaskGraph& graph, RunScope& scope) : graph_(graph), scope_(scope) {
    for (const auto& task : graph_.tasks())
        task->input().alignBarriers(scope.clock());
}

bool RunReceipts::areAskedFor(const Plan& plan) {
    return std::any_of(plan.vertices.begin(), plan.vertices.end(),
                       [](const PlanVertex& vertex) { return vertex.bound.sharesInGroup; });
}

void RunReceipts::stateTaken(const Task& task, Epoch epoch, TaskState) {
    {
        const std::lock_guard lock(mutex_);
        if (epoch != epoch_) return;
        passed_.insert(task.index());
    }
    news_.store(true, std::memory_order_release);
    scope_.notify();
}

MonotonicNs RunReceipts::look() {
    news_.store(false, std::memory_order_release);
    const MonotonicNs now = scope_.clock().now();
    attendRetired();
    if (underWay_ && collect()) {
        tell();
        underWay_ = false;
        nextAt_ = now + kEveryNs;
    }
    if (!underWay_ && now >= nextAt_ && !scope_.paused()) begin();
    // What is under way says so itself, but for tasks that end without having seen the barrier.
    return std::min(attendAt_, underWay_ ? now + kAttendEveryNs : nextAt_);
}

/// One that has ended may have to wait for minutes until the sinks are through, and is still in its group.
void RunReceipts::attendRetired() {
    const MonotonicNs now = scope_.clock().now();
    if (now < attendAt_) return;
    attendAt_ = now + kAttendEveryNs;
    for (const auto& task : graph_.tasks())
        if (isShared(*task) && task->retired()) task->slots().front()->source->attend();
}

void RunReceipts::begin() {
    {
        const std::lock_guard lock(mutex_);
        ++epoch_;
        passed_.clear();
    }
    for (const auto& task : graph_.tasks())
        if (task->slots().front()->isSource() && !task->retired())
            underWay_ = task->post(Task::Barrier{epoch_, false}) || underWay_;
    if (!underWay_) nextAt_ = scope_.clock().now() + kEveryNs; // the input has ended; finish() tells the rest
}

bool RunReceipts::collect() {
    const auto has = [this](const Task& task) {
        const std::lock_guard lock(mutex_);
        return passed_.contains(task.index());
    };
    bool all = true;
    for (const auto& task : graph_.tasks()) {
        if (has(*task)) continue;
        // Retired first, then looked for once more: it may have passed the barrier just before.
        if (!task->retired()) {
            all = false;
        } else if (scope_.stopping()) {
            return false; // it may have broken off in the middle of a batch
        } else if (!has(*task)) {
            stateTaken(*task, epoch_, task->takeState(epoch_));
        }
    }
    return all;
}

void RunReceipts::tell() {
    for (const auto& task : graph_.tasks()) {
        if (!isShared(*task) || task->post(Task::Commit{{epoch_, {}}})) continue;
        // It has closed its mailbox: nobody but this thread enters it once it has retired.
        while (!task->retired())
            scope_.sleepFor(1'000'000);
        task->commit({epoch_, {}});
    }
}

void RunReceipts::finish() {
    {
        const std::lock_guard lock(mutex_);
        ++epoch_;
        passed_.clear();
    }
    if (collect()) tell();
}

} // namespace millrace
