// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

#include <string>
#include <vector>

namespace millrace::bench {

constexpr std::size_t kMessageBytes = 100;

/// Values of messages, kMessageBytes each: 65,536 positions as JSON objects, all different, so that a
/// compressor finds in them what it finds in real ones. Whoever needs more begins again.
const std::vector<std::string>& messageValues();

/// The kind `bench_messages`: a source of those values, one column `value`, made beforehand so that it takes
/// no time.
void addMessageKind(Registry& registry);

} // namespace millrace::bench
