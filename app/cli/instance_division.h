// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"

namespace millrace::cli {

/// MR4638 where topics whose records are put together by a key, of one source or of several, have so many
/// partitions that an instance would not have the same keys of both: the numbers differ, and not all of them
/// are multiples of the number of instances. (Partition p belongs to instance p modulo their number.) Asks
/// the brokers; a warning MR4639 where they do not answer.
Diagnostics unlikeDivisions(const Plan& plan, const Instance& instance);

} // namespace millrace::cli
