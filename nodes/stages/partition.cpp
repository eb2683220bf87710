// SPDX-License-Identifier: Apache-2.0
#include "engine/data/row_hash.h"
#include "engine/graph/node_kind.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/numbered_ports.h"
#include "nodes/support/port_shares.h"
#include "nodes/support/saved_rows.h"

namespace millrace {

namespace {
constexpr const char* kPortHelp = "One share of the records.";
Result<BoundNode> bindPartition(BindContext& context);
} // namespace

namespace kinds {

NodeKind partition() {
    return {
        .name = "partition",
        .title = "Partition",
        .category = Category::Concurrency,
        .icon = "partition",
        .summary = "Spreads records over several outputs, by key or in turn",
        .help = R"(Sends each record to exactly one of the outputs `out_1`, `out_2`, ...

- `by: hash` needs `key`: records with equal key columns always take the same output, today and tomorrow, on any machine. NULL is a
  key like any other. Shares are only as even as the keys are.
- `by: round_robin`: one record after the other to the next output. Shares are even; records with one key are everywhere.

To let one stage run with several workers you need no partition: set its workers, and the planner splits its input. Use
the node when the branches differ, or to see what partitioning does.

**Bad records.** None. DOUBLE cannot be a key, since its equality is unreliable.

**Performance.** Each output gets a selection of the batch; with more than four outputs its rows are copied together.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "halves": {"kind": "partition", "params": {"outputs": 2, "by": "hash", "key": ["id"]}},
                "first": {"kind": "discard"},
                "second": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "halves.in"}, {"from": "halves.out_1", "to": "first.in"},
                      {"from": "halves.out_2", "to": "second.in"}]})json"),
        .params = {{.name = "outputs",
                    .type = ParameterType::Integer,
                    .title = "Outputs",
                    .help = "How many outputs share the records.",
                    .defaultValue = 2,
                    .minimum = 1,
                    .maximum = kMaxNumberedPorts,
                    .applies = Applies::RestartsRun},
                   {.name = "by",
                    .type = ParameterType::Choice,
                    .title = "By",
                    .help = "By a hash of the key columns, or in turn.",
                    .defaultValue = "round_robin",
                    .choices = {"hash", "round_robin"}},
                   {.name = "key",
                    .type = ParameterType::ColumnList,
                    .title = "Key",
                    .help = "Columns that decide about the output.",
                    .required = true,
                    .visibleWhen = "by=hash",
                    .placeholder = "vehicle_id"}},
        .inputs = {{.name = "in", .help = "Records to spread."}},
        .outputs = numberedPorts(2, kPortHelp),
        .keepsColumns = true,
        .outputsOf = [](const boost::json::object& params) { return numberedPortsOf(params, kPortHelp); },
        .bind = bindPartition,
    };
}

} // namespace kinds

namespace {

class PartitionOperator final : public Operator {
public:
    PartitionOperator(std::size_t outputs, std::vector<std::size_t> key)
        : outputs_(outputs), key_(std::move(key)) {}

    void open(OperatorContext& context) override {
        if (!key_.empty()) return;
        restoreState(context, [this](ByteReader& from) {
            next_ = static_cast<std::size_t>(from.varint());
            if (next_ >= outputs_) from.fail();
        });
    }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        if (outputs_ == 1) return out.emit(0, std::move(batch));
        const std::size_t count = batch.rows();
        if (!key_.empty()) hashRows(batch, key_, 0, hashes_);
        PortShares shares(outputs_, count);
        for (std::size_t i = 0; i < count; ++i)
            shares.add(key_.empty() ? turn() : shareOf(hashes_[i]), batch.rowAt(i));
        shares.send(batch, out);
    }

    void snapshot(Epoch, ByteWriter& state) override {
        if (key_.empty()) state.varint(next_);
    }

private:
    std::size_t turn() {
        const std::size_t port = next_;
        next_ = next_ + 1 == outputs_ ? 0 : next_ + 1;
        return port;
    }
    /// The upper half of the hash, scaled.
    std::size_t shareOf(std::uint64_t hash) const { return (hash >> 32) * outputs_ >> 32; }

    std::size_t outputs_;
    std::vector<std::size_t> key_;
    std::size_t next_ = 0;
    std::vector<std::uint64_t> hashes_;
};

Result<BoundNode> bindPartition(BindContext& context) {
    const auto outputs = static_cast<std::size_t>(context.params.integer("outputs"));
    std::vector<std::size_t> key;
    if (context.params.text("by") == "hash") {
        const auto columns =
            keyColumnsIn(*context.inputs[0], context.params.list("key"), context.node, "key");
        if (!columns) return columns.error();
        key = *columns;
    }
    BoundNode bound;
    bound.mayKeep = BoundNode::kAnyNumber; // seen from one output
    bound.outputPorts = numberedPorts(outputs, kPortHelp);
    bound.outputs.assign(outputs, context.inputs[0]);
    bound.state = key.empty() ? StateRule::Saved : StateRule::None; // whose turn it is
    bound.makeOperator = [outputs, key] { return std::make_unique<PartitionOperator>(outputs, key); };
    bound.service = {.work = {roughCost(key.empty() ? 4 : 8)}};
    if (key.empty())
        bound.service.behaviour = behaviour::Deal{.by = behaviour::Deal::By::Turn};
    else
        bound.service.behaviour =
            behaviour::Deal{.by = behaviour::Deal::By::Key, .key = context.params.list("key")};
    return bound;
}

} // namespace

} // namespace millrace
