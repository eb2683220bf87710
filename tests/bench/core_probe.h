// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace millrace::bench {

/// Nanoseconds from one core to another and half way back: two threads pass a number to and fro. Tells where
/// the host has put this machine's cores at the moment: 50 where they share a cache, 270 where not.
double coreHopNanoseconds();

/// What it takes to wake a thread that waits for a futex, from the moment before it is woken to the moment it
/// runs, once a millisecond, in microseconds: the least that a hop to a parked worker can cost.
struct WakeLatency {
    double p50 = 0, p99 = 0;
};
WakeLatency futexWakeMicroseconds();

} // namespace millrace::bench
