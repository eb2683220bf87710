// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/resequencer.h"

namespace millrace {

void Resequencer::hold(std::vector<ChannelEntry>& where, ChannelEntry entry) {
    heldRows_ += static_cast<std::int64_t>(entry.batch.rows());
    where.push_back(std::move(entry));
}

void Resequencer::give(std::vector<ChannelEntry>& from, RingQueue<ChannelEntry>& ready) {
    for (ChannelEntry& entry : from) {
        heldRows_ -= static_cast<std::int64_t>(entry.batch.rows());
        ready.push(std::move(entry));
    }
    from.clear();
}

void Resequencer::add(ChannelEntry entry, RingQueue<ChannelEntry>& ready) {
    if (entry.end || entry.sequence == kAfterAllSequences) {
        ended_ += entry.end ? 1 : 0;
        hold(last_, std::move(entry));
        if (ended_ == producers_) give(last_, ready);
        return;
    }
    if (entry.sequence == kUnsequenced) {
        ready.push(std::move(entry));
        return;
    }
    Stream& stream = streams_[entry.stream];
    Number& number = stream.numbers[entry.sequence];
    if (entry.sequenceDone) {
        ++number.done;
        number.parts = entry.parts;
    }
    const bool isNext = entry.sequence == stream.next;
    entry.sequenceDone = false;
    const bool carries = !entry.batch.empty() || entry.watermark != kMinWatermark;
    entry.sequence = kUnsequenced; // its order is settled here
    if (carries) {
        if (isNext) {
            ready.push(std::move(entry));
        } else {
            hold(number.entries, std::move(entry));
        }
    }
    auto first = stream.numbers.begin();
    while (first != stream.numbers.end() && first->first == stream.next) {
        give(first->second.entries, ready);
        if (!first->second.complete()) break;
        first = stream.numbers.erase(first);
        ++stream.next;
    }
}

} // namespace millrace
