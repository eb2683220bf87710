// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/registry.h"

#include <map>
#include <set>

namespace millrace {

/// What of a document is run: see flatten().
struct FlatGraph {
    /// No subgraphs, no instances, nothing disabled. Ids of nodes are paths (node_path.h), titles of those
    /// inside of an instance begin with that of the instance. Without positions, groups and notes.
    GraphDocument document;
    /// Node -> the two ports between which its records pass as they are. Such nodes have no parameters.
    struct Bypass {
        std::string in, out;
    };
    std::map<std::string, Bypass, std::less<>> bypassed;
    /// Ports ("node.port") left without some wire on purpose, or by a fault that has been reported: that
    /// nothing is connected there is no news.
    std::set<std::string, std::less<>> cutInputs, cutOutputs;
    bool allDisabled = false; ///< there were nodes, and not one of them is to run
};

/// Puts the nodes of subgraphs in the places of their instances, takes out what is disabled and what then
/// gets no records any more, and says which nodes are bypassed. What is faulty is left out and reported:
/// MR1180 to MR1188 about subgraphs, MR1190 and MR1191 about modes, MR1106 for inputs of instances that lead
/// nowhere.
FlatGraph flatten(const GraphDocument& document, const Registry& registry, Diagnostics& diagnostics);

} // namespace millrace
