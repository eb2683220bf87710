// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/checkpoint_rules.h"
#include "engine/run/restored_places.h"
#include "engine/run/run.h"
#include "engine/runtime/checkpoints/barrier_round.h"
#include "engine/runtime/checkpoints/state_folder.h"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>

namespace millrace {

/// The checkpoints of one run: goes on from the last one, orders barriers, collects what the tasks say,
/// writes it down, and tells the sinks. An epoch is decided when its file is durable, or, where a sink
/// decides, when that one has committed it. Called by the thread that steers the run unless said otherwise.
///
/// Why a kill at any moment loses and doubles nothing, epoch by epoch: before the file is durable nothing of
/// the epoch has been shown, and the next run goes on from the one before; after it, the next run commits the
/// epoch again before it reads anything, which sinks must bear (Operator::commit).
///
/// An epoch whose barrier has not passed every task within the time-out is given up, as Flink does: no
/// snapshot is made of it and nothing of it is committed; inputs that wait for its barrier go on, and
/// barriers of it that are still under way are not listened to. Its number is not used again. What sinks have
/// staged for it stays staged, in the transaction that is open, and is shown with the next epoch that is
/// completed: a commit is of everything staged up to its epoch (Operator::commit), and the state of the last
/// complete epoch is kept until then. So nothing is lost or doubled, whichever epochs are given up
/// (commit_protocol.pml). More in a row than CheckpointLimits::tolerableFailures end the run with MR4618, and
/// the next run goes on from the last complete epoch. The last epoch of a run that is to stop is waited for,
/// since its sources read no more; so is one during a pause, or while a breakpoint holds records. Where all
/// sources have ended, failures end nothing: the next run would have the same before it.
///
/// Sources that have ended send no barriers, while what they have sent may wait on wires for long. What is
/// fed by such alone passes the barrier by itself, and its part of the snapshot holds the records that it has
/// still to take before it (BarrierRound::beginEverywhere).
///
/// A sink that decides keeps a transaction open, which its server ends by a time-out. So a run with one makes
/// an epoch also when it is paused: the sources rest, what they have sent goes on up to the barrier, and then
/// everything rests, with nothing open. At a breakpoint there is no such way: MR4626 says so.
class RunCheckpoints final : public CheckpointListener {
public:
    /// Errors as StateFolder throws them.
    RunCheckpoints(const Plan& plan, TaskGraph& graph, RunScope& scope, const CheckpointOptions& options);

    // While the nodes are opened, in this order.
    /// Finds the epoch to go on from and gives every vertex its state. `decided`: what the sink says that
    /// decides, now open. Throws MR4601, MR4602 and what chooseEpoch() throws.
    void restore(const std::optional<EpochMark>& decided);
    /// All nodes are open: the epoch is committed once more, and what had ended says so.
    void resume();

    // While the run runs.
    /// Does what is due; returns when there will be something, at the latest. `held`: a breakpoint keeps
    /// records from going on. Throws MR4614, MR4618.
    MonotonicNs look(bool held);
    /// There is something to do before that time. For waiting.
    bool wantsLook() const;
    /// The sources stop behind the next barrier. Thread-safe.
    void askForLast();
    /// That barrier's epoch is complete: the run may end.
    bool isLastMade() const { return lastMade_; }
    /// No task runs any more, the input has ended: the last epoch.
    void finish();
    /// Nothing enters the nodes any more: whoever goes on with the job need not wait for this object's end.
    void letGo() { folder_.release(); }

    CheckpointStatus status() const;                   ///< thread-safe
    std::vector<RestoredPlace> restoredPlaces() const; ///< thread-safe

    bool keepsState() const override { return true; }
    void requireEpoch(const EpochMark& last) const override;
    void stateTaken(const Task& task, Epoch epoch, TaskState state) override {
        round_.taken(task, epoch, std::move(state));
    }
    void committed(const Task& task, Epoch epoch) override;

private:
    enum class Phase { Idle, Collecting, Deciding, Committing };

    MonotonicNs now() const { return scope_.clock().now(); }
    bool begin();
    void restoreTask(Task& task);
    void putBack(Task& task, const SlotState::Waiting& waiting, bool sameProducers);
    /// The run is paused, and nothing has moved since the epoch that was made in this pause.
    bool isAtRest() const;
    /// Lets the run go on up to the barrier although it is paused; or lets it rest again.
    void finishInPause(bool finish);
    void warnOfBreakpoint();
    void openRecord();
    void writeDown(bool finished);
    void order(Phase phase);
    bool everyoneCommitted();
    void complete();
    RunSnapshot assemble(bool finished);
    /// The epoch under way has not come through: returns when it will be given up. `hasPaused`: the run stood
    /// still at some time since the last look.
    MonotonicNs awaitBarriers(bool held, bool hasPaused);
    void giveUp();
    std::vector<RestoredPlace> findPlaces() const;
    void reportRestored();

    const Plan& plan_;
    TaskGraph& graph_;
    RunScope& scope_;
    const CheckpointTimes times_;
    const CheckpointLimits limits_;
    const bool fresh_;
    std::string decider_; ///< the node that decides; empty: none
    StateFolder folder_;
    BarrierRound round_;
    RunSnapshot restored_; ///< until resume(): the vertices look into it

    Phase phase_ = Phase::Idle;
    Epoch epoch_ = kNoEpoch;    ///< the one under way, or the last
    Epoch complete_ = kNoEpoch; ///< the last that was not given up
    int givenUpInARow_ = 0;
    std::string digest_;    ///< of its snapshot, once that is written
    MonotonicNs began_ = 0; ///< the run
    MonotonicNs nextAt_ = 0;
    MonotonicNs phaseSince_ = 0;
    MonotonicNs patientUntil_ = 0; ///< the epoch is given up then
    bool slowReported_ = false;
    bool breakpointReported_ = false;
    std::uint64_t pauseOfEpoch_ = 0; ///< RunScope::pauses() when the last epoch began, in a pause; else 0
    bool lastMade_ = false;
    bool isLast_ = false;   ///< the epoch under way
    int tasksLeftSeen_ = 0; ///< at the last look, as is what follows
    bool pausedSeen_ = false;
    std::uint64_t pausesSeen_ = 0;
    CheckpointRecord record_; ///< of the epoch under way

    std::atomic<bool> lastAsked_{false};
    mutable std::mutex mutex_;                ///< guards what follows
    std::map<std::uint32_t, bool> committed_; ///< by task: asked, done
    CheckpointStatus status_;
    std::vector<RestoredPlace> places_;
};

} // namespace millrace
