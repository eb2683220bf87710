// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/plan/plan.h"

#include <cstdint>
#include <string>
#include <vector>

namespace millrace {

/// What happened on a worker at one instant.
enum class TraceKind : std::uint8_t {
    TurnBegins,      ///< the worker runs a task
    TurnEnds,        ///< it stops doing so; why: TurnEnd
    OperatorEntered, ///< a sampled call of a node; subject: vertex
    OperatorLeft,
    WaitBegins, ///< inside a node; why: TraceWait; subject of Lock: resource
    WaitEnds,
    HandsOff,  ///< a parked task may run again; why: HandOff; subject: the wire, if it was one
    WireDepth, ///< amount: records on the wire `subject`; noted when a task at either end of it ends a turn
    Searches,  ///< nothing to run: looks for work without sleeping
    Sleeps,
    Awakes, ///< goes on after either
    /// A batch that is followed comes to the node `subject`, and has been taken by it; amount: its journey,
    /// see journey.h.
    BatchEnters,
    BatchLeaves,
};

enum class TurnEnd : std::uint8_t {
    Yields,     ///< there is more to do, but others may run first
    NeedsInput, ///< subject: the wire, where only one can bring something
    OutputFull, ///< subject: the full wire
    AwaitsTime, ///< ahead of its schedule, or holding back on purpose
    Held,       ///< the run is paused
    Finished,   ///< never again
};
enum class TraceWait : std::uint8_t { Lock, Io };
enum class HandOff : std::uint8_t {
    Records, ///< came over the wire `subject`
    Room,    ///< on the wire `subject`
    Timer,
    Request, ///< of whoever steers the run, or a consumer needs nothing more
};
const char* nameOf(TurnEnd why); ///< "needs input"
const char* nameOf(HandOff why); ///< "records"

inline constexpr std::uint32_t kNoTraceSubject = UINT32_MAX;

/// One event; fields that a kind does not name keep their defaults.
struct TraceEvent {
    MonotonicNs at = 0;
    TraceKind kind = TraceKind::TurnBegins;
    std::uint8_t why = 0;                    ///< TurnEnd, TraceWait or HandOff, by the kind
    std::uint32_t task = kNoTraceSubject;    ///< index into Trace::tasks; of HandsOff: who is woken
    std::uint32_t subject = kNoTraceSubject; ///< index of a vertex or wire of the plan, or of a resource
    std::uint32_t amount = 0; ///< TurnEnds: records the head of the chain took or made; others: by the kind

    bool operator==(const TraceEvent&) const = default;
};

/// What one worker (a thread that runs tasks) did, oldest event first; `at` never falls.
struct TraceLane {
    std::string name;       ///< "pool 1", "thread trips"
    MonotonicNs from = 0;   ///< everything since then is known
    std::uint64_t lost = 0; ///< events overwritten before they were read
    std::vector<TraceEvent> events;
};

/// A task of the run: a subtask of a chain.
struct TraceTask {
    std::size_t chain = 0; ///< index into Plan::chains
    int subtask = 0;
};

/// How far a reader has read, per lane.
struct TraceMark {
    std::vector<std::uint64_t> positions;
};

/// What the flight recorder of a run holds: the last events of every worker.
struct Trace {
    MonotonicNs begin = 0; ///< of the run, on the clock of the events
    MonotonicNs until = 0; ///< when it was read, or the end of the run
    std::vector<TraceTask> tasks;
    std::vector<std::string> resources; ///< named locks and semaphores
    std::vector<TraceLane> lanes;
    TraceMark next; ///< reading on from here gives what came later
};

/// "clean + kmh", with several workers "trips #2".
std::string nameOf(const TraceTask& task, const Plan& plan);

/// Adds what a later reading from `trace.next` gave. A lane that lost events in between begins anew, since
/// what was open at the gap is not known any more.
void extend(Trace& trace, Trace later);
/// Forgets what happened before, except for the beginnings of what was still on then.
void keepSince(Trace& trace, MonotonicNs since);

/// A stretch of time on a lane.
struct TraceSlice {
    enum class Kind : std::uint8_t { Turn, Operator, LockWait, IoWait, Search, Sleep };
    Kind kind = Kind::Turn;
    MonotonicNs from = 0, to = 0;
    std::uint32_t task = kNoTraceSubject;
    std::uint32_t subject = kNoTraceSubject; ///< Operator: vertex; LockWait: resource; Turn: as of its end
    TurnEnd ended = TurnEnd::Yields;         ///< Turn
    std::uint32_t records = 0;               ///< Turn
    bool cutFront = false;                   ///< began before what is known
    bool cutBack = false;                    ///< still on at the end
};

/// The stretches of a lane by their beginning, outer ones first. Turns, searches and sleeps never overlap;
/// the other kinds lie inside turns and nest.
std::vector<TraceSlice> slicesOf(const TraceLane& lane, MonotonicNs until);

/// The trace in the JSON format of Chrome's trace viewer, which ui.perfetto.dev opens: a track per worker, a
/// slice per turn with what happened inside it, hand-offs with arrows to the turns that they led to, a
/// counter per wire. Times in microseconds since the run began. One event per line, in the order of time.
/// Format: "Trace Event Format" of the Catapult project.
std::string chromeTraceJson(const Trace& trace, const Plan& plan);

} // namespace millrace
