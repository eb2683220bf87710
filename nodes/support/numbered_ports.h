// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"

#include <string>
#include <vector>

namespace millrace {

inline constexpr int kMaxNumberedPorts = 64;

/// out_1 .. out_<count>
std::vector<PortSpec> numberedPorts(std::size_t count, const std::string& help);
/// The same from raw parameters, with the count in `outputs`; 2 where that is not a usable number.
std::vector<PortSpec> numberedPortsOf(const boost::json::object& rawParams, const std::string& help);

} // namespace millrace
