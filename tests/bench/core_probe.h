// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace millrace::bench {

/// Nanoseconds from one core to another and half way back: two threads pass a number to and fro. Tells where
/// the host has put this machine's cores at the moment: 50 where they share a cache, 270 where not.
double coreHopNanoseconds();

} // namespace millrace::bench
