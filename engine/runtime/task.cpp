// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/task.h"

#include "engine/runtime/executor.h"
#include "engine/runtime/operator_context_impl.h"

#include <fmt/format.h>
#include <algorithm>
#include <new>

namespace millrace {

namespace {

/// How many small batches a task works through before it looks at anything else.
constexpr std::size_t kItemsPerRun = 32;
constexpr std::int64_t kRowsPerRun = 1024;
/// A sample reads the clock twice a node: of small batches fewer are looked at.
constexpr std::uint32_t kSampleEvery = 16;
constexpr std::uint32_t kSampleSmallEvery = 64;
constexpr std::size_t kSmallBatch = 64;
constexpr std::uint32_t kProgressEvery = 64;

TimeKind kindOf(Progress progress) {
    switch (progress) {
        case Progress::OutputFull: return TimeKind::BackPressured;
        case Progress::Waiting: return TimeKind::Io;
        default: return TimeKind::Idle;
    }
}

} // namespace

bool joinsInputs(const Plan& plan) {
    return std::any_of(plan.vertices.begin(), plan.vertices.end(),
                       [](const PlanVertex& vertex) { return vertex.bound.joinsInputs; });
}

Task::Task(RunScope& scope, const Plan& plan, std::size_t chain, int subtask)
    : scope_(scope), chain_(chain), subtask_(subtask) {
    const PlanChain& planned = plan.chains[chain];
    joinsBelow_ = joinsInputs(plan);
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
        slots_.back()->context =
            std::make_unique<OperatorContextImpl>(*this, *slots_.back(), planned.workers);
    }
}

Task::~Task() = default;

WireOutput& Task::addOutput(WireOutput::Setup setup) {
    outputs_.push_back(std::make_unique<WireOutput>(std::move(setup)));
    return *outputs_.back();
}

void Task::wake() {
    if (state_.fetch_or(kQueued, std::memory_order_acq_rel) != kParked) return;
    ledger_.switchTo(TimeKind::Ready, scope_.clock().now());
    executor_->enqueue(*this);
}

