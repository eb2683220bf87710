// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/barrier_aligner.h"

#include <algorithm>

namespace millrace {

bool BarrierAligner::admit(ChannelEntry& entry) {
    if (entry.producer >= aligned_.size()) aligned_.resize(entry.producer + 1, false);
    if (aligned_[entry.producer]) {
        held_.push(std::move(entry));
        return false;
    }
    if (entry.barrier != kNoEpoch) {
        // Where another producer has sent a later one, this one has been given up, too.
        if (entry.barrier <= givenUp_ || entry.barrier < epoch_) return false;
        aligned_[entry.producer] = true;
        --open_;
        // A later one than that which is awaited: this producer knows already that the other was given up,
        // and this task will hear of it.
        if (epoch_ != kNoEpoch && entry.barrier > epoch_) held_.push(std::move(entry));
        if (epoch_ == kNoEpoch) epoch_ = entry.barrier;
        return false;
    }
    if (entry.end) --open_;
    return true;
}

std::int64_t BarrierAligner::pass() {
    open_ += static_cast<int>(std::count(aligned_.begin(), aligned_.end(), true));
    aligned_.assign(aligned_.size(), false);
    epoch_ = kNoEpoch;
    const std::int64_t rows = held_.rows();
    spilled_ += held_.takeSpilled();
    if (!held_.empty()) backlog_.emplace_front(room_).swap(held_);
    return rows;
}

ChannelEntry BarrierAligner::popBacklog() {
    ChannelEntry entry = backlog_.front().pop();
    if (backlog_.front().empty()) backlog_.pop_front();
    return entry;
}

std::int64_t BarrierAligner::heldRows() const {
    std::int64_t rows = held_.rows();
    for (const HeldEntries& part : backlog_)
        rows += part.rows();
    return rows;
}

std::int64_t BarrierAligner::giveUp(Epoch epoch) {
    givenUp_ = std::max(givenUp_, epoch);
    return epoch_ != kNoEpoch && epoch_ <= epoch ? pass() : 0;
}

} // namespace millrace
