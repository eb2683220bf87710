// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/peek_ring.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr std::size_t kMostRecords = 100'000;
constexpr std::size_t kMostBatches = 4096;

} // namespace

void PeekRing::offer(const RecordBatch& batch) {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock.owns_lock()) return;
    batches_.push_back(batch);
    records_ += batch.rows();
    while (batches_.size() > 1 &&
           (records_ - batches_.front().rows() >= maxRecords_ || batches_.size() > kMostBatches)) {
        records_ -= batches_.front().rows();
        batches_.pop_front();
    }
}

std::vector<RecordBatch> PeekRing::last(std::size_t maxRecords) {
    std::vector<RecordBatch> result;
    {
        const std::lock_guard lock(mutex_);
        maxRecords_ = std::clamp(maxRecords, maxRecords_, std::max(maxRecords_, kMostRecords));
        std::size_t records = 0;
        for (auto it = batches_.rbegin(); it != batches_.rend() && records < maxRecords; ++it) {
            records += it->rows();
            result.push_back(*it);
        }
    }
    std::reverse(result.begin(), result.end());
    std::size_t surplus = 0;
    for (const RecordBatch& batch : result)
        surplus += batch.rows();
    surplus = surplus > maxRecords ? surplus - maxRecords : 0;
    if (surplus > 0) result.front() = result.front().slice(surplus, result.front().rows() - surplus);
    return result;
}

PeekRing& PeekSlot::arm(std::size_t maxRecords) {
    const std::lock_guard lock(mutex_);
    if (!ring_) {
        ring_ = std::make_unique<PeekRing>(std::clamp<std::size_t>(maxRecords, 1, kMostRecords));
        armed_.store(ring_.get(), std::memory_order_release);
    }
    return *ring_;
}

} // namespace millrace
