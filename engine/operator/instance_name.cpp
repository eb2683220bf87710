// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/instance_name.h"

#include <fmt/format.h>

namespace millrace {

std::string nameOf(const Instance& instance) {
    return fmt::format("{}-of-{}", instance.index + 1, instance.count);
}

} // namespace millrace
