// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/trace_ring.h"

#include <deque>
#include <mutex>
#include <string>

namespace millrace {

/// The rings of the workers of one run. Thread-safe.
class FlightRecorder {
public:
    /// `events` per worker, 0 = nothing is recorded; fewer where `workers` of them would not fit into
    /// kMaxBytes.
    FlightRecorder(std::size_t events, std::size_t workers);

    bool on() const { return events_ > 0; }
    /// A ring for one more worker; null when nothing is recorded. It lives as long as the recorder.
    TraceRing* addLane(std::string name);
    /// Adds the lanes as they are, from `mark` on, and where they end. `begin` and `until` are set; what is
    /// recorded meanwhile moves `until` on.
    void read(Trace& trace, const TraceMark& mark) const;
    std::uint64_t recorded() const;

    static constexpr std::size_t kMaxBytes = std::size_t{128} << 20;

private:
    struct Lane {
        Lane(std::string laneName, std::size_t events) : name(std::move(laneName)), ring(events) {}
        const std::string name;
        TraceRing ring;
    };

    const std::size_t events_;
    mutable std::mutex mutex_; ///< guards the list, not the rings
    std::deque<Lane> lanes_;
};

} // namespace millrace
