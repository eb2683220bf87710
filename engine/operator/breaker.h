// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/byte_stream.h"
#include "engine/operator/sliding_sum.h"

namespace millrace {

/// A circuit breaker: closed as long as calls succeed; open, which lets nothing through, once too many of
/// them fail; after a while half open, which lets a few probes through to see whether it is better now. (M.
/// Nygard, "Release It!".) Time comes in from outside and must not go back. Not thread-safe.
class Breaker {
public:
    struct Settings {
        double failureRatio = 0.5;           ///< opens when at least this share of the calls failed
        std::int64_t minimumCalls = 20;      ///< in the window, before the share means anything
        MonotonicNs window = 10'000'000'000; ///< over which calls are counted
        MonotonicNs openFor = 5'000'000'000; ///< before probes are let through
        std::int64_t probes = 5;             ///< that must succeed for it to close again
    };
    enum class State { Closed, Open, HalfOpen };

    explicit Breaker(const Settings& settings);

    State state() const { return state_; }
    /// How many of `wanted` calls may be made now: all, none, or as many as there are probes left.
    std::int64_t admit(std::int64_t wanted, MonotonicNs now);
    /// Calls that ended, and how many of all have failed since the last time. Who cannot see a success may
    /// count calls when they begin (not while half open) and failures when they come.
    void count(std::int64_t ended, std::int64_t failed, MonotonicNs now);
    /// Half open: probes let through of which nothing has been counted yet.
    std::int64_t probesOut() const { return probesOut_; }
    /// When the open breaker goes half open.
    MonotonicNs reopensAt() const { return openUntil_; }
    /// Share of failures over the window; 0 without calls.
    double failureShare(MonotonicNs now);
    /// Takes other settings; what has been counted stays, unless the window is another.
    void adopt(const Settings& settings);
    /// Writes down what load() makes of a new breaker. Counts come back as of `now`; half open comes back as
    /// open, to be probed anew at once.
    void save(ByteWriter& to, MonotonicNs now);
    void load(ByteReader& from, MonotonicNs now);

private:
    void open(MonotonicNs now);
    void close();

    Settings settings_;
    State state_ = State::Closed;
    SlidingSum calls_;
    SlidingSum failures_;
    MonotonicNs openUntil_ = 0;
    std::int64_t probesLeft_ = 0; ///< may still be let through
    std::int64_t probesOut_ = 0;
    std::int64_t probesGood_ = 0;
};

const char* nameOf(Breaker::State state); ///< "closed", "open", "half open"

} // namespace millrace
