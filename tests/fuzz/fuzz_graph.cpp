// SPDX-License-Identifier: Apache-2.0
// Any bytes as a graph file. What is read must be written and read back the same, byte for byte from then on;
// the planner must say something sensible about it, and what it plans must hold together. Planned with kinds
// that touch no files.

#include "engine/graph/graph_json.h"
#include "engine/plan/plan_diff.h"
#include "engine/plan/planner.h"
#include "tests/support/toy_kinds.h"

#include <cstdlib>

using namespace millrace;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

void checkPlan(const Plan& plan) {
    std::vector<int> seen(plan.vertices.size(), 0);
    for (std::size_t c = 0; c < plan.chains.size(); ++c) {
        const PlanChain& chain = plan.chains[c];
        require(!chain.vertices.empty() && chain.workers >= 1 && chain.executor != ExecutorKind::Inline);
        for (const std::size_t v : chain.vertices) {
            require(plan.vertices[v].chain == c);
            ++seen[v];
        }
        // Only the head is fed from outside.
        for (std::size_t i = 1; i < chain.vertices.size(); ++i) {
            for (const std::size_t edge : plan.vertices[chain.vertices[i]].inEdges)
                require(plan.edges[edge].fused);
        }
    }
    for (const int count : seen)
        require(count == 1);
    for (const PlanEdge& edge : plan.edges) {
        require(edge.from < edge.to && edge.to < plan.vertices.size());
        require(edge.fromPort < plan.vertices[edge.from].bound.outputs.size());
        require(edge.toPort < plan.vertices[edge.to].inputs.size());
        require(edge.fused == (plan.vertices[edge.from].chain == plan.vertices[edge.to].chain));
        require(edge.capacity >= 1);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto file = parseGraph(text, "fuzz.mill");
    if (!file) {
        require(file.error().hasErrors());
        for (const Diagnostic& item : file.error())
            require(item.code.substr(0, 4) == "MR10" && item.file == "fuzz.mill");
        return 0;
    }
    const GraphDocument& document = file->document;
    const std::string written = writeGraph(document);
    const auto again = parseGraph(written);
    require(again.has_value() && again->document == document);
    require(writeGraph(again->document) == written);

    PlanOptions options;
    options.graphFolder = "/graph";
    const Planning planning = plan(document, test::toyKinds(), options);
    require((planning.plan == nullptr) == planning.diagnostics.hasErrors());
    for (Diagnostic item : planning.diagnostics) {
        require(!item.code.empty() && !item.message.empty());
        file->positions.locate(item, document, "fuzz.mill");
    }
    if (planning.plan) {
        checkPlan(*planning.plan);
        require(hotChanges(*planning.plan, *planning.plan)->empty());
    }

    std::vector<std::string> ids;
    for (const GraphNode& node : document.nodes)
        ids.push_back(node.id);
    if (ids.empty() || ids.size() > 50) return 0;
    const auto paste = pasteFragment(document, parseGraph(writeFragment(document, ids))->document, {1, 1});
    GraphDocument changed = document;
    const auto inverse = GraphEdit(*paste).apply(changed);
    require(inverse && inverse->apply(changed) && writeGraph(changed) == written);
    return 0;
}
