// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/graph/graph_document.h"

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// A place of a graph that two versions changed in different ways.
struct MergeConflict {
    std::string
        pointer; ///< JSON pointer in the graph file; wires by name: "/edges/a.out->b.in/queue/capacity"
    /// None: not there.
    std::optional<boost::json::value> base, ours, theirs;
    bool operator==(const MergeConflict&) const = default;
};

struct MergedGraph {
    GraphDocument document;
    std::vector<MergeConflict> conflicts;
};

/// Takes over what each of two versions changed since `base`: nodes, parameters by their path, wires by their
/// ends, whatever order they stand in. Where both changed one thing in different ways, `ours` holds and it is
/// a conflict; one that was removed and changed stays, as a conflict, too, and so do wires whose node is
/// gone. Where things stand on the canvas is never a conflict. Error MR10xx when what comes out cannot be
/// read.
Result<MergedGraph> mergeGraphs(const GraphDocument& base, const GraphDocument& ours,
                                const GraphDocument& theirs);

/// nodes/keep/params/where: ours "a > 1", theirs "a > 2", before "a > 0"
std::string toText(const MergeConflict& conflict);
boost::json::object toJson(const MergeConflict& conflict);

} // namespace millrace
