// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>

namespace millrace {

/// What the schema of graph files says of the machines of a simulation: members of the block `simulation`
/// (`sites`, `links`, `gil`, `process`, `time_slice`, `context_switch`, `power`, `core_hour`,
/// `carbon`, `per_record_of`). `duration` and
/// `time` are the schemas of a duration and of a law.
boost::json::object machineSchema(const boost::json::object& duration, const boost::json::object& time);
/// The same for members of a node in there: `site`, `serverless`, `record_bytes`.
boost::json::object placeSchema(const boost::json::object& duration, const boost::json::object& time);

} // namespace millrace
