// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/distribution.h"
#include "engine/operator/arrivals.h"
#include "engine/operator/backoff.h"
#include "engine/operator/breaker.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace millrace {

// What a node does, for who only asks how long it takes and how many records come out: the simulator. Plain
// data, written by bind() beside the operator. A record is then a token: it has a number, a time of birth and
// what can be drawn from those, but no values.

/// A stretch of work on a record.
struct WorkSegment {
    enum class Kind : std::uint8_t {
        Cpu,  ///< needs a core
        Wait, ///< holds the worker but no core; on the executor `async` not even that
    };
    struct Held {
        std::string resource;
        int capacity = 1; ///< units there are
        int units = 1;    ///< units that are taken
    };
    Kind kind = Kind::Cpu;
    Distribution time = {};      ///< ns
    std::vector<Held> held = {}; ///< taken before, in this order, and given back after
    bool perBatch = false;       ///< once for all records that a worker takes at a time
};

/// How the values of a column are spread over the records.
struct KeySpread {
    std::uint64_t keys = 0; ///< different values; 0 = each record has one of its own
    double exponent = 0;    ///< Zipf: value k comes with a share proportional to 1 / k^exponent; 0 = evenly
};

/// How event time goes on from record to record of a source: what windows and watermarks go by.
struct EventTimes {
    /// Set: by so much from each record to the next, however fast they come. Else it passes `speed` times as
    /// fast as the time at which records are meant to be sent.
    std::optional<MonotonicNs> everyNs = {};
    double speed = 1;
    MonotonicNs jitterNs = 0; ///< each is set back by an evenly drawn time below this
    MonotonicNs delayNs = 0;  ///< the watermark stays so far behind the latest
};

/// What becomes of the records of a node. Shares count per record that comes in.
namespace behaviour {

/// Makes records. Without a pace as many as are taken.
struct Emit {
    Arrivals::Settings arrivals = {};
    /// There is a pace, but only the data or who sends them know it: who simulates must be told. `arrivals`
    /// are Unlimited then, or Recorded without the recorded ones.
    bool paceIsUnknown = false;
    std::optional<std::uint64_t> count = {};
    std::map<std::string, KeySpread> keys = {}; ///< of the columns of which it is known
    std::optional<EventTimes> eventTimes = {};  ///< none: there are none, or only the data know them
};
/// Each output port gets a record with its own probability, or several: share 2.5 is two or three.
struct Pass {
    std::vector<double> shares = {}; ///< per output port; empty: the first port gets each record
};
/// One output port gets the record. What the shares leave is filtered out.
struct Choose {
    std::vector<double> shares = {}; ///< per output port, together at most 1
};
/// One output port after the other, or by the hash of a key, or where the fewest records wait.
struct Deal {
    enum class By : std::uint8_t { Turn, Key, Load };
    By by = By::Turn;
    std::vector<std::string> key = {};
    bool perBatch = false; ///< records that come together stay together
};
/// Every output port gets the record.
struct Copy {};
/// Sends records on together: so many, or those that are there when the first has waited so long.
struct Collect {
    std::int64_t size = 1;
    MonotonicNs lingerNs = 0;
};
/// One record per key and window, when the time of the window is over; without a window at the end. The other
/// ports get nothing.
struct Group {
    std::vector<std::string> key = {};
    MonotonicNs windowNs = 0; ///< 0 = the whole input
    MonotonicNs slideNs = 0;  ///< from one window to the next
};
/// Lets records through at a rate: `burst` at once, then evenly.
struct Limit {
    double rate = 0; ///< records per second
    double burst = 1;
};
/// The first so many pass, then the branch ends.
struct First {
    std::int64_t count = 0;
};
/// Nothing before the end, then everything.
struct Hold {};
/// Inputs 0 and 1 meet, those of equal key, or the first the first; port 0 gets the pairs, ports 1 and 2 what
/// found no counterpart.
struct Join {
    std::vector<std::string> key = {};
    std::int64_t capacity = 0; ///< of each input that wait; beyond, nothing more is taken from it
    std::optional<MonotonicNs> timeout = {};
};
/// Back into the order of birth within a window of so many records; port 1 gets what comes too late.
struct Reorder {
    std::int64_t window = 0;
    std::optional<MonotonicNs> timeout = {};
};
/// Older records than this leave through port 1.
struct Expire {
    MonotonicNs limitNs = 0;
};
/// Input 1 brings back what failed; see RetryBudget for `budget` and `minimumRate`. Port 1: given up.
struct Retry {
    std::int64_t attempts = 3;
    Backoff backoff = {};
    double budget = 0;
    double minimumRate = 0;
    std::int64_t capacity = 0;
};
/// Input 1 brings back what failed. Port 1: what came while it was open.
struct Break {
    Breaker::Settings settings = {};
    MonotonicNs settleNs = 0;
};

} // namespace behaviour

struct ServiceModel {
    using Behaviour = std::variant<behaviour::Pass, behaviour::Emit, behaviour::Choose, behaviour::Deal,
                                   behaviour::Copy, behaviour::Collect, behaviour::Group, behaviour::Limit,
                                   behaviour::First, behaviour::Hold, behaviour::Join, behaviour::Reorder,
                                   behaviour::Expire, behaviour::Retry, behaviour::Break>;

    std::vector<WorkSegment> work = {}; ///< in order, on each record that comes in; sources: on each one made
    Behaviour behaviour = {};
    /// The times are what the user asked for (`work`), not what this machine needs for them. Others are
    /// rough until they have been measured, and forecasts with them say so.
    bool timesAreGiven = false;
    /// Which share of the records goes where is a guess.
    bool sharesAreGuessed = false;
};

/// Rough cost of a node on one core of about 3 GHz, as measured by `./dev bench`: per record, and per batch.
inline WorkSegment roughCost(double nsPerRecord) {
    return {.kind = WorkSegment::Kind::Cpu, .time = Distribution::constant(nsPerRecord)};
}
inline WorkSegment roughBatchCost(double nsPerBatch) {
    return {.kind = WorkSegment::Kind::Cpu, .time = Distribution::constant(nsPerBatch), .perBatch = true};
}

} // namespace millrace
