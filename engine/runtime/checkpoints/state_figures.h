// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"
#include "engine/runtime/checkpoints/run_snapshot.h"

#include <boost/json/object.hpp>

namespace millrace {

/// What each worker of the node says of its state. `kind`: null says nothing, as do many kinds. Throws
/// MR4611.
std::vector<boost::json::object> figuresOfWorkers(const RunSnapshot::Node& node, const NodeKind* kind);

/// Those together; what several speak of stands there once for each.
boost::json::object figuresOf(const RunSnapshot::Node& node, const NodeKind* kind);

} // namespace millrace
