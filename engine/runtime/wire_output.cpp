// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/wire_output.h"

#include "engine/base/result.h"
#include "engine/data/row_hash.h"

#include <fmt/format.h>
#include <algorithm>

namespace millrace {

namespace {

constexpr std::size_t kJoinsBelow = 64;   ///< rows; a larger batch costs less to send than it carries
constexpr std::size_t kJoinedRows = 1024; ///< more would make the first ones wait for no gain
constexpr std::size_t kAlwaysStampedRows = 256;
constexpr std::uint32_t kStampEvery = 16; ///< smaller batches: a clock call per batch would be felt

void count(std::atomic<std::int64_t>& cell, std::int64_t amount) {
    cell.store(cell.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

} // namespace

WireOutput::WireOutput(Setup setup) : setup_(std::move(setup)), boxes_(setup_.targets.size()) {
    turn_ = setup_.producer % std::max<std::size_t>(1, boxes_.size());
}

ChannelEntry WireOutput::entryFor(const SequenceMark& mark) const {
    ChannelEntry entry;
    entry.sequence = mark.sequence;
    entry.stream = mark.stream;
    entry.producer = setup_.producer;
    return entry;
}

bool WireOutput::join(ChannelEntry& last, const RecordBatch& batch) {
    if (!batch.partial() || last.sequence != kUnsequenced || last.carriesControl()) return false;
    const std::size_t rows = last.batch.rows(), more = batch.rows();
    const std::size_t piece = last.pieceRows ? last.pieceRows : rows;
    if (piece >= kJoinsBelow || more > piece || rows % piece != 0 || rows + more > kJoinedRows) return false;
    const Selection *const have = last.batch.selection(), *const next = batch.selection();
    if (!have || !next || !last.batch.hasBlockOf(batch) || !have->goesOnIn(*next)) return false;
    last.batch = last.batch.withSelection(have->grownBy(more));
    last.pieceRows = static_cast<std::uint32_t>(piece);
    return true;
}

void WireOutput::stage(std::size_t target, ChannelEntry entry) {
    boxes_[target].entries.push(std::move(entry));
    ++pending_;
}

std::size_t WireOutput::chooseTarget(const SequenceMark& mark) {
    const std::size_t n = boxes_.size();
    if (n == 1) return 0;
    const bool numbered = mark.sequence < kAfterAllSequences;
    if (setup_.receiverOrdered && !setup_.dealer && numbered) return mark.sequence % n;
    if (setup_.edge->partitioning == Partitioning::LeastLoaded) {
        std::size_t best = turn_++ % n;
        for (std::size_t i = 0; i < n; ++i) {
            if (setup_.targets[i]->load() < setup_.targets[best]->load()) best = i;
        }
        return best;
    }
    return turn_++ % n;
}

void WireOutput::send(RecordBatch batch, const SequenceMark& mark) {
    if (over_) {
        const auto rows = static_cast<std::int64_t>(batch.rows());
        count(setup_.cells->sent, rows);
        count(setup_.cells->dropped, rows);
        count(setup_.cells->afterEnd, rows);
        return;
    }
    if (setup_.peek) setup_.peek->offer(batch);
    const std::size_t n = boxes_.size();
    if (n > 1 && setup_.edge->partitioning == Partitioning::Hash) return splitByHash(std::move(batch), mark);

    const bool everyone = n > 1 && setup_.edge->partitioning == Partitioning::Broadcast;
    const std::size_t target = everyone ? 0 : chooseTarget(mark);
    auto& entries = boxes_[target].entries;
    const bool plain = !everyone && !setup_.dealer && mark.sequence == kUnsequenced;
    if (plain && !entries.empty() && join(entries.back(), batch)) return;
    ChannelEntry entry = entryFor(mark);
    if (setup_.dealer) {
        entry.sequence = setup_.dealer->next.fetch_add(1, std::memory_order_relaxed);
        entry.stream = setup_.stream;
        entry.spread = everyone ? static_cast<std::uint32_t>(n) : 1;
        entry.sequenceDone = true;
    }
    entry.batch = std::move(batch);
    if (!everyone) return stage(target, std::move(entry));
    for (std::size_t i = 0; i < n; ++i)
        stage(i, entry);
}

void WireOutput::splitByHash(RecordBatch batch, const SequenceMark& mark) {
    const std::size_t n = boxes_.size();
    hashRows(batch, setup_.edge->keyColumns, kWorkerSeed, hashes_);
    std::vector<std::shared_ptr<Selection::Rows>> selections(n);
    for (auto& selection : selections) {
        selection = makePooled<Selection::Rows>();
        selection->reserve(hashes_.size() / n + hashes_.size() / 8 + 4);
    }
    for (std::size_t i = 0; i < hashes_.size(); ++i) {
        selections[workerFor(hashes_[i], n)]->push_back(batch.rowAt(i));
    }
    ChannelEntry entry = entryFor(mark);
    if (setup_.dealer) {
        entry.sequence = setup_.dealer->next.fetch_add(1, std::memory_order_relaxed);
        entry.stream = setup_.stream;
        entry.sequenceDone = true;
        entry.spread = static_cast<std::uint32_t>(
            std::count_if(selections.begin(), selections.end(), [](const auto& s) { return !s->empty(); }));
    }
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t rows = selections[i]->size();
        if (rows == 0) continue;
        entry.batch = rows == batch.rows() ? batch : batch.withSelection(std::move(selections[i]));
        // Every receiver would compute over all physical rows; past half of them in vain, a copy is cheaper.
        if (entry.batch.sparse(2)) entry.batch = entry.batch.flattened();
        stage(i, entry);
    }
}

void WireOutput::watermark(EpochMs watermark, const SequenceMark& mark) {
    if (over_) return;
    ChannelEntry control = entryFor(mark);
    control.watermark = watermark;
    if (setup_.dealer) {
        control.sequence = setup_.dealer->next.fetch_add(1, std::memory_order_relaxed);
        control.stream = setup_.stream;
        control.spread = static_cast<std::uint32_t>(boxes_.size());
        control.sequenceDone = true;
    }
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
        auto& entries = boxes_[i].entries;
        const bool joins = !setup_.dealer && !entries.empty() && !entries.back().end &&
                           entries.back().barrier == kNoEpoch && !entries.back().sequenceDone &&
                           entries.back().sequence == mark.sequence && entries.back().stream == mark.stream;
        if (joins) {
            entries.back().watermark = std::max(entries.back().watermark, watermark);
        } else {
            stage(i, control);
        }
    }
}

void WireOutput::finishSequence(const SequenceMark& mark) {
    if (over_ || mark.sequence >= kAfterAllSequences) return;
    ChannelEntry control = entryFor(mark);
    control.sequenceDone = true;
    control.parts = mark.spread;
    control.spread = static_cast<std::uint32_t>(boxes_.size());
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
        auto& entries = boxes_[i].entries;
        const bool joins = !entries.empty() && !entries.back().end && entries.back().barrier == kNoEpoch &&
                           !entries.back().sequenceDone && entries.back().sequence == mark.sequence &&
                           entries.back().stream == mark.stream;
        if (joins) {
            entries.back().sequenceDone = true;
            entries.back().parts = control.parts;
            entries.back().spread = control.spread;
        } else {
            stage(i, control);
        }
    }
}

