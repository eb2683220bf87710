// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"
#include "engine/plan/planner.h"

#include <string>
#include <string_view>
#include <vector>

namespace millrace::test {

/// Node kinds without behaviour, for what is decided before anything runs: toy_source (columns, path,
/// bounded, serial), toy_filter (where, hot limit), toy_call (operations in flight), toy_map (columns),
/// toy_split (outputs), toy_keyed (key, ordered), toy_join (inputs left and right), toy_queue (never fused),
/// toy_sink (path, one worker), toy_flat_sink (any number of workers), toy_failing (throws in bind).
const Registry& toyKinds();

/// Reads a graph written with single quotes instead of double ones; throws what is wrong with it.
GraphDocument graphOf(std::string text);
Planning planOf(std::string text, PlanOptions options = {});
/// Codes of the errors, in order, parted by blanks; with `all` the warnings and notes too.
std::string codesOf(const Diagnostics& diagnostics, bool all = false);

} // namespace millrace::test
