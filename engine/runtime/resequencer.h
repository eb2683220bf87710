// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/channel.h"

#include <map>
#include <unordered_map>
#include <vector>

namespace millrace {

/// Puts what the workers of an ordered chain send back into the order in which their input was dealt. One per
/// channel behind such a chain. What comes early waits here, outside the wire's capacity: if it counted, the
/// one batch everybody waits for might find no room. The wire in front of the workers bounds how far they can
/// run ahead. Not thread-safe.
class Resequencer {
public:
    explicit Resequencer(std::size_t producers) : producers_(producers) {}
    /// Takes an entry as it came; appends to `ready` whatever is in order now.
    void add(ChannelEntry entry, RingQueue<ChannelEntry>& ready);
    std::int64_t heldRows() const { return heldRows_; }
    /// Left-overs and ends of producers that have ended before the others.
    const std::vector<ChannelEntry>& last() const { return last_; }

private:
    struct Number {
        std::vector<ChannelEntry> entries;
        std::uint32_t done = 0;
        std::uint32_t parts = 0; ///< 0 = not known yet
        bool complete() const { return parts > 0 && done == parts; }
    };
    struct Stream {
        std::uint64_t next = 0;
        std::map<std::uint64_t, Number> numbers;
    };
    void hold(std::vector<ChannelEntry>& where, ChannelEntry entry);
    void give(std::vector<ChannelEntry>& from, RingQueue<ChannelEntry>& ready);

    std::size_t producers_;
    std::size_t ended_ = 0;
    std::int64_t heldRows_ = 0;
    std::unordered_map<std::uint32_t, Stream> streams_;
    std::vector<ChannelEntry> last_; ///< left-overs and ends, given when every producer has ended
};

} // namespace millrace
