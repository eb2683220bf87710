// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"

#include <cstdint>
#include <vector>

namespace millrace {

inline constexpr std::size_t kNoCycle = SIZE_MAX;

/// The strongly connected components of a graph, edges given as pairs of nodes: per node the number of its
/// component, kNoCycle where that is a single node without an edge to itself. Iterative: a graph may be
/// deeper than the stack.
std::vector<std::size_t> findCycles(std::size_t nodes,
                                    const std::vector<std::pair<std::size_t, std::size_t>>& edges);

/// Which chains of a plan lie on cycles of wires: per chain, as findCycles() numbers them.
std::vector<std::size_t> cyclesOfChains(const Plan& plan);

/// Per vertex: whether time reaches it from a source, other than over a wire that leads back. The others see
/// no watermark before the end, and hold nobody's back.
std::vector<bool> timedVertices(const Plan& plan);

} // namespace millrace
