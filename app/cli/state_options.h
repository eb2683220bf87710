// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/verb_table.h"
#include "engine/run/run.h"

namespace millrace::cli {

/// --state, --fresh, --yes and --checkpoint-every of `run`, for each of the folders. Errors MR5102, MR5108
/// are wrong usage. Where --fresh would forget checkpoints it asks whoever sits at the terminal first;
/// MR5109: the answer was no. Without --state: nothing for any of them.
Result<std::vector<std::optional<CheckpointOptions>>> readStateOptions(
    const Arguments& arguments, const Plan& plan, const std::vector<std::string>& folders);

/// Nobody at the terminal could mean it otherwise: what --state needs was given without it.
Result<void> checkStateOptions(const Arguments& arguments);

} // namespace millrace::cli
