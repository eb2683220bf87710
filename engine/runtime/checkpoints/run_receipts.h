// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/checkpoints/checkpoint_listener.h"
#include "engine/runtime/task_graph.h"

#include <atomic>
#include <mutex>
#include <set>

namespace millrace {

/// Tells sources that share their input with others (BoundNode::sharesInGroup) what has left the graph, in a
/// run without checkpoints: barriers go through it as those of checkpoints do, but nothing is kept. When one
/// has passed every task, the sinks have let out what came before it, and the sources hear Source::commit().
/// What a killed run had not said so comes again with whoever takes over. Called by the thread that steers
/// the run unless said otherwise.
class RunReceipts final : public CheckpointListener {
public:
    RunReceipts(TaskGraph& graph, RunScope& scope);
    static bool areAskedFor(const Plan& plan);

    /// Does what is due; returns when there will be something, at the latest.
    MonotonicNs look();
    /// There is something to do before that time. For waiting.
    bool wantsLook() const { return news_.load(std::memory_order_acquire); }
    /// No task runs any more, the input has ended: all of it is out.
    void finish();

    bool keepsState() const override { return false; }
    void stateTaken(const Task& task, Epoch epoch, TaskState state) override;
    void committed(const Task&, Epoch) override {}

private:
    void begin();
    /// False: some are missing.
    bool collect();
    void tell();
    void attendRetired();

    TaskGraph& graph_;
    RunScope& scope_;
    bool underWay_ = false;
    MonotonicNs nextAt_ = 0, attendAt_ = 0;
    std::atomic<bool> news_{false};
    std::mutex mutex_; ///< guards what follows
    Epoch epoch_ = kNoEpoch;
    std::set<std::uint32_t> passed_; ///< tasks
};

} // namespace millrace
