// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/backoff.h"

#include <algorithm>
#include <cmath>

namespace millrace {

MonotonicNs Backoff::wait(int retry, double uniform) const {
    const double most = static_cast<double>(longest);
    // In floating point, where a large power is infinite instead of a small number.
    const double grown = static_cast<double>(first) * std::pow(factor, std::max(0, retry - 1));
    const double span = std::min(grown, most);
    return static_cast<MonotonicNs>(jitter ? span * uniform : span);
}

} // namespace millrace
