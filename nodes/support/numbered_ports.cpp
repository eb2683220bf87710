// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/numbered_ports.h"

namespace millrace {

std::vector<PortSpec> numberedPorts(std::size_t count, const std::string& help) {
    std::vector<PortSpec> ports;
    for (std::size_t i = 1; i <= count; ++i)
        ports.push_back({.name = "out_" + std::to_string(i), .help = help});
    return ports;
}

std::vector<PortSpec> numberedPortsOf(const boost::json::object& rawParams, const std::string& help) {
    const boost::json::value* const count = rawParams.if_contains("outputs");
    double wanted = 2;
    if (count != nullptr && count->is_number()) wanted = count->to_number<double>();
    const bool usable = wanted >= 1 && wanted <= kMaxNumberedPorts;
    return numberedPorts(usable ? static_cast<std::size_t>(wanted) : 2, help);
}

} // namespace millrace
