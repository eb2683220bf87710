// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/example_graph.h"

namespace millrace {

namespace {

class DiscardSink final : public Operator {
public:
    void process(std::size_t, RecordBatch, Collector&) override {}
};

} // namespace

namespace kinds {

NodeKind discard() {
    return {
        .name = "discard",
        .title = "Discard",
        .category = Category::Sink,
        .icon = "discard",
        .summary = "Takes every record and forgets it",
        .help =
            R"(Takes every record and forgets it. Records and their latency are still counted, so this is the sink for measuring a
pipeline without the cost of storing anything, and the place for an output that is not wanted.

**Bad records.** None.

**Performance.** Nothing is touched: the cost of a batch is a few nanoseconds. Any number of workers.)",
        .example = exampleGraph(R"({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 100000, "fields": {"id": {"type": "sequence"}}}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "end.in"}]})"),
        .params = {},
        .inputs = {{.name = "in", .help = "Records to forget."}},
        .outputs = {},
        .bind = [](BindContext&) -> Result<BoundNode> {
            BoundNode bound;
            bound.makeOperator = [] { return std::make_unique<DiscardSink>(); };
            bound.state = StateRule::None;
            bound.service = {.behaviour = behaviour::Pass{}};
            return bound;
        },
    };
}

} // namespace kinds

} // namespace millrace
