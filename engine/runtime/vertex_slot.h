// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator.h"
#include "engine/operator/source.h"
#include "engine/plan/plan.h"
#include "engine/runtime/checkpoints/run_snapshot.h"
#include "engine/runtime/metered_collector.h"
#include "engine/runtime/task_metrics.h"

#include <memory>
#include <optional>
#include <vector>

namespace millrace {

class Task;

/// One vertex in one subtask: its operator or source, what it has been promised about time, and whether it
/// still runs. Entered by the thread that runs the task.
class VertexSlot {
public:
    VertexSlot(Task& task, const PlanVertex& vertex, std::size_t index, std::size_t origins);

    /// Records from wire or fused vertex.
    void receive(std::size_t input, RecordBatch&& batch);
    void advance(std::size_t origin, EpochMs watermark);
    void endOrigin(std::size_t origin);
    void onDeadline(MonotonicNs now);
    /// One step of ending, once every origin has ended: last watermark, onEnd until done, end to the
    /// consumers. True when through.
    bool finish();
    void closeEarly();

    // Checkpoints, in vertex_slot_state.cpp.
    SlotState snapshot(Epoch epoch);
    void commit(Epoch epoch);
    /// Before open(): what it goes on from. The state must live until resume().
    void restore(Epoch epoch, const SlotState& state);
    /// After open(), which is the last to look at the state: one that had ended says so to those behind it.
    void resume();
    /// As many producers as when this state was written.
    bool hasOriginsOf(const SlotState& state) const { return state.origins.size() == watermarks_.size(); }
    const RestoredState* restored() const { return restored_ ? &*restored_ : nullptr; }

    bool isSource() const { return source != nullptr; }
    bool ended() const { return phase_ == Phase::Ended; }
    /// An operator that holds records back (rate limit) ends when it has let go of them, in its own time.
    bool readyToEnd() const {
        if (openOrigins_ > 0 || phase_ == Phase::Ended) return false;
        return !op || closing_ || phase_ == Phase::Flushing || op->mayEnd();
    }
    /// It is sending what it has left, and may have stopped half-way for want of room.
    bool flushing() const { return phase_ == Phase::Flushing; }
    bool open() const { return phase_ == Phase::Open && !closing_; }
    /// Its input is thrown away from now on.
    bool voiding() const { return closing_ || phase_ == Phase::Ended; }
    void noteSourceEnd() { openOrigins_ = 0; }
    /// What comes from there has no say in how far time has come.
    void ignoreTimeOf(std::size_t origin) { watermarks_[origin] = kMaxWatermark; }
    EpochMs watermark() const { return current_; }

    const PlanVertex& vertex;
    const std::size_t index; ///< in Plan::vertices
    std::unique_ptr<Operator> op;
    std::unique_ptr<Source> source;
    std::unique_ptr<OperatorContext> context;
    MeteredCollector collector;
    VertexMetrics metrics;
    bool measuresLatency = false;
    bool opened = false; ///< open() was entered
    bool closed = false; ///< close() was entered

private:
    enum class Phase { Open, Flushing, Ended };
    void process(std::size_t input, RecordBatch&& batch);
    /// Of records with a time of their own each.
    void recordLatencies(const RecordBatch& paced);
    void raise();
    /// Its records may stay behind time: by its nature, or because they have operations in flight.
    bool mayHoldBackTime() const;

    Task& task_;
    std::vector<EpochMs> watermarks_; ///< per origin
    std::vector<bool> ended_;
    std::size_t openOrigins_ = 0;
    EpochMs current_ = kMinWatermark;
    bool closing_ = false;
    Phase phase_ = Phase::Open;
    bool hadEnded_ = false; ///< in the run before
    std::optional<RestoredState> restored_;
    double bytesPerRow_ = 0;
    std::uint32_t byteSamples_ = 0;
};

} // namespace millrace
