// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/checkpoints/barrier_round.h"

namespace millrace {

/// Tells sources that share their input with others (BoundNode::sharesInGroup) what has left the graph, in a
/// run without checkpoints: barriers go through it as those of checkpoints do, but nothing is kept. When one
/// has passed every task, the sinks have let out what came before it, and the sources hear Source::commit().
/// What a killed run had not said so comes again with whoever takes over. Called by the thread that steers
/// the run unless said otherwise.
class RunReceipts final : public CheckpointListener {
public:
    RunReceipts(const Plan& plan, TaskGraph& graph, RunScope& scope);
    static bool areAskedFor(const Plan& plan);

    /// Does what is due; returns when there will be something, at the latest.
    MonotonicNs look();
    /// There is something to do before that time. For waiting.
    bool wantsLook() const { return round_.hasNews(); }
    /// No task runs any more, the input has ended: all of it is out.
    void finish();

    bool keepsState() const override { return false; }
    void stateTaken(const Task& task, Epoch epoch, TaskState) override { round_.taken(task, epoch, {}); }
    void committed(const Task&, Epoch) override {}

private:
    void begin();
    void tell();
    void attendRetired();

    TaskGraph& graph_;
    RunScope& scope_;
    BarrierRound round_;
    Epoch epoch_ = kNoEpoch;
    bool underWay_ = false;
    MonotonicNs nextAt_ = 0, attendAt_ = 0;
};

} // namespace millrace
