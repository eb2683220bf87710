// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/run_receipts.h"

#include "engine/plan/checkpoint_rules.h"

#include <algorithm>
#include <filesystem>

namespace millrace {

namespace {

constexpr MonotonicNs kEveryNs = 1'000'000'000;
constexpr MonotonicNs kAttendEveryNs = 500'000'000;

bool isShared(const Task& task) { return task.slots().front()->vertex.bound.sharesInGroup; }

} // namespace

RunReceipts::RunReceipts(const Plan& plan, TaskGraph& graph, RunScope& scope)
    : graph_(graph), scope_(scope), round_(graph, scope) {
    const auto room = std::make_shared<AlignmentRoom>(std::filesystem::temp_directory_path().string(),
                                                      checkpointLimits(plan).alignmentMemory);
    for (const auto& task : graph_.tasks())
        task->input().alignBarriers(scope.clock(), room);
}

bool RunReceipts::areAskedFor(const Plan& plan) {
    return std::any_of(plan.vertices.begin(), plan.vertices.end(),
                       [](const PlanVertex& vertex) { return vertex.bound.sharesInGroup; });
}

MonotonicNs RunReceipts::look() {
    round_.heardNews();
    const MonotonicNs now = scope_.clock().now();
    attendRetired();
    if (underWay_ && round_.collect()) {
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
    underWay_ = round_.begin(++epoch_, false);
    if (!underWay_) nextAt_ = scope_.clock().now() + kEveryNs; // the input has ended; finish() tells the rest
}

void RunReceipts::tell() {
    for (const auto& task : graph_.tasks())
        if (isShared(*task)) round_.commit(*task, {epoch_, {}});
}

void RunReceipts::finish() {
    round_.beginAtEnd(++epoch_);
    if (round_.collect()) tell();
}

} // namespace millrace
