// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace millrace {

/// Where the threads of an executor run.
enum class WorkerPlacement : std::uint8_t {
    Free,   ///< wherever the system puts them
    Pinned, ///< each on one core, in turn, of those the process may use
};

/// Makes the calling thread an executor's worker, the `index`-th: its sleeps end on time instead of up to 50
/// microseconds later, and it stays on its core where it is pinned. What the system refuses is left out.
void becomeWorker(std::size_t index, WorkerPlacement placement);

} // namespace millrace
