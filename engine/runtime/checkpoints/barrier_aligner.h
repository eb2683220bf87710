// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/channel.h"
#include "engine/runtime/checkpoints/held_entries.h"

#include <list>
#include <vector>

namespace millrace {

/// Parts what comes over one wire at the barriers of its producers: what lies behind one waits here until the
/// barriers of all have come, in memory or, beyond the room for it, in a file. Not thread-safe.
class BarrierAligner {
public:
    /// `sharesRoom`: several tasks write to the wire, if not to this channel of it.
    BarrierAligner(int producers, bool sharesRoom, const std::shared_ptr<AlignmentRoom>& room)
        : open_(producers), sharesRoom_(sharesRoom), room_(room), held_(room) {}

    /// False: the entry was a barrier, or lies behind one and was moved away.
    bool admit(ChannelEntry& entry);
    /// The barrier that has been met; kNoEpoch: none.
    Epoch epoch() const { return epoch_; }
    /// Nothing more will come before the barrier: every producer has sent it or has ended.
    bool complete() const { return open_ == 0; }
    /// The barrier has passed: what waited is to be read again, from the backlog. Returns how many rows come
    /// back so.
    std::int64_t pass();
    /// Nobody waits for this barrier any more: as pass(), and whoever sends it yet is not listened to.
    std::int64_t giveUp(Epoch epoch);
    /// The backlog has waited for a barrier that has passed, and comes before what is on the wire. In the
    /// order in which it came, which is to be admitted again.
    bool hasBacklog() const { return !backlog_.empty(); }
    ChannelEntry popBacklog();
    /// What waits must not take the room of those whose barrier everybody waits for.
    bool givesRoom() const { return sharesRoom_; }
    std::int64_t heldRows() const;
    /// Bytes that were too many for the memory, since the last call.
    std::int64_t takeSpilled() { return std::exchange(spilled_, 0) + held_.takeSpilled(); }

private:
    int open_; ///< producers that have neither sent the barrier nor ended
    const bool sharesRoom_;
    Epoch epoch_ = kNoEpoch;
    Epoch givenUp_ = kNoEpoch;  ///< the last one
    std::vector<bool> aligned_; ///< by producer
    const std::shared_ptr<AlignmentRoom> room_;
    HeldEntries held_;
    std::list<HeldEntries> backlog_; ///< none is empty; as they are: copying them would take as long again
    std::int64_t spilled_ = 0;       ///< of what is in the backlog or was
};

} // namespace millrace
