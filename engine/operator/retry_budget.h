// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/byte_stream.h"
#include "engine/operator/sliding_sum.h"

namespace millrace {

/// Bounds how much retrying may add to the load, so that retries do not keep down what is overloaded: in any
/// window of kWindowNs at most `ratio` retries per fresh call, plus `minimumPerSecond` for those who call
/// rarely. A token bucket with tokens that expire: a fresh call puts `ratio` tokens in, a retry takes one.
/// (The retry budget of Finagle; Envoy's has the same two figures.) Not thread-safe.
class RetryBudget {
public:
    RetryBudget(double ratio, double minimumPerSecond)
        : ratio_(ratio), reserve_(minimumPerSecond * kWindowSeconds) {}

    /// Calls that are made for the first time.
    void fresh(std::int64_t calls, MonotonicNs now) { tokens_.add(ratio_ * static_cast<double>(calls), now); }
    /// Whether one more retry is within the budget; if so, it is taken from it.
    bool take(MonotonicNs now);
    /// Writes down what load() gives to a new one, as come at `now`.
    void save(ByteWriter& to, MonotonicNs now) { to.fixed(tokens_.at(now)); }
    void load(ByteReader& from, MonotonicNs now) { tokens_.add(from.fixed<double>(), now); }

private:
    static constexpr double kWindowSeconds = 10;
    static constexpr MonotonicNs kWindowNs = 10'000'000'000;

    double ratio_;
    double reserve_;
    SlidingSum tokens_{kWindowNs};
};

} // namespace millrace
