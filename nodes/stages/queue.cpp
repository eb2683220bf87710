// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/forward_operator.h"

namespace millrace {

namespace {
Result<BoundNode> bindQueue(BindContext& context);
}

namespace kinds {

NodeKind queue() {
    return {
        .name = "queue",
        .title = "Queue",
        .category = Category::Concurrency,
        .icon = "queue",
        .summary = "A bounded queue between two stages, with an overflow policy",
        .help =
            R"(Puts a bounded queue where you want one. The stages before and after it never become one task, so they can run at the
same time, and a burst is stored instead of holding up the stages before.

`capacity` and `overflow` are those of the wire **into** this node; settings on that wire itself come first.

- `block`: the stage before waits (back-pressure). Nothing is lost.
- `drop_newest`: what finds no room is thrown away.
- `drop_oldest`: the records that wait longest make room.
- `fail`: the run ends as failed.

Dropped records are counted on the wire.

**Cycles.** Wires may lead back into a queue, so that records go round until a `split` lets them out. What comes back is taken first: a cycle takes in
new records only when nothing waits on the way back. When the sources have ended and nothing goes round any more, the cycle ends. Wires that lead back take
no part in event time; what comes back behind the watermark is late. `millrace check` names cycles that can fill up (MR1172), and a run in which it happens
fails and says so (MR4110).

**Bad records.** None.

**Performance.** A hop between two threads costs far more than the work of a simple stage, so a queue pays where stages take long
or come in bursts. A larger queue does not raise the throughput that the slowest stage allows; it adds latency.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "store": {"kind": "queue", "params": {"capacity": 256}},
                "slow": {"kind": "work", "params": {"time": "10 us"}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "store.in"}, {"from": "store.out", "to": "slow.in"},
                      {"from": "slow.out", "to": "end.in"}]})json"),
        .params = {{.name = "capacity",
                    .type = ParameterType::Integer,
                    .title = "Capacity",
                    .help = "Records the queue holds; the wire into this node shows how full it is.",
                    .defaultValue = 65536,
                    .unit = "records",
                    .minimum = 1,
                    .maximum = 1e9,
                    .applies = Applies::RestartsRun},
                   {.name = "overflow",
                    .type = ParameterType::Choice,
                    .title = "When full",
                    .help = "What happens to records that find the queue full.",
                    .defaultValue = "block",
                    .choices = {"block", "drop_newest", "drop_oldest", "fail"},
                    .applies = Applies::RestartsRun}},
        .inputs = {{.name = "in", .help = "Records to store."}},
        .outputs = {{.name = "out", .help = "The same records, in the same order."}},
        .keepsColumns = true,
        .bind = bindQueue,
    };
}

} // namespace kinds

namespace {

Result<BoundNode> bindQueue(BindContext& context) {
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {context.inputs[0]};
    bound.makeOperator = [] { return std::make_unique<ForwardOperator>(); };
    bound.fusible = false;
    bound.queueCapacity = context.params.integer("capacity");
    bound.queueOverflow = context.params.text("overflow");
    bound.state = StateRule::None;
    bound.service = {.behaviour = behaviour::Pass{}};
    return bound;
}

} // namespace

} // namespace millrace