void Task::beginRun() {
    state_.exchange(kRunning, std::memory_order_acq_rel);
    turns_.store(turns_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    ledger_.switchTo(TimeKind::Busy, scope_.clock().now());
}

bool Task::park(const TaskStatus& status) {
    std::uint32_t expected = kRunning;
    if (state_.load(std::memory_order_relaxed) == kRunning) {
        ledger_.switchTo(kindOf(status.progress), scope_.clock().now());
        parkedAs_.store(status.progress, std::memory_order_relaxed);
        parkedForGood_.store(status.until == kForever, std::memory_order_relaxed);
        if (state_.compare_exchange_strong(expected, kParked, std::memory_order_acq_rel)) return true;
        ledger_.switchTo(TimeKind::Busy, scope_.clock().now());
    }
    state_.exchange(kRunning, std::memory_order_acq_rel);
    return false;
}

void Task::requeue() {
    ledger_.switchTo(TimeKind::Ready, scope_.clock().now());
    state_.exchange(kQueued, std::memory_order_acq_rel);
}

void Task::retire() {
    ledger_.switchTo(TimeKind::Idle, scope_.clock().now());
    retired_.store(true, std::memory_order_release);
    if (slots_.front()->isSource()) scope_.sourceEnded();
    scope_.taskEnded();
}

void Task::noteClosedConsumer() {
    closedConsumer_.store(true, std::memory_order_release);
    wake();
}

void Task::postSettings(Settings settings) {
    {
        const std::lock_guard lock(mailMutex_);
        mail_.push_back(std::move(settings));
        hasMail_.store(true, std::memory_order_release);
    }
    wake();
}

void Task::adoptSettings() {
    std::vector<Settings> mail;
    {
        const std::lock_guard lock(mailMutex_);
        mail.swap(mail_);
        hasMail_.store(false, std::memory_order_relaxed);
    }
    for (Settings& settings : mail) {
        VertexSlot& slot = *slots_[settings.slot];
        VertexSlot* const outer = enter(slot);
        if (slot.op && settings.op) slot.op->adoptSettings(*settings.op);
        if (slot.source && settings.source) slot.source->adoptSettings(*settings.source);
        leave(outer);
    }
}

void Task::charge() {
    const MonotonicNs now = scope_.clock().now();
    if (current_) {
        auto& cell = current_->metrics.sampledNs;
        cell.store(cell.load(std::memory_order_relaxed) + now - sampleMark_, std::memory_order_relaxed);
    }
    sampleMark_ = now;
}

void Task::nextSample() {
    sampling_ = scope_.observe() && --untilSample_ == 0;
    if (!sampling_) return;
    untilSample_ = slots_.front()->vertex.batchSize < kSmallBatch ? kSampleSmallEvery : kSampleEvery;
    current_ = nullptr;
}

void Task::beginWait(TimeKind kind) {
    // While nodes open and close, the time belongs to no task yet, or no more.
    if (!current_) return;
    waitSince_ = scope_.clock().now();
    const auto isCurrent = [this](const auto& slot) { return slot.get() == current_; };
    const auto found = std::find_if(slots_.begin(), slots_.end(), isCurrent);
    waitingSlot_.store(found == slots_.end() ? -1 : static_cast<int>(found - slots_.begin()),
                       std::memory_order_relaxed);
    ledger_.switchTo(kind, waitSince_);
}

void Task::endWait(TimeKind kind) {
    if (!current_) return;
    const MonotonicNs now = scope_.clock().now();
    ledger_.switchTo(TimeKind::Busy, now);
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
    for (const auto& output : outputs_)
        output->flushToIdle();
}

bool Task::hasRoom() {
    for (const auto& output : outputs_) {
        if (!output->empty() && !output->flush()) return false;
    }
    return true;
}

TaskStatus Task::blocked() {
    for (const auto& output : outputs_) {
        if (!output->empty()) output->wire().awaitRoom();
    }
    if (joinsBelow_) input_.giveRoom();
    return {flushAll() ? Progress::Made : Progress::OutputFull};
}

TaskStatus Task::runOnce() {
    try {
        return step();
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
    if (hasMail_.load(std::memory_order_acquire)) adoptSettings();
    if (!flushAll()) return blocked();
    if (scope_.paused()) return {Progress::Held};
    if (closedConsumer_.load(std::memory_order_acquire)) {
        closedConsumer_.store(false, std::memory_order_relaxed);
        closeUpstream();
    }
    nextSample();
    const MonotonicNs deadline = serviceDeadlines();
    if (!endSlots()) return flushAll() ? TaskStatus{Progress::Made} : blocked();
    if (!flushAll()) return blocked();
    if (everythingEnded()) {
        ended_ = true;
        return {Progress::Finished};
    }
    return slots_.front()->isSource() ? readSource(deadline) : consume(deadline);
}

bool Task::wantInput() const {
    for (const auto& slot : slots_) {
        if (slot->op && slot->open() && !slot->op->wantsInput()) return false;
    }
    return true;
}

TaskStatus Task::readSource(MonotonicNs deadline) {
    VertexSlot& head = *slots_.front();
    if (scope_.draining() && !head.collector.hasAhead()) {
        sourceDone_ = true;
        head.noteSourceEnd();
        return {Progress::Made};
    }
    if (sourceWakeAt_ > 0 && !head.collector.hasAhead()) {
        if (scope_.clock().now() < sourceWakeAt_)
            return {Progress::NeedsInput, std::min(sourceWakeAt_, deadline)};
        sourceWakeAt_ = 0;
    }
    const std::int64_t before = head.metrics.cells.get(Metric::RecordsOut);
    for (std::size_t i = 0; i < kItemsPerRun; ++i) {
        if (!wantInput()) return {i ? Progress::Made : Progress::Waiting, deadline};
        if (i > 0) nextSample();
        VertexSlot* const outer = enter(head);
        const std::int64_t ownBefore = head.metrics.sampledNs.load(std::memory_order_relaxed);
        const SourceStatus status = nextOfSource();
        leave(outer);
        if (sampling_ && head.metrics.serviceTime) {
            const std::int64_t own = head.metrics.sampledNs.load(std::memory_order_relaxed) - ownBefore;
            head.metrics.serviceTime->record(static_cast<std::uint64_t>(std::max<std::int64_t>(own, 0)));
        }
        if (++reads_ % kProgressEvery == 0) updateProgress();
        if (status.kind == SourceStatus::Kind::Finished) {
            sourceDone_ = true;
            updateProgress();
            head.noteSourceEnd();
            break;
        }
        if (status.kind == SourceStatus::Kind::Waiting) {
            sourceWakeAt_ = std::max<MonotonicNs>(status.wakeAt, 1);
            break;
        }
        flushToIdle();
        const std::int64_t made = head.metrics.cells.get(Metric::RecordsOut) - before;
        if (made >= kRowsPerRun || scope_.stopping() || scope_.paused() ||
            closedConsumer_.load(std::memory_order_relaxed)) {
            break;
        }
    }
    return flushAll() ? TaskStatus{Progress::Made} : blocked();
}

SourceStatus Task::nextOfSource() {
    VertexSlot& head = *slots_.front();
    if (head.collector.hasAhead()) {
        head.collector.emitAhead();
        return SourceStatus::produced();
    }
    if (sourceThrough_) return SourceStatus::finished();
    const SourceStatus status = head.source->read(head.collector);
    sourceThrough_ = status.kind == SourceStatus::Kind::Finished;
    return sourceThrough_ && head.collector.hasAhead() ? SourceStatus::produced() : status;
}

TaskStatus Task::consume(MonotonicNs deadline) {
    std::size_t rows = 0;
    const std::size_t enough = std::max<std::size_t>(slots_.front()->vertex.batchSize, 1024);
    std::size_t items = 0;
    while (items < kItemsPerRun && rows < enough) {
        if (!wantInput()) return {items ? Progress::Made : Progress::Waiting, deadline};
        if (items > 0) nextSample();
        const std::size_t took = takeEntry();
        if (took == 0) break;
        rows += took - 1;
        ++items;
        flushToIdle();
        if (scope_.stopping() || scope_.paused()) break;
    }
    if (!flushAll()) return blocked();
    if (items > 0) return {Progress::Made};
    return {Progress::NeedsInput, deadline};
}

std::size_t Task::takeEntry() {
    VertexSlot& head = *slots_.front();
    const Operator* choosy = nullptr;
    if (head.vertex.bound.joinsInputs) {
        std::uint64_t unwanted = 0;
        if (!input_.aPortHasEnded()) {
            choosy = head.op.get();
            for (std::size_t port = 0; port < head.vertex.inputs.size(); ++port)
                if (!choosy->wantsInputOn(port)) unwanted |= std::uint64_t{1} << port;
        }
        unwanted_.store(unwanted, std::memory_order_relaxed);
    }
    const Clock* const clock = scope_.observe() ? &scope_.clock() : nullptr;
    if (!input_.next(item_, head.vertex.batchSize, clock, choosy)) return 0;
    ChannelEntry& entry = item_.entry;
    const std::size_t rows = entry.batch.rows();
    if (passesOrder_) mark_ = {entry.sequence, entry.stream, entry.spread};
    head.receive(item_.feed->port, std::move(entry.batch));
    for (const auto& [origin, watermark] : item_.watermarks)
        head.advance(origin, watermark);
    for (const std::size_t origin : item_.ends)
        head.endOrigin(origin), --openProducers_;
    if (passesOrder_) {
        if (entry.sequenceDone) finishSequence(entry);
        mark_ = {};
    }
    return rows + 1;
}

void Task::finishSequence(const ChannelEntry& entry) {
    if (entry.parts > 1) {
        const auto key = std::make_pair(entry.stream, entry.sequence);
        if (++partsSeen_[key] < entry.parts) return;
        partsSeen_.erase(key);
    }
    for (const auto& output : outputs_)
        output->finishSequence(mark_);
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
        input_.closeWires();
    }
}

bool Task::everythingEnded() const {
    return openProducers_ == 0 &&
           std::all_of(slots_.begin(), slots_.end(), [](const auto& slot) { return slot->ended(); });
}

void Task::updateProgress() {
    if (const auto share = slots_.front()->source->progress()) {
        slots_.front()->metrics.progress.store(*share, std::memory_order_relaxed);
    }
}

} // namespace millrace
