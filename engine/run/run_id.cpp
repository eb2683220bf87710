// SPDX-License-Identifier: Apache-2.0
#include "engine/run/run_id.h"

#include <fmt/format.h>
#include <random>

namespace millrace {

std::string freshRunId(EpochMs wallClock) {
    std::random_device device;
    return fmt::format("{:011x}-{:08x}", static_cast<std::uint64_t>(wallClock), device());
}

} // namespace millrace
