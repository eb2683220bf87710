// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/task.h"

#include "engine/runtime/executor.h"
#include "engine/runtime/operator_context_impl.h"

#include <fmt/format.h>
#include <algorithm>
#include <new>

namespace millrace {

namespace {

/// A sample reads the clock twice a node: of small batches fewer are looked at.
constexpr std::uint32_t kSampleEvery = 16;
constexpr std::uint32_t kSampleSmallEvery = 64;
constexpr std::size_t kSmallBatch = 64;
constexpr MonotonicNs kShortRunNs = 20'000;
constexpr MonotonicNs kAttendEveryNs = 500'000'000;
constexpr std::int64_t kRunsPerLook = 16; ///< after so many a turn's runs are timed anew

TimeKind kindOf(Progress progress) {
    switch (progress) {
        case Progress::OutputFull:
        case Progress::HeldInside: return TimeKind::BackPressured;
        case Progress::Waiting: return TimeKind::Io;
        default: return TimeKind::Idle;
    }
}

} // namespace

Task::Task(RunScope& scope, const Plan& plan, std::size_t chain, int subtask, std::uint32_t index, bool tight)
    : scope_(scope), chain_(chain), subtask_(subtask), index_(index), tight_(tight) {
    const PlanChain& planned = plan.chains[chain];
    passesOrder_ = planned.ordering == Ordering::Ordered && planned.workers > 1 &&
                   !plan.vertices[planned.vertices.front()].bound.makeSource;
    for (std::size_t i = 0; i < planned.vertices.size(); ++i) {
        const PlanVertex& vertex = plan.vertices[planned.vertices[i]];
        std::size_t origins = vertex.inEdges.size();
        if (i == 0) {
            origins = 0;
            for (const std::size_t e : vertex.inEdges) {
                origins +=
                    static_cast<std::size_t>(plan.chains[plan.vertices[plan.edges[e].from].chain].workers);
            }
        }
        slots_.push_back(std::make_unique<VertexSlot>(*this, vertex, planned.vertices[i], origins));
        slots_.back()->context = std::make_unique<OperatorContextImpl>(*this, *slots_.back(), planned);
    }
    // Who shares its input with others has something to do outside also while it is held back.
    const BoundNode& head = slots_.front()->vertex.bound;
    if (head.sharesInGroup || head.sharedByInstances) attendAt_ = 0;
}

Task::~Task() = default;

WireOutput& Task::addOutput(WireOutput::Setup setup) {
    outputs_.push_back(std::make_unique<WireOutput>(std::move(setup)));
    return *outputs_.back();
}

void Task::wake(HandOff why, std::uint32_t wire) {
    if (state_.fetch_or(kQueued, std::memory_order_acq_rel) != kParked) return;
    const MonotonicNs now = scope_.clock().now();
    ledger_.switchTo(TimeKind::Ready, now);
    traceHandOff(why, wire, now);
    executor_->enqueue(*this);
}

void Task::beginRun() {
    state_.exchange(kRunning, std::memory_order_acq_rel);
    turns_.store(turns_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    const MonotonicNs now = scope_.clock().now();
    ledger_.switchTo(TimeKind::Busy, now);
    traceTurnBegin(now);
    turnBegan_ = now;
    runsInTurn_ = 0;
}

void Task::noteRuns(MonotonicNs now) {
    if (runsInTurn_ > 0) usualRun_ = (now - turnBegan_) / runsInTurn_;
    turnBegan_ = now;
    runsInTurn_ = 0;
}

bool Task::park(const TaskStatus& status) {
    std::uint32_t expected = kRunning;
    if (state_.load(std::memory_order_relaxed) == kRunning) {
        const MonotonicNs end = scope_.clock().now();
        noteRuns(end);
        ledger_.switchTo(kindOf(status.progress), end);
        traceTurnEnd(status, end);
        if (tight_) settled_.store(nothingUnderWay(), std::memory_order_relaxed);
        parkedAs_.store(status.progress, std::memory_order_relaxed);
        // Whoever waits for time or operations is not waiting for another task.
        const bool forOthers = status.progress != Progress::Waiting && !status.underWay;
        const bool forGood = status.until == kForever || status.attends;
        parkedForGood_.store(forGood && forOthers, std::memory_order_relaxed);
        if (state_.compare_exchange_strong(expected, kParked, std::memory_order_acq_rel)) return true;
        const MonotonicNs begin = scope_.clock().now();
        ledger_.switchTo(TimeKind::Busy, begin);
        traceTurnBegin(begin);
    }
    state_.exchange(kRunning, std::memory_order_acq_rel);
    return false;
}

void Task::requeue() {
    const MonotonicNs now = scope_.clock().now();
    noteRuns(now);
    ledger_.switchTo(TimeKind::Ready, now);
    traceTurnEnd({Progress::Made}, now);
    state_.exchange(kQueued, std::memory_order_acq_rel);
}

void Task::retire() {
    const MonotonicNs now = scope_.clock().now();
    ledger_.switchTo(TimeKind::Idle, now);
    traceTurnEnd({Progress::Finished}, now);
    retired_.store(true, std::memory_order_release);
    if (slots_.front()->isSource()) scope_.sourceEnded();
    scope_.taskEnded();
}

void Task::noteClosedConsumer() {
    closedConsumer_.store(true, std::memory_order_release);
    wake();
}

bool Task::nothingUnderWay() const {
    return std::all_of(slots_.begin(), slots_.end(),
                       [](const auto& slot) { return !slot->op || !slot->open() || slot->op->mayEnd(); });
}

MonotonicNs Task::charge(VertexSlot* slot) {
    const MonotonicNs now = scope_.clock().now();
    if (slot) {
        auto& cell = slot->metrics.sampledNs;
        cell.store(cell.load(std::memory_order_relaxed) + now - sampleMark_, std::memory_order_relaxed);
    }
    sampleMark_ = now;
    return now;
}

void Task::nextSample() {
    sampling_ = scope_.observe() && --untilSample_ == 0;
    if (!sampling_) return;
    untilSample_ = slots_.front()->vertex.batchSize < kSmallBatch ? kSampleSmallEvery : kSampleEvery;
    current_ = nullptr;
}

void Task::beginWait(TimeKind kind, std::uint32_t resource) {
    // While nodes open and close, the time belongs to no task yet, or no more.
    if (!current_) return;
    waitSince_ = scope_.clock().now();
    const auto isCurrent = [this](const auto& slot) { return slot.get() == current_; };
    const auto found = std::find_if(slots_.begin(), slots_.end(), isCurrent);
    waitingSlot_.store(found == slots_.end() ? -1 : static_cast<int>(found - slots_.begin()),
                       std::memory_order_relaxed);
    ledger_.switchTo(kind, waitSince_);
    traceWait(TraceKind::WaitBegins, kind, resource, waitSince_);
}

void Task::endWait(TimeKind kind) {
    if (!current_) return;
    const MonotonicNs now = scope_.clock().now();
    ledger_.switchTo(TimeKind::Busy, now);
    traceWait(TraceKind::WaitEnds, kind, kNoTraceSubject, now);
    const MonotonicNs waited = now - waitSince_;
    sampleMark_ += waited;
    waitingSlot_.store(-1, std::memory_order_relaxed);
    current_->metrics.cells.add(kind == TimeKind::Lock ? Metric::Lock : Metric::Io, waited);
}

bool Task::flushAll() {
    bool done = true;
    for (const auto& output : outputs_)
        done = output->flush() && done;
    return done;
}

void Task::flushToIdle() {
    // What takes no time can wait for the end of the run, and goes in fewer pieces then.
    if (usualRun_ < kShortRunNs) return;
    for (const auto& output : outputs_)
        output->flushToIdle();
}

bool Task::hasRoom() {
    if (gatesKeeping_ > 0) return false;
    for (const auto& output : outputs_) {
        if (!output->empty() && !output->flush()) return false;
    }
    return true;
}

TaskStatus Task::blocked() {
    for (const auto& output : outputs_) {
        if (!output->empty()) output->wire().awaitRoom();
    }
    if (tight_) input_.giveRoom();
    return {flushAll() ? Progress::Made : Progress::OutputFull};
}

TaskStatus Task::runOnce() {
    if (runsInTurn_ == kRunsPerLook) noteRuns(scope_.clock().now());
    const TaskStatus status = guardedStep();
    // A look at inputs that are empty says nothing of how long a run takes.
    if (status.progress == Progress::Made) ++runsInTurn_;
    return status;
}

TaskStatus Task::guardedStep() {
    try {
        if (attendAt_ == kForever) return step();
        attendSource();
        TaskStatus status = step();
        if (status.progress != Progress::Finished && status.until > attendAt_) {
            status.attends = status.until == kForever;
            status.until = attendAt_;
        }
        return status;
    } catch (const RunStopped&) {
        current_ = nullptr;
    } catch (const DiagnosticError& error) {
        failed(error.diagnostics());
    } catch (const std::bad_alloc&) {
        Diagnostics problem;
        problem.error("MR4104", "the memory ran out",
                      "use a smaller batch size, smaller queues, or less state");
        failed(std::move(problem));
    } catch (const std::exception& error) {
        Diagnostics problem;
        problem.error("MR4101", error.what());
        failed(std::move(problem));
    } catch (...) {
        Diagnostics problem;
        problem.error("MR4101", "the node failed without saying why");
        failed(std::move(problem));
    }
    ended_ = true;
    return {Progress::Finished};
}

void Task::attendSource() {
    const MonotonicNs now = scope_.clock().now();
    if (ended_ || now < attendAt_) return;
    VertexSlot* const outer =
        std::exchange(current_, slots_.front().get()); // who is to blame for what is thrown
    slots_.front()->source->attend();
    current_ = outer;
    attendAt_ = scope_.clock().now() + kAttendEveryNs;
}

void Task::failed(Diagnostics diagnostics) {
    VertexSlot& culprit = current_ ? *current_ : *slots_.front();
    current_ = nullptr;
    for (Diagnostic& d : diagnostics.items) {
        if (d.node.empty()) d.node = culprit.vertex.node;
    }
    culprit.metrics.cells.add(Metric::Errors, 1);
    scope_.fail(std::move(diagnostics));
}

TaskStatus Task::step() {
    if (ended_ || scope_.stopping()) {
        ended_ = true;
        return {Progress::Finished};
    }
    if (hasMail_.load(std::memory_order_acquire)) openMail();
    if (begun_ && barrier_ == kNoEpoch && headsWhatRuns()) barrier_ = begun_->epoch, barrierIsOwn_ = true;
    if (barrier_ != kNoEpoch) sendReadAhead();
    if (mayPassBarrier()) passBarrier();
    if (!flushAll()) return blocked();
    if (rests()) return {Progress::Held};
    // What comes due behind the last barrier is for the next run, which has it in its state. A source may
    // have come to its end with it, and says so.
    if (lastBarrier_ && barrier_ == kNoEpoch && !slots_.front()->isSource()) return {Progress::Held};
    if (closedConsumer_.load(std::memory_order_acquire)) {
        closedConsumer_.store(false, std::memory_order_relaxed);
        closeUpstream();
    }
    nextSample();
    if (!injections_.empty()) inject();
    const MonotonicNs deadline = serviceDeadlines();
    if (gatesKeeping_ > 0 && !passGates())
        return flushAll() ? TaskStatus{Progress::HeldInside, deadline} : blocked();
    if (!endSlots()) return flushAll() ? TaskStatus{Progress::Made} : blocked();
    if (!flushAll()) return blocked();
    if (gatesKeeping_ > 0) return {Progress::HeldInside, deadline};
    if (everythingEnded()) {
        if (!closeMailbox()) return {Progress::Made};
        ended_ = true;
        return {Progress::Finished};
    }
    // What is under way leaves first; a source that was told to read no more waits for the end of the run.
    if (barrier_ != kNoEpoch) return {mayPassBarrier() ? Progress::Made : Progress::Waiting, deadline};
    if (lastBarrier_) return {Progress::Held};
    TaskStatus status = slots_.front()->isSource() ? readSource(deadline) : consume(deadline);
    if (status.progress == Progress::NeedsInput && awaitsOperations()) {
        // What comes in and what is in flight are waited for both; the stage is in nobody's way.
        if (openProducers_ > 0)
            status.underWay = true;
        else
            status.progress = Progress::Waiting;
    }
    return status;
}

bool Task::awaitsOperations() const {
    return eventLoop_ && std::any_of(slots_.begin(), slots_.end(), [](const auto& slot) {
               return slot->op && slot->open() && !slot->op->mayEnd();
           });
}

MonotonicNs Task::serviceDeadlines() {
    MonotonicNs earliest = kForever;
    MonotonicNs now = 0;
    for (const auto& slot : slots_) {
        if (const auto held = slot->collector.heldUntil()) {
            now = now ? now : scope_.clock().now();
            if (*held <= now) {
                slot->collector.releaseHeld();
            } else {
                earliest = std::min(earliest, *held);
            }
        }
        if (!slot->op || !slot->open()) continue;
        auto wish = slot->op->nextDeadline();
        if (!wish) continue;
        now = now ? now : scope_.clock().now();
        if (*wish <= now) {
            slot->onDeadline(now);
            wish = slot->op->nextDeadline();
        }
        if (wish) earliest = std::min(earliest, *wish);
    }
    return earliest;
}

bool Task::endSlots() {
    bool anyClosed = false;
    for (const auto& slot : slots_)
        anyClosed = anyClosed || slot->readyToEnd();
    if (!anyClosed) return true;
    closeUpstream();
    mark_ = passesOrder_ ? SequenceMark{kAfterAllSequences, 0, 1} : SequenceMark{};
    for (const auto& slot : slots_) {
        if (slot->readyToEnd() && !slot->finish()) {
            mark_ = {};
            return false;
        }
    }
    mark_ = {};
    return true;
}

void Task::closeUpstream() {
    // Backwards, so that a consumer that is through closes what feeds it alone, up to the head.
    for (auto slot = slots_.rbegin(); slot != slots_.rend(); ++slot) {
        if (!(*slot)->open() || !(*slot)->collector.allClosed()) continue;
        if ((*slot)->isSource()) {
            sourceDone_ = true;
            (*slot)->noteSourceEnd();
        } else {
            (*slot)->closeEarly();
        }
    }
    if (!inputClosed_ && slots_.front()->voiding()) {
        inputClosed_ = true;
        input_.openGates();
        input_.closeWires();
    }
}

bool Task::everythingEnded() const {
    return openProducers_ == 0 &&
           std::all_of(slots_.begin(), slots_.end(), [](const auto& slot) { return slot->ended(); });
}

} // namespace millrace
