// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/barrier_aligner.h"

#include <algorithm>

namespace millrace {

bool BarrierAligner::admit(ChannelEntry& entry) {
    if (entry.producer >= aligned_.size()) aligned_.resize(entry.producer + 1, false);
    if (aligned_[entry.producer]) {
        heldRows_ += static_cast<std::int64_t>(entry.batch.rows());
        held_.push(std::move(entry));
        return false;
    }
    if (entry.barrier != kNoEpoch) {
        epoch_ = entry.barrier;
        aligned_[entry.producer] = true;
        --open_;
        return false;
    }
    if (entry.end) --open_;
    return true;
}

RingQueue<ChannelEntry> BarrierAligner::pass() {
    open_ += static_cast<int>(std::count(aligned_.begin(), aligned_.end(), true));
    aligned_.assign(aligned_.size(), false);
    epoch_ = kNoEpoch;
    heldRows_ = 0;
    return std::exchange(held_, {});
}

} // namespace millrace
