// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/retry_budget.h"

namespace millrace {

bool RetryBudget::take(MonotonicNs now) {
    constexpr double kSlack = 1e-9; // ten times 0.1 is a little less than 1
    if (reserve_ + tokens_.at(now) < 1 - kSlack) return false;
    tokens_.add(-1, now);
    return true;
}

} // namespace millrace