void WireOutput::endFeedback() {
    if (setup_.edge->feedback) end();
}

void WireOutput::end() {
    if (over_) return;
    over_ = true;
    ChannelEntry control;
    control.producer = setup_.producer;
    control.end = true;
    control.watermark = kMaxWatermark;
    for (std::size_t i = 0; i < boxes_.size(); ++i)
        stage(i, control);
}

void WireOutput::barrier(Epoch epoch) {
    if (over_) return;
    ChannelEntry control;
    control.producer = setup_.producer;
    control.barrier = epoch;
    for (std::size_t i = 0; i < boxes_.size(); ++i)
        stage(i, control);
}

bool WireOutput::flush() {
    if (pending_ == 0) return true;
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
        while (!boxes_[i].entries.empty() && flushTarget(i)) {
        }
    }
    return pending_ == 0;
}

void WireOutput::flushToIdle() {
    if (pending_ == 0) return;
    for (const Channel* target : setup_.targets) {
        if (!target->hasEntries()) {
            flush();
            return;
        }
    }
}

std::int64_t WireOutput::pendingRows() const {
    std::int64_t rows = 0;
    for (const Outbox& box : boxes_) {
        auto& entries = const_cast<RingQueue<ChannelEntry>&>(box.entries);
        for (std::size_t i = 0; i < entries.size(); ++i)
            rows += static_cast<std::int64_t>(entries[i].batch.rows());
        rows -= static_cast<std::int64_t>(box.offset);
    }
    return rows;
}

