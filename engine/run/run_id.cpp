// SPDX-License-Identifier: Apache-2.0
#include "engine/run/run_id.h"

#include <fmt/format.h>

namespace millrace {

std::string runId(EpochMs wallClock, std::uint32_t chance) {
    return fmt::format("{:011x}-{:08x}", static_cast<std::uint64_t>(wallClock), chance);
}

} // namespace millrace
