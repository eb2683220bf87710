// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/trace.h"
#include "engine/runtime/checkpoints/checkpoint_listener.h"
#include "engine/runtime/run_scope.h"
#include "engine/runtime/task_input.h"
#include "engine/runtime/time_ledger.h"
#include "engine/runtime/vertex_slot.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <variant>
#include <vector>

namespace millrace {

class Executor;

enum class Progress : std::uint8_t {
    Made,       ///< call again
    NeedsInput, ///< until a channel has something, or the time comes
    OutputFull, ///< until a consumer has made room
    Waiting,    ///< until the time comes: a source that is ahead of its schedule, a stage that holds back on
                ///< purpose, or for operations in flight
    Held,       ///< the run is paused, or a breakpoint holds what would come in
    HeldInside, ///< a breakpoint holds what passes between the nodes of the task
    Finished,   ///< never again: ended, stopped or failed
};

inline constexpr MonotonicNs kForever = INT64_MAX;

struct TaskStatus {
    Progress progress = Progress::Made;
    MonotonicNs until = kForever;
    bool underWay = false; ///< it could take more, but operations are in flight as well
    bool attends = false;  ///< the time is that at which a source is looked after; nothing else happens then
};

/// One subtask of one chain: the vertices of the chain, what feeds them and what they feed. The executor
/// decides when it runs, the task what it does then. runOnce() is entered by one thread at a time; wake() and
/// the post functions may be called by any.
class Task {
public:
    /// `index`: among the tasks of the run. `tight`: the plan joins inputs or leads wires back, so what room
    /// a wire has must not lie idle.
    Task(RunScope& scope, const Plan& plan, std::size_t chain, int subtask, std::uint32_t index, bool tight);
    ~Task();
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

    /// Does a small piece of work: about one batch. Never blocks, except inside a node. What a node throws
    /// ends the run as failed.
    TaskStatus runOnce();

    // Scheduling. A task is parked, queued or running; a wake-up that comes while it runs is kept, so none is
    // lost.
    void setExecutor(Executor& executor) { executor_ = &executor; }
    /// Where its operators may have operations in flight; none: nowhere. Lives as long as they are open.
    void setEventLoop(boost::asio::io_context& loop) { eventLoop_ = &loop; }
    boost::asio::io_context* eventLoop() const { return eventLoop_; }
    /// The source has something before the time it asked for. Thread-safe.
    void wakeSource() {
        sourceWoken_.store(true, std::memory_order_release);
        wake();
    }
    /// There is something to do: input or room on a wire, a request. Queues the task if it is parked.
    void wake(HandOff why = HandOff::Request, std::uint32_t wire = kNoTraceSubject);
    void beginRun(); ///< executor: the task leaves the queue and runs
    /// Executor: the task found nothing to do. False when it was woken meanwhile and must run again.
    bool park(const TaskStatus& status);
    void requeue(); ///< executor: others may run first
    void retire();  ///< executor: after Finished, once
    void start(MonotonicNs now) { ledger_.begin(now, TimeKind::Ready); }
    MonotonicNs timer = kForever; ///< executor's note: its timer in the heap
    /// How long runOnce() takes of late, on average. For the executor, on the thread of the turn.
    MonotonicNs usualRun() const { return usualRun_; }

    void noteClosedConsumer();
    // What others want of the task; it does it at its next turn.
    struct Settings {
        std::size_t slot;
        std::unique_ptr<Operator> op;
        std::unique_ptr<Source> source;
    };
    struct GateChange {
        std::size_t edge;
        std::unique_ptr<GateEnd> end; ///< null: the breakpoint on this wire is gone
    };
    struct Injection {
        std::size_t slot;
        bool intoInput; ///< else out of an output
        std::size_t port;
        RecordBatch records;
    };
    struct FeedbackEnd {};
    struct Barrier {
        Epoch epoch;
        bool last; ///< the source reads nothing behind it
    };
    /// An epoch has begun: where all inputs have ended no barrier will come, and the task passes it by
    /// itself.
    struct Begin {
        Epoch epoch;
        bool last; ///< the run ends with it
    };
    struct Commit {
        EpochMark mark;
    };
    struct GiveUp {
        Epoch epoch; ///< nobody waits for its barrier any more
    };
    using Mail = std::variant<Settings, GateChange, Injection, FeedbackEnd, Barrier, Begin, Commit, GiveUp>;
    /// False, and nothing happens, when the task has ended.
    bool post(Mail mail);
    /// No record will come over the wires that lead back any more: the task ends those it feeds.
    void endFeedback() { post(FeedbackEnd{}); }

    // For whoever builds and reads the task.
    std::size_t chain() const { return chain_; }
    int subtask() const { return subtask_; }
    std::uint32_t index() const { return index_; }
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
    /// While it is parked: no node in it has anything under way that will still be sent. Known only where the
    /// plan is tight.
    bool settled() const { return settled_.load(std::memory_order_relaxed); }
    /// Goes up whenever it begins to run.
    std::uint32_t turns() const { return turns_.load(std::memory_order_relaxed); }
    /// Input ports that a node which joins inputs does not want at the moment, one bit each.
    std::uint64_t unwantedInputs() const { return unwanted_.load(std::memory_order_relaxed); }
    bool passesOrder() const { return passesOrder_; }

