// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

namespace millrace {

/// How long to wait before something that failed is tried again: exponential backoff with full jitter. The
/// n-th wait is uniform between 0 and min(longest, first * factor^(n-1)): of those that failed together few
/// come back together. (M. Brooker, "Exponential Backoff And Jitter", 2015.)
struct Backoff {
    MonotonicNs first = 100'000'000;
    MonotonicNs longest = 10'000'000'000;
    double factor = 2;
    bool jitter = true; ///< false: always the whole span

    /// `retry`: 1 for the first. `uniform`: a draw from [0, 1).
    MonotonicNs wait(int retry, double uniform) const;
};

} // namespace millrace
