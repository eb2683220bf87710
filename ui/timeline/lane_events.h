// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/trace.h"
#include "ui/timeline/block_row.h"

#include <string>
#include <vector>

namespace millrace::ui {

/// The events of one lane, as far back as they are kept. Not thread-safe.
class LaneEvents {
public:
    /// What a later reading gave. Where events were lost in between it begins anew; false then.
    bool take(TraceLane later);
    /// Of what happened before only the beginnings of what was still on then.
    void forget(MonotonicNs before);

    const std::string& name() const { return name_; }
    MonotonicNs knownSince() const { return from_; }
    const BlockRow<TraceEvent>& events() const { return events_; }
    /// Index of the first event at or after a moment.
    std::size_t firstFrom(MonotonicNs at) const;
    TraceLane whole() const;
    /// The last `count` events, and of them those since a moment.
    TraceLane last(std::size_t count, MonotonicNs since) const;

private:
    TraceLane lane(std::vector<TraceEvent> begun, std::size_t first) const;

    std::string name_;
    MonotonicNs from_ = 0;
    std::uint64_t lost_ = 0;
    bool read_ = false;             ///< at all
    std::vector<TraceEvent> begun_; ///< was on before the first event, outer ones first
    BlockRow<TraceEvent> events_;
};

} // namespace millrace::ui
