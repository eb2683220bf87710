// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/ring_queue.h"
#include "engine/metrics/histogram.h"
#include "engine/operator/retry_budget.h"
#include "engine/sim/machine_state.h"
#include "engine/sim/sim_model.h"
#include "engine/sim/token.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace millrace::sim {

// What changes while a simulation goes on: plain values, copied by a snapshot.

using TokenRing = RingQueue<Token>;

/// Where the time of a task goes; as in the engine.
enum class TimeKind : std::uint8_t { Busy, Idle, BackPressured, Lock, Io, Ready };
inline constexpr std::size_t kTimeKinds = 6;

/// A sum of many nanoseconds: 64 bits would overflow after 300 years, which ten million records reach that
/// wait a quarter of an hour each.
__extension__ using WideSum = __int128;

/// Log-linear counts as in the engine's metrics, of one thread; copyable. Made when the first value comes.
class SimHistogram {
public:
    void record(std::uint64_t value, std::uint64_t count = 1) {
        if (counts_.empty()) counts_.resize(HistogramLayout::kBuckets);
        counts_[HistogramLayout::bucketOf(value)] += count;
    }
    HistogramSnapshot snapshot() const;
    std::size_t bytes() const { return counts_.size() * sizeof(std::uint64_t); }

private:
    std::vector<std::uint64_t> counts_;
};

/// Records on their way through a vertex, in the task's arena. Those of a child lie behind those of its
/// parent and are through before the parent goes on.
struct Frame {
    enum class Phase : std::uint8_t { Begin, BatchWork, Part, RecordWork, Apply };
    std::uint32_t op = 0, port = 0;
    std::uint32_t begin = 0, end = 0;  ///< in the arena
    std::uint32_t at = 0, partEnd = 0; ///< the part that is worked on
    std::uint32_t segment = 0, hold = 0;
    Phase phase = Phase::Begin;
    bool spending = false;  ///< the time of the segment is running, or just over
    MonotonicNs repair = 0; ///< of the workers that broke down meanwhile; comes behind it
    MonotonicNs began = 0;
};

/// What could not be put onto a wire yet.
struct Outbox {
    struct Entry {
        std::uint32_t channel = 0;
        std::uint32_t tokens = 0;
    };
    RingQueue<Entry> entries;
    TokenRing tokens;
    std::uint32_t turn = 0;
};

struct SimTask {
    enum class State : std::uint8_t {
        Idle,    ///< waits for input, or a timer
        Queued,  ///< will go on at this instant, or waits for a worker
        Working, ///< an event will bring it on
        Blocked, ///< an output is full
        Locked,  ///< waits for a resource
        Ended,
    };
    std::uint32_t chain = 0, subtask = 0;
    State state = State::Idle;
    TimeKind kind = TimeKind::Idle;
    bool hasSeat = false;
    bool inHand = false;    ///< an entry of a wire
    bool stopped = false;   ///< needs no more input
    bool finishing = false; ///< the input has ended, op `finishOp` is next to give out what it kept
    std::uint32_t finishOp = 0;
    std::uint32_t runs = 0;
    std::uint32_t nextFeed = 0;
    std::uint32_t op = 0;     ///< whose time it is
    std::uint32_t ticket = 0; ///< of the entry in hand
    std::uint32_t firstOpState = 0;
    std::uint32_t dueOps = 0; ///< vertices that have something to give out
    MonotonicNs since = 0;
    std::array<std::int64_t, kTimeKinds> time{};
    std::uint64_t hash = 0; ///< of what happened to it, for the fingerprint
    std::vector<Frame> frames;
    std::vector<Token> arena;
    std::vector<Outbox> outboxes;
    std::uint32_t outboxed = 0; ///< entries in all of them

    /// An event of it, for the fingerprint: FNV's step, one multiplication.
    void note(MonotonicNs now) { hash = (hash ^ static_cast<std::uint64_t>(now)) * 0x100000001B3ull; }
};

/// Operations in flight on an event loop.
struct SimOperations {
    TokenRing pending;
    std::vector<Token> slots;
    std::vector<std::uint32_t> freeSlots;
    RingQueue<std::uint32_t> order; ///< slots as they began; only where results leave in that order
    std::vector<bool> done;
    std::uint32_t inFlight = 0;
    std::uint32_t kept = 0; ///< in flight, or over and waiting for an earlier one

    bool hasPlace(std::uint32_t limit) const { return inFlight < limit && kept < kWindow * limit; }
    static constexpr std::uint32_t kWindow = 4; ///< as in the engine's OperationsInFlight
};

/// Records that wait for others: by a key, equal ones in the order in which they came, and by age.
class WaitingTokens {
public:
    bool empty() const { return byKey_.empty(); }
    std::size_t size() const { return byKey_.size(); }
    void add(std::uint64_t key, Token token, MonotonicNs now);
    /// The one that came first of those with that key.
    std::optional<Token> take(std::uint64_t key);
    std::uint64_t firstKey() const { return byKey_.begin()->first; }
    const Token& first() const { return byKey_.begin()->second; }
    MonotonicNs oldestSince() const { return byAge_[0].since; }
    Token takeOldest();

private:
    struct Age {
        MonotonicNs since = 0;
        std::uint64_t key = 0;
        std::uint32_t ticket = 0;
    };
    void forgetGone();

    std::multimap<std::uint64_t, Token> byKey_;
    RingQueue<Age> byAge_; ///< its front still waits
    std::uint32_t next_ = 0;
};

