// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/machine_probe.h"

#include <boost/json/object.hpp>
#include <string>

namespace millrace {

/// What a probe found, for programs: figures with their unit in the name, and how noisy the machine was.
boost::json::object toJson(const MachineProbe& probe);
/// For people. A noisy machine is said to be so.
std::string probeText(const MachineProbe& probe);

} // namespace millrace
