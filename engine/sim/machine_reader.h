// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"
#include "engine/sim/machine_settings.h"

#include <boost/json/object.hpp>

namespace millrace::sim {

/// Reads `sites`, `links`, `gil`, `process`, `time_slice`, `context_switch`, `power`, `core_hour`, `carbon`
/// and `per_record_of` of the block `simulation`. Errors MR4701 and MR4702 with parameter "simulation. ...".
MachineSettings readMachine(const boost::json::object& block, const Plan& plan, Diagnostics& problems);

/// Reads `site`, `serverless` and `record_bytes` of a node; `path` ends with a dot.
void readPlace(const boost::json::object& block, const Plan& plan, const std::string& path, NodePlace& place,
               Diagnostics& problems);

/// "10 Mbit/s", "1.25 MB/s", "64 KiB/s": bytes per second. Nothing where it is none.
std::optional<double> parseByteRate(std::string_view text);

} // namespace millrace::sim