bool WireOutput::flushTarget(std::size_t target) {
    Outbox& box = boxes_[target];
    Channel& channel = *setup_.targets[target];
    const auto rows = static_cast<std::int64_t>(box.entries.front().batch.rows() - box.offset);
    if (rows > 0) return place(box, channel, rows);
    pushPiece(channel, box, 0, true);
    return true;
}

bool WireOutput::place(Outbox& box, Channel& channel, std::int64_t rows) {
    Wire& wire = *setup_.wire;
    const std::int64_t grant = wire.reserve(rows, wire.overflow() == OverflowPolicy::Block);
    if (grant == rows) {
        pushPiece(channel, box, rows, true);
        return true;
    }
    switch (wire.overflow()) {
        case OverflowPolicy::Block:
            if (grant > 0) pushPiece(channel, box, grant, false);
            return false;
        case OverflowPolicy::Fail: {
            Diagnostics problem;
            Diagnostic& d =
                problem.error("MR4102",
                              fmt::format("the wire {} is full ({} records) and its policy is to fail",
                                          setup_.edge->id, wire.capacity()),
                              "give it more capacity, or let it block or drop");
            d.node = setup_.producerNode;
            d.edge = setup_.edge->id;
            throw DiagnosticError(std::move(problem));
        }
        case OverflowPolicy::DropNewest: {
            const std::int64_t room = std::clamp<std::int64_t>(wire.capacity() - wire.occupied(), 0, rows);
            const std::int64_t kept = room > 0 ? wire.reserve(room, false) : 0;
            if (kept > 0) pushPiece(channel, box, kept, false);
            drop(box, rows - kept);
            return true;
        }
        case OverflowPolicy::DropOldest: {
            const std::int64_t excess = rows - (wire.capacity() - wire.occupied());
            const std::int64_t freed = excess > 0 ? channel.dropOldest(excess) : 0;
            count(setup_.cells->dropped, freed);
            // What others queued keeps its place: then the oldest of this batch go.
            if (excess > freed) drop(box, std::min(excess - freed, rows));
            return true;
        }
    }
    return false;
}

void WireOutput::pushPiece(Channel& channel, Outbox& box, std::int64_t rows, bool last) {
    ChannelEntry& front = box.entries.front();
    ChannelEntry piece;
    if (last) {
        if (box.offset) front.batch = front.batch.slice(box.offset, static_cast<std::size_t>(rows));
        piece = box.entries.pop();
        box.offset = 0;
        --pending_;
    } else {
        piece.batch = front.batch.slice(box.offset, static_cast<std::size_t>(rows));
        piece.pieceRows = front.pieceRows;
        piece.sequence = front.sequence;
        piece.stream = front.stream;
        piece.producer = front.producer;
        box.offset += static_cast<std::size_t>(rows);
    }
    if (rows) count(setup_.cells->sent, rows);
    if (setup_.stampTimes && rows &&
        (static_cast<std::size_t>(rows) >= kAlwaysStampedRows || ++pushes_ % kStampEvery == 0)) {
        piece.queuedAt = setup_.clock->now();
    }
    channel.push(std::move(piece));
}

void WireOutput::drop(Outbox& box, std::int64_t rows) {
    count(setup_.cells->sent, rows);
    count(setup_.cells->dropped, rows);
    ChannelEntry& front = box.entries.front();
    box.offset += static_cast<std::size_t>(rows);
    if (box.offset < front.batch.rows()) return;
    front.batch = RecordBatch();
    box.offset = 0;
    if (front.carriesControl()) return; // goes as a control entry at the next turn
    box.entries.pop();
    --pending_;
}

} // namespace millrace
