// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/trace.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace millrace {

/// What a batch is known by on its way: when it was read, in steps of about a microsecond. Its records keep
/// that time through every node, so whoever sees them names the batch without asking anybody. Repeats after
/// 73 minutes.
constexpr std::uint32_t journeyIdOf(MonotonicNs ingestTime) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(ingestTime) >> 10);
}
/// Whether the flight recorder notes the way of a batch: of one in sixteen, by its time alone.
constexpr bool isFollowed(MonotonicNs ingestTime) {
    // Multiplicative hashing (D. Knuth, The Art of Computer Programming 3, 6.4): sources that tick evenly
    // would always or never be chosen by the low digits.
    return ingestTime > 0 && (journeyIdOf(ingestTime) * std::uint32_t{2654435769u}) >> 28 == 0;
}

/// A node on the way of a batch.
struct JourneyHop {
    std::size_t vertex = 0;
    MonotonicNs arrives = 0; ///< the node before had handed it on, or it was read
    MonotonicNs begins = 0;  ///< this node takes it
    MonotonicNs ends = 0;    ///< it is through, or the next node of the same task takes over
    int parts = 1;           ///< of the batch that this node took, at different times or places

    MonotonicNs waitNs() const { return begins - arrives; }
    MonotonicNs workNs() const { return ends - begins; }
};

/// The way of a batch from the moment it was read to a sink. The hops lie end to end: their waiting and work
/// add up to all of its time.
struct Journey {
    std::uint32_t id = 0;
    std::size_t source = 0; ///< vertex
    MonotonicNs begin = 0;  ///< read, to the microsecond
    MonotonicNs end = 0;    ///< the sink has its last part
    std::vector<JourneyHop> hops;

    MonotonicNs totalNs() const { return end - begin; }
};

/// The journeys that have come to an end in what a trace holds since a moment, one per batch and sink, by
/// their ends. Of a batch that was divided the part is followed back that was last to arrive. Left out are
/// those of which a stretch is not known.
std::vector<Journey> journeysOf(const Trace& trace, const Plan& plan, MonotonicNs since = 0);

/// A node takes a part of a batch.
struct BatchPassage {
    std::size_t vertex = 0, lane = 0;
    MonotonicNs from = 0, to = 0;
};

/// The same of a trace that grows, whether by extend() and keepSince() or reading by reading: every event is
/// looked at once.
class JourneyFinder {
public:
    /// Reads what the trace holds since the last reading; the first time, what it holds `since` a moment.
    void read(const Trace& trace, MonotonicNs since = 0);
    TraceMark mark() const; ///< what came later has not been read
    /// The journeys that ended after a moment and not after another, by their ends.
    std::vector<Journey> endedIn(const Plan& plan, MonotonicNs after, MonotonicNs until) const;
    /// Forgets batches that nobody has had in hand since.
    void forget(MonotonicNs before);

private:
    struct Open {
        std::uint32_t id = 0, vertex = 0;
        MonotonicNs at = 0;
    };
    struct Lane {
        std::uint64_t read = 0; ///< events since the run began
        std::vector<Open> open;
    };
    /// What was not through when the trace ended, or had begun before it, is left out.
    struct Batch {
        MonotonicNs last = 0;
        std::vector<BatchPassage> passages;
    };
    std::vector<Lane> lanes_;
    std::unordered_map<std::uint32_t, Batch> batches_;
};

} // namespace millrace
