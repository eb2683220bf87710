// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator_context.h"

#include <optional>
#include <string>
#include <vector>

namespace millrace {

// The state of a job whose instances divide the input. How many shares there are is settled when the job
// begins, and never changes: what a share's nodes remember belongs to the partitions it reads. Instances come
// and go; each takes whole shares, and share s belongs to instance s % instances. (Flink's key groups, and
// its maximum parallelism, do the same with finer shares.)

/// One share and the folder of its checkpoints.
struct Share {
    Instance instance; ///< which of how many shares it is
    std::string folder;
};

/// How many shares the folder's job has; nothing: it has not begun, or has none.
std::optional<int> shareCount(const std::string& folder);
/// All of them; none: see above.
std::vector<Share> sharesIn(const std::string& folder);

/// What this instance is to work at; a job that has not begun will have `wanted` shares, else as many as
/// there are instances. Throws MR4634: the folder belongs to a job without shares; MR4635: it has another
/// number of shares, or fewer than there are instances.
std::vector<Share> takeShares(const std::string& folder, const Instance& instance, std::optional<int> wanted);
/// The job begins, with so many shares: makes the folder. Throws MR4635: somebody was faster, with another
/// number; MR4614: the system refuses.
void settleShares(const std::string& folder, int count);
/// Throws MR4634 where a run that is not divided would begin in the folder of one that is.
void refuseShares(const std::string& folder);

} // namespace millrace
