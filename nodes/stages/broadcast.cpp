// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/numbered_ports.h"

namespace millrace {

namespace {
Result<BoundNode> bindBroadcast(BindContext& context);
}

namespace kinds {

NodeKind broadcast() {
    return {
        .name = "broadcast",
        .title = "Broadcast",
        .category = Category::Concurrency,
        .icon = "broadcast",
        .summary = "Sends every record to each of several outputs",
        .help =
            R"(Sends every record to each of the outputs `out_1`, `out_2`, ... Several wires out of one output do the same; the
node gives each branch a port and a name of its own.

A branch that is full holds the others up, since all must take a batch before the next one: give the wire of a branch that may lag a
larger queue, or `drop_oldest`.

**Bad records.** None.

**Performance.** Branches share the columns; nothing is copied.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "both": {"kind": "broadcast", "params": {"outputs": 2}},
                "all": {"kind": "discard"},
                "even": {"kind": "filter", "params": {"where": "id % 2 = 0"}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "both.in"}, {"from": "both.out_1", "to": "all.in"},
                      {"from": "both.out_2", "to": "even.in"}, {"from": "even.out", "to": "end.in"}]})json"),
        .params = {{.name = "outputs",
                    .type = ParameterType::Integer,
                    .title = "Outputs",
                    .help = "How many outputs the node has.",
                    .defaultValue = 2,
                    .minimum = 1,
                    .maximum = kMaxNumberedPorts,
                    .applies = Applies::RestartsRun}},
        .inputs = {{.name = "in", .help = "Records to send on."}},
        .outputs = numberedPorts(2, "Every record."),
        .keepsColumns = true,
        .outputsOf =
            [](const boost::json::object& params) { return numberedPortsOf(params, "Every record."); },
        .bind = bindBroadcast,
    };
}

} // namespace kinds

namespace {

class BroadcastOperator final : public Operator {
public:
    explicit BroadcastOperator(std::size_t outputs) : outputs_(outputs) {}

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        for (std::size_t port = 0; port + 1 < outputs_; ++port)
            out.emit(port, batch);
        out.emit(outputs_ - 1, std::move(batch));
    }

private:
    std::size_t outputs_;
};

Result<BoundNode> bindBroadcast(BindContext& context) {
    const auto outputs = static_cast<std::size_t>(context.params.integer("outputs"));
    BoundNode bound;
    bound.outputPorts = numberedPorts(outputs, "Every record.");
    bound.outputs.assign(outputs, context.inputs[0]);
    bound.makeOperator = [outputs] { return std::make_unique<BroadcastOperator>(outputs); };
    bound.state = StateRule::None;
    bound.service = {.behaviour = behaviour::Copy{}};
    return bound;
}

} // namespace

} // namespace millrace
