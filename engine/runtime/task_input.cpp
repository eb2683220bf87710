// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/task_input.h"

#include <algorithm>

namespace millrace {

bool TaskInput::refill(Feed& feed) {
    // Where the oldest are thrown away, what waits must stay within reach of the producer.
    if (feed.aligner) return refillUpToBarrier(feed);
    const bool within = feed.channel->wire().overflow() == OverflowPolicy::DropOldest;
    if (!feed.resequencer) {
        return within ? feed.channel->takeOne(feed.ready) : feed.channel->takeAll(feed.ready);
    }
    if (!feed.channel->takeAll(feed.taken)) return false;
    std::int64_t rows = 0;
    while (!feed.taken.empty()) {
        ChannelEntry entry = feed.taken.pop();
        rows += static_cast<std::int64_t>(entry.batch.rows());
        feed.resequencer->add(std::move(entry), feed.ready);
    }
    if (rows) feed.channel->release(rows);
    return !feed.ready.empty();
}

ChannelEntry TaskInput::cut(Feed& feed, std::size_t rows) {
    ChannelEntry& whole = feed.ready.front();
    const std::size_t left = whole.batch.rows() - feed.cutRows;
    ChannelEntry piece;
    if (left <= rows) {
        piece = feed.ready.pop();
        piece.queuedAt = 0; // the first piece said it
        piece.batch = piece.batch.slice(feed.cutRows, left);
        feed.cutRows = 0;
        return piece;
    }
    piece.batch = whole.batch.slice(feed.cutRows, rows);
    piece.sequence = whole.sequence;
    piece.stream = whole.stream;
    piece.spread = whole.spread;
    piece.producer = whole.producer;
    if (feed.cutRows == 0) piece.queuedAt = whole.queuedAt;
    feed.cutRows += rows;
    return piece;
}

ChannelEntry TaskInput::pop(Feed& feed, std::size_t rowLimit) {
    ChannelEntry& front = feed.ready.front();
    const std::size_t piece = std::max<std::size_t>(front.pieceRows, rowLimit);
    const bool pieces = feed.cutRows > 0 || (front.pieceRows > 0 && front.batch.rows() > piece);
    ChannelEntry entry = pieces ? cut(feed, piece) : feed.ready.pop();
    countTaken(feed, entry.batch.rows());
    return entry;
}

void TaskInput::countTaken(Feed& feed, std::size_t rows) {
    if (rows == 0) return;
    const auto taken = static_cast<std::int64_t>(rows);
    auto& received = feed.cells->received;
    received.store(received.load(std::memory_order_relaxed) + taken, std::memory_order_release);
    if (!feed.resequencer) feed.unreleased += taken;
}

bool TaskInput::passGate(Item& item, Feed& feed) {
    const ChannelEntry& front = feed.ready.front();
    const std::size_t begin = feed.cutRows;
    const std::size_t left = front.batch.rows() - begin;
    std::size_t admitted = 0;
    if (left > 0) {
        // One batch at a time, also of those that travel together.
        const std::size_t batch =
            front.pieceRows > 0 ? std::min(left, front.pieceRows - begin % front.pieceRows) : left;
        admitted =
            feed.gate->admit(batch < front.batch.rows() ? front.batch.slice(begin, batch) : front.batch);
        if (admitted == 0) {
            held_ = true;
            releaseRoom(feed, true);
            return false;
        }
    }
    item.entry = admitted < front.batch.rows() ? cut(feed, admitted) : feed.ready.pop();
    countTaken(feed, admitted);
    return true;
}

void TaskInput::setGate(std::size_t edge, std::unique_ptr<GateEnd> gate) {
    for (Feed& feed : feeds_) {
        if (feed.channel->wire().edge() == edge && !gatesOpen_) feed.gate = std::move(gate);
    }
}

void TaskInput::openGates() {
    gatesOpen_ = true;
    for (Feed& feed : feeds_)
        feed.gate.reset();
}

void TaskInput::releaseRoom(Feed& feed, bool now) {
    if (feed.unreleased == 0) return;
    if (!now && feed.unreleased <= feed.channel->wire().capacity() / 8) return;
    feed.channel->release(feed.unreleased);
    feed.unreleased = 0;
}

void TaskInput::noteControl(Item& item, Feed& feed, const ChannelEntry& entry) {
    const std::size_t origin = feed.origin + entry.producer;
    if (entry.end) {
        item.ends.push_back(origin);
        --feed.openProducers;
        const bool open = std::any_of(feeds_.begin(), feeds_.end(), [&feed](const Feed& other) {
            return other.port == feed.port && other.openProducers > 0;
        });
        if (!open) ++endedPorts_;
    } else if (entry.watermark != kMinWatermark) {
        item.watermarks.emplace_back(origin, entry.watermark);
    }
}

void TaskInput::recordWait(Feed& feed, const ChannelEntry& entry, const Clock* clock) {
    if (!clock || entry.queuedAt == 0 || !feed.cells->waitTime) return;
    const MonotonicNs waited = clock->now() - entry.queuedAt;
    feed.cells->waitTime->record(static_cast<std::uint64_t>(waited > 0 ? waited : 0));
}

void TaskInput::add(Feed feed) {
    const auto place = feed.inner ? feeds_.begin() + static_cast<std::ptrdiff_t>(inner_++) : feeds_.end();
    feeds_.insert(place, std::move(feed));
}

bool TaskInput::next(Item& item, std::size_t rowLimit, const Clock* clock, const Operator* choosy) {
    item.watermarks.clear();
    item.ends.clear();
    held_ = false;
    if (inner_ > 0 && nextOf(0, inner_, innerTurn_, item, rowLimit, clock, choosy)) return true;
    return nextOf(inner_, feeds_.size() - inner_, turn_, item, rowLimit, clock, choosy);
}

bool TaskInput::nextOf(std::size_t first, std::size_t count, std::size_t& turn, Item& item,
                       std::size_t rowLimit, const Clock* clock, const Operator* choosy) {
    for (std::size_t i = 0; i < count; ++i) {
        Feed& feed = feeds_[first + (turn + i) % count];
        if (choosy && !choosy->wantsInputOn(feed.port)) {
            giveRoom(feed);
            continue;
        }
        if (feed.ready.empty()) {
            releaseRoom(feed, true);
            if (!refill(feed)) continue;
        }
        item.feed = &feed;
        if (!feed.gate) {
            item.entry = pop(feed, rowLimit);
        } else if (!passGate(item, feed)) {
            continue;
        }
        recordWait(feed, item.entry, clock);
        noteControl(item, feed, item.entry);
        if (!feed.gate && item.entry.sequence == kUnsequenced && item.entry.batch.rows() * 2 < rowLimit)
            gather(item, rowLimit);
        releaseRoom(feed, feed.ready.empty());
        // A wire with much to give keeps its turn no longer than one item: wires into one input are merged
        // fairly.
        turn = (turn + i + 1) % count;
        return true;
    }
    return false;
}

void TaskInput::gather(Item& item, std::size_t rowLimit) {
    Feed& feed = *item.feed;
    parts_.clear();
    std::size_t rows = item.entry.batch.rows();
    while (!feed.ready.empty()) {
        ChannelEntry& next = feed.ready.front();
        if (next.sequence != kUnsequenced || rows + next.batch.rows() - feed.cutRows > rowLimit) break;
        ChannelEntry entry = pop(feed, rowLimit);
        noteControl(item, feed, entry);
        if (entry.batch.empty()) continue;
        if (parts_.empty() && !item.entry.batch.empty()) parts_.push_back(std::move(item.entry.batch));
        rows += entry.batch.rows();
        if (parts_.empty()) {
            item.entry.batch = std::move(entry.batch);
        } else {
            parts_.push_back(std::move(entry.batch));
        }
    }
    if (!parts_.empty()) item.entry.batch = concatenate(parts_);
    parts_.clear();
}

void TaskInput::giveRoom(Feed& feed) {
    releaseRoom(feed, true);
    Wire& wire = feed.channel->wire();
    if (wire.producersWait() && wire.occupied() < wire.capacity()) wire.wakeProducers();
}

void TaskInput::giveRoom() {
    for (Feed& feed : feeds_)
        giveRoom(feed);
}

void TaskInput::closeWires() {
    for (Feed& feed : feeds_)
        feed.channel->wire().consumerClosed();
}

std::int64_t TaskInput::queuedRows(const Channel& channel) const {
    std::int64_t rows = 0;
    for (const Feed& feed : feeds_) {
        if (feed.channel != &channel) continue;
        auto& ready = const_cast<RingQueue<ChannelEntry>&>(feed.ready);
        for (std::size_t i = 0; i < ready.size(); ++i)
            rows += static_cast<std::int64_t>(ready[i].batch.rows());
        rows += feed.channel->queuedRows() - static_cast<std::int64_t>(feed.cutRows);
        if (feed.aligner) rows += feed.aligner->heldRows();
        if (feed.resequencer) rows += feed.resequencer->heldRows();
    }
    return rows;
}

} // namespace millrace
