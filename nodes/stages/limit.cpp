// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/saved_rows.h"

#include <algorithm>

namespace millrace {

namespace {
Result<BoundNode> bindLimit(BindContext& context);
}

namespace kinds {

NodeKind limit() {
    return {
        .name = "limit",
        .title = "Limit",
        .category = Category::Stage,
        .icon = "limit",
        .summary = "Lets the first n records pass",
        .help =
            R"(Lets the first `count` records pass, in order of arrival, and then ends this branch: stages before it that serve no other
branch stop, too. What comes after is counted as *filtered*.

Behind a `sort` this gives the largest or smallest n. Where several wires or workers feed it, which records come first depends on timing.

**Bad records.** None.

**Performance.** Batches pass untouched until the last one, which is cut. One worker, since it must count all records.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "first": {"kind": "limit", "params": {"count": 10}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "first.in"}, {"from": "first.out", "to": "end.in"}]})json"),
        .params = {{.name = "count",
                    .type = ParameterType::Integer,
                    .title = "Records",
                    .help = "How many records pass.",
                    .required = true,
                    .unit = "records",
                    .minimum = 0,
                    .maximum = 9e15,
                    .applies = Applies::Hot,
                    .placeholder = "100"}},
        .inputs = {{.name = "in", .help = "Records to count."}},
        .outputs = {{.name = "out", .help = "The first records."}},
        .keepsColumns = true,
        .bind = bindLimit,
    };
}

} // namespace kinds

namespace {

class LimitOperator final : public Operator {
public:
    explicit LimitOperator(std::int64_t count) : count_(count) {}

    void open(OperatorContext& context) override {
        restoreState(context, [this](ByteReader& from) {
            passed_ = from.fixed<std::int64_t>();
            if (passed_ < 0) from.fail();
        });
    }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        const std::int64_t left = std::max<std::int64_t>(0, count_ - passed_);
        const std::size_t taken = std::min(batch.rows(), static_cast<std::size_t>(left));
        if (taken == 0) return;
        passed_ += static_cast<std::int64_t>(taken);
        out.emit(0, batch.slice(0, taken));
    }
    bool finished() const override { return passed_ >= count_; }
    void snapshot(Epoch, ByteWriter& state) override { state.fixed(passed_); }
    /// A higher limit helps only as long as the branch has not ended.
    void adoptSettings(Operator& fresh) override { count_ = static_cast<LimitOperator&>(fresh).count_; }

private:
    std::int64_t count_;
    std::int64_t passed_ = 0;
};

Result<BoundNode> bindLimit(BindContext& context) {
    BoundNode bound;
    bound.mayKeep = BoundNode::kAnyNumber;
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {context.inputs[0]};
    bound.makeOperator = [count = context.params.integer("count")] {
        return std::make_unique<LimitOperator>(count);
    };
    bound.maxWorkers = 1;
    bound.filters = true;
    bound.state = StateRule::Saved;
    bound.service = {.behaviour = behaviour::First{context.params.integer("count")}};
    return bound;
}

} // namespace

} // namespace millrace
