// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/waiting_row.h"

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace millrace {

/// Rows of two sides that wait for a row with the same key on the other side. Of one key only one side ever
/// waits, in order of arrival; the k-th of one side belongs to the k-th of the other however the two
/// interleave. Rows with no counterpart are taken out oldest first. Not thread-safe.
class WaitingRows {
public:
    using Side = std::size_t; ///< 0 or 1

    /// The counterpart that waits longest, which is then gone; none: `row` waits from now on.
    std::optional<WaitingRow> meet(Side side, const std::string& key, WaitingRow row);
    std::size_t count(Side side) const { return lines_[side].waiting; }
    /// The row that waits longest on a side where some do.
    const WaitingRow& oldest(Side side) const { return lines_[side].rows.front().row; }
    WaitingRow takeOldest(Side side);
    /// Calls visit(row) for each row that waits on a side, oldest first.
    template <class Visit> void forEach(Side side, Visit&& visit) const {
        for (const Place& place : lines_[side].rows)
            if (place.row.batch) visit(place.row);
    }
    /// The least event time of all that wait; INT64_MAX: none has one.
    EpochMs earliest() const;

private:
    static constexpr std::size_t kNone = SIZE_MAX;
    struct Place {
        WaitingRow row;
        const std::string* key = nullptr;
        std::size_t next = kNone; ///< number of the next row of the key
    };
    /// All rows of a side in order of arrival; those that have left in the middle stay as gaps until the
    /// front catches up with them.
    struct Line {
        std::deque<Place> rows;
        std::size_t first = 0; ///< number of rows.front()
        std::size_t waiting = 0;
    };
    struct Key {
        std::unique_ptr<std::string> text; ///< stays where it is when the table grows
        Side side = 0;
        std::size_t head = kNone, tail = kNone;
    };

    WaitingRow takeHead(Key& key);
    void dropGaps(Line& line);

    std::array<Line, 2> lines_;
    boost::unordered_flat_map<std::string, Key> keys_;
    mutable EpochMs earliest_ = INT64_MAX;
    mutable bool earliestKnown_ = true;
};

} // namespace millrace