/// A value, or none, that few have: a copy of it is a copy of the value.
template <class T> class Boxed {
public:
    Boxed() = default;
    Boxed(const Boxed& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
    Boxed(Boxed&&) noexcept = default;
    Boxed& operator=(const Boxed& other) { return *this = Boxed(other); }
    Boxed& operator=(Boxed&&) noexcept = default;
    ~Boxed() = default;
    template <class... Arguments> T& emplace(Arguments&&... arguments) {
        value_ = std::make_unique<T>(std::forward<Arguments>(arguments)...);
        return *value_;
    }
    explicit operator bool() const { return value_ != nullptr; }
    T& operator*() { return *value_; }
    const T& operator*() const { return *value_; }
    T* operator->() { return value_.get(); }
    const T* operator->() const { return value_.get(); }

private:
    std::unique_ptr<T> value_;
};

/// What vertices keep whose records wait for others, or for their time.
struct SimMeetings {
    std::set<std::uint64_t> seen;              ///< Group: keys and windows that are kept
    std::multimap<MonotonicNs, Token> windows; ///< Group: results by the end of their window
    WaitingTokens waiting, counterparts;       ///< Join, by side; Reorder
    std::map<std::uint32_t, Token> retries;    ///< by slot
};

/// Of a vertex in one task: what its behaviour keeps. Small: there may be ten thousand of them in use.
struct SimOpState {
    std::uint32_t task = 0, op = 0;
    std::uint64_t turn = 0;
    std::int64_t passed = 0;
    std::uint32_t generation = 0; ///< of the timer that counts
    /// Limit: when the next record is due; Group: the watermark; Break: when the probes have settled.
    MonotonicNs freeAt = 0;
    TokenRing kept;
    std::vector<Token> due; ///< comes out at the next turn
    Boxed<SimMeetings> meetings;
    Boxed<Breaker> breaker;
    Boxed<RetryBudget> budget;
    Boxed<SimOperations> operations;
    Boxed<Arrivals> arrivals;
    std::uint64_t failures = 0; ///< so far
    MonotonicNs worksFor = 0;   ///< until the next one; 0 = not drawn yet
    std::uint64_t made = 0;     ///< sources
    bool timerSet = false;
    bool timedOut = false; ///< somebody may have waited for too long
    Boxed<SimInstances> instances;
};

/// Of a vertex, over its tasks.
struct SimOpCounts {
    std::int64_t recordsIn = 0, recordsOut = 0, batchesIn = 0, batchesOut = 0;
    std::int64_t rejected = 0, late = 0, filtered = 0;
    std::int64_t busyNs = 0, ioNs = 0, lockNs = 0;
    std::vector<std::int64_t> portRecords;
    SimHistogram serviceTime, latency;
    WideSum latencySum = 0;
    std::uint64_t latencies = 0;
};

struct SimEdgeState {
    std::int64_t refused = 0; ///< of those dropped: never got into the queue
    std::int64_t depth = 0, sent = 0, received = 0, dropped = 0;
    MonotonicNs changedAt = 0;
    WideSum area = 0; ///< integral of the depth over time
    /// What the records that left have waited, modulo 2^64, which an identity does not mind.
    std::uint64_t waited = 0;
    std::uint32_t openProducers = 0;
    bool closed = false;              ///< nobody reads it any more
    RingQueue<std::uint32_t> writers; ///< tasks that wait for room
    SimHistogram waitTime;
    std::int64_t lost = 0, unread = 0; ///< of those dropped: by a link; nobody reads the wire any more
};

struct SimResourceState {
    struct Waiter {
        std::uint32_t task = 0;
        int units = 1;
    };
    int free = 0;
    RingQueue<Waiter> waiters;
};

/// An ordered chain: what is done before its turn waits here, outside of all capacity.
struct SimChainState {
    std::uint32_t nextTicket = 0;  ///< to be dealt to the next entry that is sent to it
    std::uint32_t nextRelease = 0; ///< whose turn it is
    std::uint32_t holder = kNone;  ///< task that has given out in turn, and waits for room
    struct Early {
        std::uint32_t edge = 0, channel = 0;
        std::vector<Token> tokens;
    };
    std::map<std::uint32_t, std::vector<Early>> early; ///< by ticket
    std::set<std::uint32_t> done;
    std::vector<Early> leftOvers; ///< what was kept until the end: after all others
    std::uint32_t ended = 0;      ///< tasks
};

/// Exact figures of a simulation at one instant, in the order of the plan.
struct SimTotals {
    struct Sink {
        std::uint64_t records = 0;
        double latencySumNs = 0;
    };
    struct Edge {
        std::int64_t sent = 0, received = 0, dropped = 0, depth = 0;
        std::int64_t refused = 0;          ///< of those dropped: never got into the queue
        double areaNs = 0;                 ///< integral of the depth
        std::int64_t lost = 0, unread = 0; ///< of those dropped: by a link; nobody read the wire any more
        std::int64_t arrived = 0;          ///< over a link
        double transitNs = 0;              ///< of those
    };
    struct Site {
        double busyNs = 0, dynamicNs = 0; ///< see SimSiteState
    };
    struct Link {
        double busyNs = 0, bytes = 0;
        std::int64_t messages = 0, lost = 0;
        double downNs = 0;
    };
    struct Instances {
        std::int64_t invocations = 0, coldStarts = 0, refused = 0;
        double billedNs = 0, instanceNs = 0; ///< integral of the instances there are
        double busyNs = 0;                   ///< of those at work
    };
    MonotonicNs now = 0;
    std::uint64_t events = 0;
    std::vector<Sink> sinks; ///< by vertex
    std::vector<Edge> edges; ///< by plan edge; fused ones are zero
    std::vector<Site> sites; ///< of the model; as links
    std::vector<Link> links;
    std::vector<Instances> instances; ///< by vertex; empty where none is serverless
};

} // namespace millrace::sim
