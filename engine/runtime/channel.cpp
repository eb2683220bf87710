// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/channel.h"

#include "engine/runtime/task.h"

#include <algorithm>

namespace millrace {

std::int64_t Wire::reserve(std::int64_t rows, bool partly) {
    std::int64_t occupied = occupied_.load(std::memory_order_seq_cst);
    for (;;) {
        const std::int64_t room = capacity_ - occupied;
        std::int64_t grant = rows;
        if (rows > room)
            grant = partly && (toTheBrim_ || rows > capacity_ / 2) ? std::max<std::int64_t>(room, 0) : 0;
        if (grant == 0) return 0;
        if (occupied_.compare_exchange_weak(occupied, occupied + grant, std::memory_order_seq_cst))
            return grant;
    }
}

void Wire::release(std::int64_t rows) {
    const std::int64_t left = occupied_.fetch_sub(rows, std::memory_order_seq_cst) - rows;
    if (left <= capacity_ / 2 && waiting_.load(std::memory_order_seq_cst)) wakeProducers();
}

void Wire::wakeProducers() {
    if (!waiting_.exchange(false, std::memory_order_seq_cst)) return;
    for (Task* producer : producers_)
        producer->wake(HandOff::Room, edge_);
}

void Wire::consumerClosed() {
    if (openConsumers_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    for (Task* producer : producers_)
        producer->noteClosedConsumer();
}

void Channel::push(ChannelEntry entry) {
    const auto rows = static_cast<std::int64_t>(entry.batch.rows());
    const bool isEnd = entry.end;
    const bool wasEmpty = append(std::move(entry));
    if (isEnd) ends_.fetch_add(1, std::memory_order_release);
    if (rows) load_.fetch_add(rows, std::memory_order_relaxed);
    // Whoever takes nothing at the moment may have to know that there will be no more.
    if (wasEmpty || isEnd) consumer_.wake(HandOff::Records, wire_.edge());
}

void Channel::putBack(ChannelEntry entry) {
    wire_.release(-static_cast<std::int64_t>(entry.batch.rows()));
    push(std::move(entry));
}

/// Whether it is the only one now.
bool Channel::append(ChannelEntry entry) {
    if (ring_) {
        ring_->push(std::move(entry));
        return entries_.fetch_add(1, std::memory_order_acq_rel) == 0;
    }
    const std::lock_guard lock(mutex_);
    queue_.push(std::move(entry));
    entries_.store(queue_.size(), std::memory_order_release);
    return queue_.size() == 1;
}

bool Channel::takeAll(RingQueue<ChannelEntry>& into) {
    if (!hasEntries()) return false;
    if (ring_) {
        // What is pushed from here on finds the queue empty and wakes the consumer.
        for (std::size_t left = entries_.exchange(0, std::memory_order_acq_rel); left > 0; --left)
            into.push(ring_->pop());
        return true;
    }
    const std::lock_guard lock(mutex_);
    queue_.swap(into);
    entries_.store(queue_.size(), std::memory_order_release);
    return !into.empty();
}

bool Channel::takeOne(RingQueue<ChannelEntry>& into) {
    if (!hasEntries()) return false;
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) return false;
    into.push(queue_.pop());
    entries_.store(queue_.size(), std::memory_order_release);
    return true;
}

std::int64_t Channel::dropOldest(std::int64_t rows) {
    std::int64_t dropped = 0;
    {
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < queue_.size() && dropped < rows; ++i) {
            RecordBatch& batch = queue_[i].batch;
            const auto have = static_cast<std::int64_t>(batch.rows());
            const std::int64_t take = std::min(have, rows - dropped);
            if (take == 0) continue;
            batch = take == have
                        ? RecordBatch()
                        : batch.slice(static_cast<std::size_t>(take), static_cast<std::size_t>(have - take));
            dropped += take;
        }
        while (!queue_.empty() && queue_.front().batch.empty() && !queue_.front().carriesControl())
            queue_.pop();
        entries_.store(queue_.size(), std::memory_order_release);
    }
    if (dropped) release(dropped);
    return dropped;
}

void Channel::release(std::int64_t rows) {
    load_.fetch_sub(rows, std::memory_order_relaxed);
    wire_.release(rows);
}

std::int64_t Channel::queuedRows() {
    std::int64_t rows = 0;
    if (ring_) {
        ring_->visit(entries_.load(std::memory_order_acquire), [&rows](const ChannelEntry& entry) {
            rows += static_cast<std::int64_t>(entry.batch.rows());
        });
        return rows;
    }
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < queue_.size(); ++i)
        rows += static_cast<std::int64_t>(queue_[i].batch.rows());
    return rows;
}

} // namespace millrace
