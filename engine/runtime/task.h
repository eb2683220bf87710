// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/trace.h"
#include "engine/runtime/run_scope.h"
#include "engine/runtime/task_input.h"
#include "engine/runtime/time_ledger.h"
#include "engine/runtime/vertex_slot.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace millrace {

class Executor;

enum class Progress : std::uint8_t {
    Made,       ///< call again
    NeedsInput, ///< until a channel has something, or the time comes
    OutputFull, ///< until a consumer has made room
    Waiting,    ///< until the time comes: a source that is ahead of its schedule, a stage that holds back on
                ///< purpose
    Held,       ///< the run is paused
    Finished,   ///< never again: ended, stopped or failed
};

inline constexpr MonotonicNs kForever = INT64_MAX;

struct TaskStatus {
    Progress progress = Progress::Made;
    MonotonicNs until = kForever;
};

/// One subtask of one chain: the vertices of the chain, what feeds them and what they feed. The executor
/// decides when it runs, the task what it does then. runOnce() is entered by one thread at a time; wake() and
/// the post functions may be called by any.
class Task {
public:
    /// `index`: among the tasks of the run. `joins`: some node of the plan joins inputs, so what room a wire
    /// has must not lie idle.
    Task(RunScope& scope, const Plan& plan, std::size_t chain, int subtask, std::uint32_t index, bool joins);
    ~Task();
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

    /// Does a small piece of work: about one batch. Never blocks, except inside a node. What a node throws
    /// ends the run as failed.
    TaskStatus runOnce();

    // Scheduling. A task is parked, queued or running; a wake-up that comes while it runs is kept, so none is
    // lost.
    void setExecutor(Executor& executor) { executor_ = &executor; }
    /// There is something to do: input or room on a wire, a request. Queues the task if it is parked.
    void wake(HandOff why = HandOff::Request, std::uint32_t wire = kNoTraceSubject);
    void beginRun(); ///< executor: the task leaves the queue and runs
    /// Executor: the task found nothing to do. False when it was woken meanwhile and must run again.
    bool park(const TaskStatus& status);
    void requeue(); ///< executor: others may run first
    void retire();  ///< executor: after Finished, once
    void start(MonotonicNs now) { ledger_.begin(now, TimeKind::Ready); }
    MonotonicNs timer = kForever; ///< executor's note: its timer in the heap

    void noteClosedConsumer();
    struct Settings {
        std::size_t slot;
        std::unique_ptr<Operator> op;
        std::unique_ptr<Source> source;
    };
    void postSettings(Settings settings);

    // For whoever builds and reads the task.
    std::size_t chain() const { return chain_; }
    int subtask() const { return subtask_; }
    const std::vector<std::unique_ptr<VertexSlot>>& slots() const { return slots_; }
    TaskInput& input() { return input_; }
    void addFeed(TaskInput::Feed feed, int producers) {
        feed.openProducers = producers;
        input_.add(std::move(feed)), openProducers_ += producers;
    }
    WireOutput& addOutput(WireOutput::Setup setup);
    const TimeLedger& ledger() const { return ledger_; }
    bool runsNow() const { return state_.load(std::memory_order_relaxed) >= kRunning; }
    /// The vertex that waits for a lock or on purpose at this instant; none: -1.
    int waitingSlot() const { return waitingSlot_.load(std::memory_order_relaxed); }
    bool retired() const { return retired_.load(std::memory_order_acquire); }
    /// How it was parked, while it is; no value while it runs, is to run, or waits for a time.
    std::optional<Progress> parkedForGood() const {
        if (state_.load(std::memory_order_acquire) != kParked) return {};
        if (!parkedForGood_.load(std::memory_order_relaxed)) return {};
        return parkedAs_.load(std::memory_order_relaxed);
    }
    /// Goes up whenever it begins to run.
    std::uint32_t turns() const { return turns_.load(std::memory_order_relaxed); }
    /// Input ports that a node which joins inputs does not want at the moment, one bit each.
    std::uint64_t unwantedInputs() const { return unwanted_.load(std::memory_order_relaxed); }
    bool passesOrder() const { return passesOrder_; }

