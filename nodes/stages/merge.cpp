// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/forward_operator.h"

namespace millrace {

namespace {
Result<BoundNode> bindMerge(BindContext& context);
}

namespace kinds {

NodeKind merge() {
    return {
        .name = "merge",
        .title = "Merge",
        .category = Category::Concurrency,
        .icon = "merge",
        .summary = "Brings several wires together into one",
        .help =
            R"(Takes any number of wires of equal schema and sends everything on, in order of arrival. Records of one wire keep
their order; how the wires interleave depends on timing. Several wires into any other input do the same: the node makes
the place visible, and gives it a name, a rate and settings of its own.

**Watermark.** The lowest of all wires: a wire whose source is behind holds event time back for all. A wire that has ended
no longer counts.

**Bad records.** None.

**Performance.** Batches pass through untouched.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "left": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "right": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "both": {"kind": "merge"},
                "end": {"kind": "discard"}},
            "edges": [{"from": "left.out", "to": "both.in"}, {"from": "right.out", "to": "both.in"},
                      {"from": "both.out", "to": "end.in"}]})json"),
        .params = {},
        .inputs = {{.name = "in", .help = "Any number of wires with equal columns."}},
        .outputs = {{.name = "out", .help = "The records of all wires."}},
        .keepsColumns = true,
        .bind = bindMerge,
    };
}

} // namespace kinds

namespace {

Result<BoundNode> bindMerge(BindContext& context) {
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {context.inputs[0]};
    bound.makeOperator = [] { return std::make_unique<ForwardOperator>(); };
    bound.state = StateRule::None;
    bound.service = {.behaviour = behaviour::Pass{}};
    return bound;
}

} // namespace

} // namespace millrace