    // Checkpoints, in task_checkpoint.cpp. For one that has retired, or does not run yet, whoever steers the
    // run calls these itself.
    /// The state of every vertex, at a barrier.
    TaskState takeState(Epoch epoch);
    /// One of its vertices does.
    bool decidesEpochs() const;
    /// Tells the vertices, first those whose commit decides.
    void commit(const EpochMark& mark);
    /// After open(): vertices that had ended in the run before tell those behind them.
    void resume();

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
    SequenceMark swapMark(const SequenceMark& mark) { return std::exchange(mark_, mark); }
    /// A gate between nodes of the task has something to keep, or nothing any more.
    void noteKeptInside(int gates) { gatesKeeping_ += gates; }
    /// A batch that is followed comes to the vertex, or has been taken by it.
    void traceBatch(TraceKind kind, std::size_t vertex, MonotonicNs ingestTime);
    /// Time a node spends waiting inside a call is not its work. `resource`: which lock, for the trace.
    void beginWait(TimeKind kind, std::uint32_t resource = kNoTraceSubject);
    void endWait(TimeKind kind);
    bool hasRoom();

private:
    static constexpr std::uint32_t kParked = 0, kQueued = 1, kRunning = 2;

    TaskStatus guardedStep(); ///< fails the run where a node throws
    TaskStatus step();
    /// Looks after a source that shares its input with others, when it is time to.
    void attendSource();
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
    bool awaitsOperations() const;
    MonotonicNs serviceDeadlines();
    bool wantInput() const;
    // What was posted, in task_mail.cpp.
    void openMail();
    void adopt(Settings& settings);
    void adopt(GateChange& change);
    void adopt(Injection& injection) { injections_.push_back(std::move(injection)); }
    void adopt(FeedbackEnd& end);
    void adopt(Barrier& barrier);
    void adopt(const Begin& begin);
    void adopt(Commit& commit);
    void adopt(GiveUp& order);
    /// A barrier waits to pass, and everything before it has left the vertices.
    bool mayPassBarrier() const;
    /// A source's position lies behind what it has read: all of that belongs before the barrier.
    void sendReadAhead();
    void passBarrier();
    /// What is fed by tasks alone that have ended passes the barrier of the epoch that has begun at once.
    bool headsWhatRuns();
    /// The run is paused, and this task has no part, or the one that decides has none any more, in an epoch
    /// that is brought to its end meanwhile.
    bool rests() const;
    /// Every input has its barrier: from here on the task takes nothing before it has passed.
    bool meetsBarrier();
    void inject();
    bool mayInject(const Injection& injection) const;
    /// False: something has come meanwhile.
    bool closeMailbox();
    /// True when no breakpoint between the nodes keeps anything back any more.
    bool passGates();
    bool nothingUnderWay() const;
    void closeUpstream();
    void updateProgress();
    void nextSample();
    MonotonicNs charge(VertexSlot* slot);
    void noteRuns(MonotonicNs now);
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
    const bool tight_;
    bool passesOrder_ = false;
    std::vector<std::unique_ptr<VertexSlot>> slots_;
    std::vector<std::unique_ptr<WireOutput>> outputs_;
    TaskInput input_;
    TaskInput::Item item_;
    int openProducers_ = 0;
    Executor* executor_ = nullptr;
    boost::asio::io_context* eventLoop_ = nullptr;
    TimeLedger ledger_;

    VertexSlot* current_ = nullptr;
    SequenceMark mark_;
    std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t> partsSeen_;
    int gatesKeeping_ = 0;                   ///< breakpoints between the nodes that keep something back
    std::optional<ChannelEntry> unfinished_; ///< its number ends when they have let go of its records
    std::vector<Injection> injections_;      ///< not done yet
    MonotonicNs sourceWakeAt_ = 0;
    std::atomic<bool> sourceWoken_{false};
    MonotonicNs attendAt_ = kForever; ///< the source is to be looked after
    Epoch barrier_ = kNoEpoch;        ///< to be passed
    bool lastBarrier_ = false;        ///< nothing is read any more
    bool barrierIsOwn_ = false;       ///< it passes what waits at the inputs, which lies before it
    std::optional<Begin> begun_;      ///< an epoch whose barrier has not passed here
    Epoch passed_ = kNoEpoch;         ///< the last one
    bool sourceThrough_ = false;      ///< it has nothing more to read
    bool sourceDone_ = false;         ///< and nothing more to send
    bool inputClosed_ = false;
    bool ended_ = false;
    bool sampling_ = false;
    std::uint32_t untilSample_ = 1;
    std::uint32_t reads_ = 0;
    std::atomic<Progress> parkedAs_{Progress::Made};
    std::atomic<bool> parkedForGood_{false};
    std::atomic<bool> settled_{true};
    std::atomic<std::uint32_t> turns_{0};
    std::atomic<std::uint64_t> unwanted_{0};
    MonotonicNs turnBegan_ = 0;
    MonotonicNs usualRun_ = kForever; ///< not known yet: better take it for long
    std::int64_t runsInTurn_ = 0;
    MonotonicNs sampleMark_ = 0;
    MonotonicNs waitSince_ = 0;
    std::int64_t recordsAtTurnBegin_ = 0; ///< kept while the flight recorder is on

    alignas(64) std::atomic<std::uint32_t> state_{kQueued};
    std::atomic<bool> closedConsumer_{false};
    std::atomic<bool> hasMail_{false};
    std::atomic<bool> retired_{false};
    std::atomic<int> waitingSlot_{-1};
    std::mutex mailMutex_;
    std::vector<Mail> mail_;
    bool mailClosed_ = false;
};

} // namespace millrace
