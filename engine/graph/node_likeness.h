// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"

#include <map>
#include <string>

namespace millrace {

/// Old id -> new id of every node that is in both graphs: by its id, or, where the ids are not in the other
/// graph, by its likeness.
using NodeMatch = std::map<std::string, std::string>;
NodeMatch matchNodes(const GraphBody& before, const GraphBody& after);

/// Rows and the like: a list, not empty, of objects and nothing else.
bool isListOfObjects(const boost::json::value& value);

} // namespace millrace
