// SPDX-License-Identifier: Apache-2.0
#include "app/shared/build_registry.h"

#include "nodes/builtin.h"

namespace millrace {

std::shared_ptr<Registry> buildRegistry() {
    auto registry = std::make_shared<Registry>();
    registerBuiltinNodes(*registry);
    return registry;
}

} // namespace millrace
