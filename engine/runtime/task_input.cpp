// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/task_input.h"

#include <algorithm>

namespace millrace {

bool TaskInput::refill(Feed& feed) {
    // Where the oldest are thrown away, what waits must stay within reach of the producer.
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

ChannelEntry TaskInput::pop(Feed& feed) {
    ChannelEntry entry = feed.ready.pop();
    const auto rows = static_cast<std::int64_t>(entry.batch.rows());
    if (rows) {
        auto& received = feed.cells->received;
        received.store(received.load(std::memory_order_relaxed) + rows, std::memory_order_release);
        if (!feed.resequencer) feed.unreleased += rows;
    }
    return entry;
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

bool TaskInput::next(Item& item, std::size_t rowLimit, const Clock* clock, const Operator* choosy) {
    item.watermarks.clear();
    item.ends.clear();
    const std::size_t n = feeds_.size();
    for (std::size_t i = 0; i < n; ++i) {
        Feed& feed = feeds_[(turn_ + i) % n];
        if (choosy && !choosy->wantsInputOn(feed.port)) {
            giveRoom(feed);
            continue;
        }
        if (feed.ready.empty()) {
            releaseRoom(feed, true);
            if (!refill(feed)) continue;
        }
        item.feed = &feed;
        item.entry = pop(feed);
        recordWait(feed, item.entry, clock);
        noteControl(item, feed, item.entry);
        if (item.entry.sequence == kUnsequenced && item.entry.batch.rows() * 2 < rowLimit)
            gather(item, rowLimit);
        releaseRoom(feed, feed.ready.empty());
        // A wire with much to give keeps its turn no longer than one item: wires into one input are merged
        // fairly.
        turn_ = (turn_ + i + 1) % n;
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
        if (next.sequence != kUnsequenced || rows + next.batch.rows() > rowLimit) break;
        ChannelEntry entry = pop(feed);
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
        rows += feed.channel->queuedRows();
        if (feed.resequencer) rows += feed.resequencer->heldRows();
    }
    return rows;
}

} // namespace millrace
