// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/verb_table.h"
#include "engine/base/result.h"
#include "engine/run/run.h"

namespace millrace::cli {

/// Reads --break, --log-at and --inject against the plan into the options of its run. Errors: MR5310 no such
/// wire, MR5311 more than one wire is meant, MR5312 no such port, MR5313 not a record for it, MR5314 standard
/// input is taken (--break reads its commands there), MR5102 a text that cannot be read.
Result<void> readDebugOptions(const Arguments& arguments, const Plan& plan, RunOptions& options);

} // namespace millrace::cli
