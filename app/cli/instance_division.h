// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"

namespace millrace::cli {

/// MR4638 where sources whose records are put together by a key have so many partitions that an instance
/// would not have the same keys of both: each number is different, and not all of them are multiples of the
/// number of instances. (Partition p belongs to instance p modulo their number.) Asks the brokers, with what
/// they say when they do not answer.
Diagnostics unlikeDivisions(const Plan& plan, const Instance& instance);

} // namespace millrace::cli
