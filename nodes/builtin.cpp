// SPDX-License-Identifier: Apache-2.0
#include "nodes/builtin.h"

namespace millrace {

namespace kinds {
#define MILLRACE_NODE(name) NodeKind name();
#include "nodes/node_list.def"
#undef MILLRACE_NODE
} // namespace kinds

void registerBuiltinNodes(Registry& registry) {
#define MILLRACE_NODE(name) registry.add(kinds::name()).value();
#include "nodes/node_list.def"
#undef MILLRACE_NODE
}

} // namespace millrace
