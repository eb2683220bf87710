// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/trace.h"
#include "engine/sim/sim_model.h"
#include "engine/sim/sim_state.h"

#include <deque>
#include <optional>
#include <vector>

namespace millrace::sim {

/// The flight recorder of a simulation: what its workers did, as the engine's tells it. A lane per thread and
/// event loop; on the pool one per worker, where there are fewer of them than tasks, else one per task. Turns
/// and waits that take no time leave no trace. Not thread-safe.
class SimRecorder {
public:
    /// Keeps the last so many events of each lane; knows nothing of what was before `since`.
    SimRecorder(const SimModel& model, std::size_t eventsPerLane, MonotonicNs since = 0);

    /// A task changes over; it was in `was` since `since`. `op`: whose time it was.
    void switched(std::uint32_t task, TimeKind was, MonotonicNs since, TimeKind is, MonotonicNs now,
                  std::uint32_t op);
    /// What a task is in the middle of, for whoever reads now.
    void goesOn(std::uint32_t task, TimeKind kind, MonotonicNs since, MonotonicNs now, std::uint32_t op);
    /// Adds tasks, resources and the lanes from a mark on; the caller knows the times.
    void read(Trace& trace, const TraceMark& from) const;
    MonotonicNs knownSince() const; ///< of all lanes

private:
    struct Lane {
        std::string name;
        std::deque<TraceEvent> events;
        std::uint64_t written = 0;
        MonotonicNs from = 0;
        MonotonicNs freeSince = 0;
        bool taken = false, asleep = false;
    };
    struct Turn {
        std::optional<std::uint32_t> lane; ///< of the turn that is on
        std::uint32_t own = kNone;         ///< lane of its own; none: any of the pool
        bool waits = false;                ///< inside a lock or an operation
        bool source = false;
        std::uint32_t output = kNoTraceSubject, input = kNoTraceSubject; ///< wires, where there is but one
    };

    void note(std::uint32_t lane, TraceEvent event);
    void begin(std::uint32_t task, MonotonicNs at);
    void end(std::uint32_t task, MonotonicNs at, TurnEnd why);
    void work(std::uint32_t task, TimeKind kind, MonotonicNs since, std::uint32_t op);
    std::vector<std::uint32_t> inOrderOfTheGraph() const; ///< tasks
    std::uint32_t laneFor(const Turn& turn, MonotonicNs at) const;

    std::size_t most_;
    std::vector<Lane> lanes_;
    std::vector<Turn> turns_;
    std::vector<TraceTask> tasks_;
    std::vector<std::string> resources_;
    std::vector<std::uint32_t> vertexOfOp_;
    std::uint32_t poolLanes_ = 0; ///< the first ones
};

} // namespace millrace::sim
