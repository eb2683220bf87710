// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace millrace {

/// The last batches that crossed a wire. Producers only ever try the lock, so whoever looks cannot slow them
/// down: what comes while somebody is looking is not kept. Bounded in records and batches.
class PeekRing {
public:
    explicit PeekRing(std::size_t maxRecords) : maxRecords_(maxRecords) {}
    void offer(const RecordBatch& batch);
    /// The newest batches that hold about `maxRecords`, oldest first. A longer wish enlarges the ring for the
    /// future.
    std::vector<RecordBatch> last(std::size_t maxRecords);

private:
    std::mutex mutex_;
    std::size_t maxRecords_;
    std::size_t records_ = 0;
    std::deque<RecordBatch> batches_;
};

/// A wire's place for a ring: empty, and a single relaxed load per batch, until somebody looks for the first
/// time.
class PeekSlot {
public:
    void offer(const RecordBatch& batch) {
        if (PeekRing* ring = armed_.load(std::memory_order_acquire)) ring->offer(batch);
    }
    PeekRing& arm(std::size_t maxRecords);

private:
    std::mutex mutex_;
    std::unique_ptr<PeekRing> ring_;
    std::atomic<PeekRing*> armed_{nullptr};
};

} // namespace millrace
