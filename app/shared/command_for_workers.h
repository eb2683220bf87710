// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/shared/node_kinds.h"

#include <string>
#include <vector>

namespace millrace {

/// How a run starts a worker process that knows the same kinds: `program` is the command line, `millrace`.
/// For Engine::useWorkers().
std::vector<std::string> commandForWorkers(const std::string& program, const NodeKinds& kinds);

} // namespace millrace
