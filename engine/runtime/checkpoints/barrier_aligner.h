// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/ring_queue.h"
#include "engine/runtime/channel.h"

#include <vector>

namespace millrace {

/// Parts what comes over one wire at the barriers of its producers: what lies behind one waits here until the
/// barriers of all have come. Not thread-safe.
class BarrierAligner {
public:
    /// `sharesRoom`: several tasks write to the wire, if not to this channel of it.
    BarrierAligner(int producers, bool sharesRoom) : open_(producers), sharesRoom_(sharesRoom) {}

    /// False: the entry was a barrier, or lies behind one and was moved away.
    bool admit(ChannelEntry& entry);
    /// The barrier that has been met; kNoEpoch: none.
    Epoch epoch() const { return epoch_; }
    /// Nothing more will come before the barrier: every producer has sent it or has ended.
    bool complete() const { return open_ == 0; }
    /// The barrier has passed: what waited comes back, oldest first.
    RingQueue<ChannelEntry> pass();
    /// What waits must not take the room of those whose barrier everybody waits for.
    bool givesRoom() const { return sharesRoom_; }
    std::int64_t heldRows() const { return heldRows_; }

private:
    int open_; ///< producers that have neither sent the barrier nor ended
    const bool sharesRoom_;
    Epoch epoch_ = kNoEpoch;
    std::vector<bool> aligned_; ///< by producer
    RingQueue<ChannelEntry> held_;
    std::int64_t heldRows_ = 0;
};

} // namespace millrace
