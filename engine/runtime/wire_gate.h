// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/expression.h"
#include "engine/run/breakpoint.h"

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>

namespace millrace {

class GateEnd;
class Task;

/// A breakpoint at work: judges each record of a wire once, when it has come to the front, and says how many
/// may pass. All subtasks of the wire share it; while one of them stands at a hit, none lets anything pass.
/// Thread-safe.
class WireGate {
public:
    /// `tasks`: those that meet it, to be woken when it lets go. They must outlive it.
    WireGate(Breakpoint breakpoint, std::optional<Expression> condition, std::vector<Task*> tasks);

    const Breakpoint& breakpoint() const { return breakpoint_; }
    /// How many records at the front of what waits at `end` may pass now.
    std::size_t admit(GateEnd& end, const RecordBatch& front);
    void leave(const GateEnd& end); ///< nothing more comes through this end

    void step(StepSize size);
    void release();
    void open(); ///< lets everything pass from now on

    bool holding() const { return holding_.load(std::memory_order_acquire); }
    BreakpointState state() const; ///< without what waits on the wire

private:
    enum class Mode {
        Passing,  ///< up to the next hit
        Stepping, ///< the next record to come, at whichever end, is held
        Held,
        Open,
    };
    static constexpr std::size_t kLoggedKept = 100;

    std::size_t passUpToHit(GateEnd& end, const RecordBatch& front);
    std::size_t passStep(GateEnd& end, const RecordBatch& front);
    void stopAt(GateEnd& end, const RecordBatch& front, std::size_t row);
    void log(const RecordBatch& front, std::size_t row);
    void moveTo(Mode mode);
    void wakeTasks() const;

    const Breakpoint breakpoint_;
    const std::optional<Expression> condition_;
    const std::vector<Task*> tasks_;
    std::atomic<bool> holding_{false};
    mutable std::mutex mutex_; ///< guards what follows
    Mode mode_ = Mode::Passing;
    const GateEnd* holder_ = nullptr;   ///< Held: where the record stands
    std::optional<StepSize> step_ = {}; ///< Held: what the holder may let pass
    std::optional<RecordBatch> stoppedAt_;
    std::int64_t hits_ = 0;
    std::int64_t stops_ = 0;
    std::int64_t loggedCount_ = 0;
    std::deque<RecordBatch> logged_;
};

/// Where one subtask meets a gate. Used by the thread that runs the task.
class GateEnd {
public:
    explicit GateEnd(std::shared_ptr<WireGate> gate) : gate_(std::move(gate)) {}
    ~GateEnd() { gate_->leave(*this); }
    GateEnd(const GateEnd&) = delete;
    GateEnd& operator=(const GateEnd&) = delete;

    /// How many of these records may pass now; what does not is to be asked about again, from the first one
    /// that did not on. `front` is not empty.
    std::size_t admit(const RecordBatch& front) { return gate_->admit(*this, front); }

private:
    friend class WireGate;
    std::shared_ptr<WireGate> gate_;
    Evaluator evaluator_;
    bool frontJudged_ = false; ///< the record in front has been counted: the gate stopped at it
};

} // namespace millrace
