// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/bench/kafka_rivals.h"

namespace millrace::bench {

struct Latency {
    double p50 = 0, p99 = 0; ///< milliseconds
};

/// Sends messages with the time at which each was due into one topic at an even pace for some seconds, and
/// takes the time when they come out of another one, or the same. Both with bare clients that wait for
/// nobody. The first two seconds do not count. Throws std::runtime_error when not each message comes once.
Latency measureLatency(const std::string& brokers, const BenchTopic& in, const BenchTopic& out, int perSecond,
                       int seconds);

} // namespace millrace::bench
