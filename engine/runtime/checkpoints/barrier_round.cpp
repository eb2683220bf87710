// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/barrier_round.h"

#include <algorithm>

namespace millrace {

void BarrierRound::await(Epoch epoch) {
    const std::lock_guard lock(mutex_);
    epoch_ = epoch;
    states_.clear();
}

bool BarrierRound::begin(Epoch epoch, bool last) {
    await(epoch);
    const bool anySource = orderFromSources(epoch, last);
    if (!anySource) await(kNoEpoch);
    return anySource;
}

bool BarrierRound::beginEverywhere(Epoch epoch, bool last) {
    await(epoch);
    bool anyTask = false;
    // Also where nothing has ended yet: it may do so before it has sent the barrier.
    for (const auto& task : graph_.tasks())
        if (!task->slots().front()->isSource() && !task->retired())
            anyTask = task->post(Task::Begin{epoch, last}) || anyTask;
    anyTask = orderFromSources(epoch, last) || anyTask;
    if (!anyTask) await(kNoEpoch);
    return anyTask;
}

bool BarrierRound::orderFromSources(Epoch epoch, bool last) {
    bool anySource = false;
    for (const auto& task : graph_.tasks()) {
        if (!task->slots().front()->isSource() || task->retired()) continue;
        anySource = task->post(Task::Barrier{epoch, last}) || anySource;
    }
    return anySource;
}

void BarrierRound::beginAtEnd(Epoch epoch) { await(epoch); }

void BarrierRound::taken(const Task& task, Epoch epoch, TaskState state) {
    {
        const std::lock_guard lock(mutex_);
        if (epoch != epoch_) return; // given up meanwhile
        states_.insert_or_assign(task.index(), std::move(state));
    }
    tellNews();
}

void BarrierRound::tellNews() {
    news_.store(true, std::memory_order_release);
    scope_.notify();
}

bool BarrierRound::has(const Task& task) const {
    const std::lock_guard lock(mutex_);
    return states_.contains(task.index());
}

bool BarrierRound::collect() {
    bool all = true;
    for (const auto& task : graph_.tasks()) {
        if (has(*task)) continue;
        // Retired first, then looked for once more: it may have passed the barrier just before.
        if (!task->retired()) {
            all = false;
        } else if (scope_.stopping()) {
            return false; // it may have broken off in the middle of a batch
        } else if (!has(*task)) {
            taken(*task, epoch_, task->takeState(epoch_));
        }
    }
    return all;
}

TaskState BarrierRound::takeState(const Task& task) {
    const std::lock_guard lock(mutex_);
    return std::move(states_.at(task.index()));
}

void BarrierRound::giveUp() {
    const Epoch epoch = epoch_;
    await(kNoEpoch);
    for (const auto& task : graph_.tasks())
        if (!task->retired()) task->post(Task::GiveUp{epoch});
}

std::vector<std::string> BarrierRound::missing() const {
    std::vector<std::string> nodes;
    for (const auto& task : graph_.tasks()) {
        const std::string& node = task->slots().front()->vertex.node;
        if (!has(*task) && std::find(nodes.begin(), nodes.end(), node) == nodes.end()) nodes.push_back(node);
    }
    return nodes;
}

bool BarrierRound::commit(Task& task, const EpochMark& mark) {
    if (task.post(Task::Commit{mark})) return false;
    // It has closed its mailbox: nobody but this thread enters it once it has retired.
    while (!task.retired())
        scope_.sleepFor(1'000'000);
    task.commit(mark);
    return true;
}

} // namespace millrace