    // For the vertices while they run.
    RunScope& scope() { return scope_; }
    const SequenceMark& mark() const { return mark_; }
    bool observing() const { return scope_.observe(); }
    bool sampling() const { return sampling_; }
    VertexSlot* enter(VertexSlot& slot) {
        VertexSlot* const outer = current_;
        current_ = &slot;
        if (sampling_) traceOperator(TraceKind::OperatorEntered, charge(outer));
        return outer;
    }
    void leave(VertexSlot* outer) {
        if (sampling_) traceOperator(TraceKind::OperatorLeft, charge(current_));
        current_ = outer;
    }
    /// Time a node spends waiting inside a call is not its work. `resource`: which lock, for the trace.
    void beginWait(TimeKind kind, std::uint32_t resource = kNoTraceSubject);
    void endWait(TimeKind kind);
    bool hasRoom();

private:
    static constexpr std::uint32_t kParked = 0, kQueued = 1, kRunning = 2;

    TaskStatus step();
    TaskStatus readSource(MonotonicNs deadline);
    /// Sends what the source has read ahead, or reads.
    SourceStatus nextOfSource();
    TaskStatus consume(MonotonicNs deadline);
    /// Rows of the entry worked through, plus one; 0 when there is none.
    std::size_t takeEntry();
    void finishSequence(const ChannelEntry& entry);
    TaskStatus blocked();
    bool flushAll();
    void flushToIdle();
    bool endSlots();
    bool everythingEnded() const;
    MonotonicNs serviceDeadlines();
    bool wantInput() const;
    void adoptSettings();
    void closeUpstream();
    void updateProgress();
    void nextSample();
    MonotonicNs charge(VertexSlot* slot);
    // What the flight recorder hears, in task_trace.cpp; nothing where the thread has no ring.
    void traceTurnBegin(MonotonicNs at);
    void traceTurnEnd(const TaskStatus& status, MonotonicNs at);
    void traceOperator(TraceKind kind, MonotonicNs at);
    void traceWait(TraceKind kind, TimeKind wait, std::uint32_t resource, MonotonicNs at);
    void traceHandOff(HandOff why, std::uint32_t wire, MonotonicNs at) const;
    std::uint32_t wireWaitedFor(Progress progress) const;
    std::int64_t headRecords() const;
    void failed(Diagnostics diagnostics);

    RunScope& scope_;
    const std::size_t chain_;
    const int subtask_;
    const std::uint32_t index_;
    const bool joins_;
    bool passesOrder_ = false;
    std::vector<std::unique_ptr<VertexSlot>> slots_;
    std::vector<std::unique_ptr<WireOutput>> outputs_;
    TaskInput input_;
    TaskInput::Item item_;
    int openProducers_ = 0;
    Executor* executor_ = nullptr;
    TimeLedger ledger_;

    VertexSlot* current_ = nullptr;
    SequenceMark mark_;
    std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t> partsSeen_;
    MonotonicNs sourceWakeAt_ = 0;
    bool sourceThrough_ = false; ///< it has nothing more to read
    bool sourceDone_ = false;    ///< and nothing more to send
    bool inputClosed_ = false;
    bool ended_ = false;
    bool sampling_ = false;
    std::uint32_t untilSample_ = 1;
    std::uint32_t reads_ = 0;
    std::atomic<Progress> parkedAs_{Progress::Made};
    std::atomic<bool> parkedForGood_{false};
    std::atomic<std::uint32_t> turns_{0};
    std::atomic<std::uint64_t> unwanted_{0};
    MonotonicNs sampleMark_ = 0;
    MonotonicNs waitSince_ = 0;
    std::int64_t recordsAtTurnBegin_ = 0; ///< kept while the flight recorder is on

    alignas(64) std::atomic<std::uint32_t> state_{kQueued};
    std::atomic<bool> closedConsumer_{false};
    std::atomic<bool> hasMail_{false};
    std::atomic<bool> retired_{false};
    std::atomic<int> waitingSlot_{-1};
    std::mutex mailMutex_;
    std::vector<Settings> mail_;
};

} // namespace millrace
