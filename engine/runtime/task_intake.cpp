// SPDX-License-Identifier: Apache-2.0
//
// Where a task's records come from: its source, or the channels in front of its first vertex.
#include "engine/runtime/late_comers.h"
#include "engine/runtime/task.h"

#include <algorithm>

namespace millrace {

namespace {

/// How many small batches a task works through before it looks at anything else.
constexpr std::size_t kItemsPerRun = 32;
constexpr std::int64_t kRowsPerRun = 1024;
constexpr std::uint32_t kProgressEvery = 64;

} // namespace

bool Task::wantInput() const {
    if (gatesKeeping_ > 0) return false;
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
        const bool woken = sourceWoken_.load(std::memory_order_acquire);
        if (!woken && scope_.clock().now() < sourceWakeAt_)
            return {Progress::NeedsInput, std::min(sourceWakeAt_, deadline)};
        sourceWakeAt_ = 0;
    }
    // What wakes it from here on is seen at its next turn: it may have read before that.
    sourceWoken_.store(false, std::memory_order_release);
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
        if (tight_ && !flushAll()) return blocked();
        flushToIdle();
        const std::int64_t made = head.metrics.cells.get(Metric::RecordsOut) - before;
        if (made >= kRowsPerRun || scope_.stopping() || scope_.paused() ||
            closedConsumer_.load(std::memory_order_relaxed) || hasMail_.load(std::memory_order_relaxed)) {
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
    if (sourceThrough_ || scope_.draining()) return SourceStatus::finished();
    const SourceStatus status = head.source->read(head.collector);
    sourceThrough_ = status.kind == SourceStatus::Kind::Finished;
    return sourceThrough_ && head.collector.hasAhead() ? SourceStatus::produced() : status;
}

TaskStatus Task::consume(MonotonicNs deadline) {
    std::size_t rows = 0;
    const std::size_t enough = std::max<std::size_t>(slots_.front()->vertex.batchSize, 1024);
    std::size_t items = 0;
    while (items < kItemsPerRun && rows < enough) {
        if (!wantInput()) {
            // What holds the input back may keep its records through a barrier (mayPassBarrier).
            const bool goesOn = items > 0 || meetsBarrier();
            return {goesOn ? Progress::Made : Progress::Waiting, deadline};
        }
        if (items > 0) nextSample();
        const std::size_t took = takeEntry();
        if (took == 0) {
            if (meetsBarrier()) return {Progress::Made};
            break;
        }
        rows += took - 1;
        ++items;
        // Where a graph may hold itself up, a task has no more than one batch in its hands: what is proven
        // counts on it.
        if (tight_ && !flushAll()) return blocked();
        flushToIdle();
        // A slow stage would have a barrier wait for so many batches.
        if (scope_.stopping() || rests() || hasMail_.load(std::memory_order_relaxed)) break;
    }
    if (!flushAll()) return blocked();
    if (items > 0) return {Progress::Made};
    return {input_.held() ? Progress::Held : Progress::NeedsInput, deadline};
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
    if (item_.feed->timeless) markLateComers(entry.batch, head.watermark());
    head.receive(item_.feed->port, std::move(entry.batch));
    for (const auto& [origin, watermark] : item_.watermarks)
        head.advance(origin, watermark);
    for (const std::size_t origin : item_.ends)
        head.endOrigin(origin), --openProducers_;
    if (passesOrder_) {
        if (entry.sequenceDone && gatesKeeping_ > 0) {
            unfinished_ = std::move(entry);
        } else if (entry.sequenceDone) {
            finishSequence(entry);
        }
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

void Task::updateProgress() {
    if (const auto share = slots_.front()->source->progress()) {
        slots_.front()->metrics.progress.store(*share, std::memory_order_relaxed);
    }
}

} // namespace millrace
