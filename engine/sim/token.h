// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/base/random.h"

#include <cstdint>

namespace millrace::sim {

/// A record in the simulator: no values, but everything that can be drawn about it follows from its number.
struct Token {
    MonotonicNs born = 0;  ///< when it was meant to be sent, or read
    MonotonicNs since = 0; ///< in the queue it waits in
    std::uint64_t number =
        0; ///< of the source; copies and what is made of it have numbers that follow from it
    std::uint32_t ticket = 0;          ///< its turn behind an ordered stage
    std::uint16_t attempt = 0;         ///< so often has it been tried again
    std::uint16_t visit : 15 = 0;      ///< so often has it come back on a wire that closes a cycle
    std::uint16_t lastOfEntry : 1 = 1; ///< what was sent together is taken together

    /// Number of what is drawn for it at a vertex: another one each time it comes by.
    std::uint64_t draw() const { return visit == 0 ? number : mix64(number + visit * kGolden64); }
};
static_assert(sizeof(Token) == 32, "there are millions of them, and half a cache line is soon copied");

} // namespace millrace::sim
