// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/random.h"
#include "engine/graph/graph_document.h"
#include "engine/graph/graph_edit.h"
#include "engine/graph/node_path.h"
#include "tests/support/run_plan.h"

#include <optional>
#include <string>

namespace millrace::test {

/// Draws random graphs of the built-in kinds, that lose no record, and folds random parts of them into
/// subgraphs. The same seed draws the same.
class SubgraphDrawer {
public:
    explicit SubgraphDrawer(std::uint64_t seed) : random_(seed) {}

    /// Ids are single words: "n7".
    GraphDocument drawFlat();
    /// Makes connected selections, also inside of what was folded before, into subgraphs.
    GraphDocument fold(GraphDocument document);
    /// Puts further instances beside those of the document's own body: fed by the same wires, each output
    /// into a sink.
    GraphDocument addInstances(GraphDocument document);
    /// Some move of nodes into a subgraph, out of it, or of a subgraph's making or unpacking. Nothing when
    /// what was drawn cannot be done.
    std::optional<GraphEdit> rearrange(const GraphDocument& document);

private:
    std::vector<std::string> selectionIn(const GraphBody& body);
    BodyPath bodyIn(const GraphDocument& document);

    Random random_;
};

GraphDocument unpackAll(GraphDocument document);
int instancesIn(const GraphDocument& document);
bool hasNested(const GraphDocument& document);

/// What a plan does, without its order and with the nodes called by what they were before folding: a line for
/// each node, with the chain it is in, and each wire.
std::string planText(const Plan& plan);
/// Records in and out of each node of a run.
std::string recordsText(const RunOutcome& outcome);

} // namespace millrace::test
