// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/waiting_rows.h"

#include <algorithm>

namespace millrace {

std::optional<WaitingRow> WaitingRows::meet(Side side, const std::string& key, WaitingRow row) {
    const auto [found, isNew] = keys_.try_emplace(key);
    Key& entry = found->second;
    if (!isNew && entry.side != side) {
        WaitingRow counterpart = takeHead(entry);
        if (entry.head == kNone) keys_.erase(found);
        return counterpart;
    }
    if (isNew) {
        entry.side = side;
        entry.text = std::make_unique<std::string>(key);
    }
    Line& line = lines_[side];
    const std::size_t number = line.first + line.rows.size();
    if (entry.tail == kNone)
        entry.head = number;
    else
        line.rows[entry.tail - line.first].next = number;
    entry.tail = number;
    if (earliestKnown_) earliest_ = std::min(earliest_, row.time);
    line.rows.push_back({std::move(row), entry.text.get(), kNone});
    ++line.waiting;
    return std::nullopt;
}

WaitingRow WaitingRows::takeHead(Key& key) {
    Line& line = lines_[key.side];
    Place& place = line.rows[key.head - line.first];
    WaitingRow row = std::move(place.row);
    place.row.batch = nullptr;
    key.head = place.next;
    if (key.head == kNone) key.tail = kNone;
    --line.waiting;
    if (row.time <= earliest_) earliestKnown_ = false;
    dropGaps(line);
    return row;
}

WaitingRow WaitingRows::takeOldest(Side side) {
    // The oldest of the side is the oldest of its key, too.
    const auto found = keys_.find(*lines_[side].rows.front().key);
    WaitingRow row = takeHead(found->second);
    if (found->second.head == kNone) keys_.erase(found);
    return row;
}

void WaitingRows::dropGaps(Line& line) {
    while (!line.rows.empty() && !line.rows.front().row.batch) {
        line.rows.pop_front();
        ++line.first;
    }
}

EpochMs WaitingRows::earliest() const {
    if (!earliestKnown_) {
        earliest_ = INT64_MAX;
        for (const Line& line : lines_)
            for (const Place& place : line.rows)
                if (place.row.batch) earliest_ = std::min(earliest_, place.row.time);
        earliestKnown_ = true;
    }
    return earliest_;
}

} // namespace millrace
