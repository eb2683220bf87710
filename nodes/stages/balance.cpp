// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/numbered_ports.h"
#include "nodes/support/port_shares.h"

#include <algorithm>

namespace millrace {

namespace {
constexpr const char* kPortHelp = "Records that found the least waiting here.";
Result<BoundNode> bindBalance(BindContext& context);
} // namespace

namespace kinds {

NodeKind balance() {
    return {
        .name = "balance",
        .title = "Balance",
        .category = Category::Concurrency,
        .icon = "balance",
        .summary = "Sends records to the output with the fewest waiting",
        .help =
            R"(Has outputs `out_1`, `out_2`, ... and sends each batch, whole, to the one on whose wires the fewest records wait; equals take turns. A branch that
is slow for a while gets less, one that is fast gets more, and nobody has to know which is which. (In turn, as `partition` deals, the slowest branch
sets the pace of all.)

- `per: batch` looks once a batch: cheap, and records stay together.
- `per: record` deals out single records, so that small and large ones spread evenly.

To let one stage run with several workers you need no balance: set its workers, and `least_loaded` on the wire into it. Use the node when the
branches differ.

Give the wires behind it little room, a few batches: what waits on a wire can no longer go elsewhere. An output without a wire never has anything
waiting and would draw most of the records: leave none open.

**Bad records.** None. Records of one key, or in one order, do not stay together.

**Performance.** A look at each wire per batch; dealt out by record, outputs get a selection of the batch.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "deal": {"kind": "balance", "params": {"outputs": 2}},
                "fast": {"kind": "work", "params": {"time": "5 us"}},
                "slow": {"kind": "work", "params": {"time": "50 us"}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "deal.in"},
                      {"from": "deal.out_1", "to": "fast.in", "queue": {"capacity": 64}},
                      {"from": "deal.out_2", "to": "slow.in", "queue": {"capacity": 64}},
                      {"from": "fast.out", "to": "end.in"}, {"from": "slow.out", "to": "end.in"}]})json"),
        .params = {{.name = "outputs",
                    .type = ParameterType::Integer,
                    .title = "Outputs",
                    .help = "How many outputs share the records.",
                    .defaultValue = 2,
                    .minimum = 1,
                    .maximum = kMaxNumberedPorts,
                    .applies = Applies::RestartsRun},
                   {.name = "per",
                    .type = ParameterType::Choice,
                    .title = "Per",
                    .help = "Whether each batch goes its way whole, or each record for itself.",
                    .defaultValue = "batch",
                    .choices = {"batch", "record"},
                    .applies = Applies::Hot}},
        .inputs = {{.name = "in", .help = "Records to deal out."}},
        .outputs = numberedPorts(2, kPortHelp),
        .keepsColumns = true,
        .outputsOf = [](const boost::json::object& params) { return numberedPortsOf(params, kPortHelp); },
        .bind = bindBalance,
    };
}

} // namespace kinds

namespace {

class BalanceOperator final : public Operator {
public:
    BalanceOperator(std::size_t outputs, bool perRecord) : loads_(outputs), perRecord_(perRecord) {}

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        for (std::size_t port = 0; port < loads_.size(); ++port)
            loads_[port] = out.queued(port);
        if (!perRecord_ || batch.rows() == 1) return out.emit(leastLoaded(), std::move(batch));
        PortShares shares(loads_.size(), batch.rows());
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            const std::size_t port = leastLoaded();
            ++loads_[port];
            shares.add(port, batch.rowAt(i));
        }
        shares.send(batch, out);
    }

    void adoptSettings(Operator& fresh) override {
        perRecord_ = static_cast<BalanceOperator&>(fresh).perRecord_;
    }

private:
    /// Among equals the first from the one after the last on.
    std::size_t leastLoaded() {
        std::size_t best = next_;
        for (std::size_t i = 1; i < loads_.size(); ++i) {
            const std::size_t port = (next_ + i) % loads_.size();
            if (loads_[port] < loads_[best]) best = port;
        }
        next_ = (best + 1) % loads_.size();
        return best;
    }

    std::vector<std::int64_t> loads_; ///< records waiting behind each output
    bool perRecord_;
    std::size_t next_ = 0;
};

Result<BoundNode> bindBalance(BindContext& context) {
    const auto outputs = static_cast<std::size_t>(context.params.integer("outputs"));
    BoundNode bound;
    bound.mayKeep = BoundNode::kAnyNumber; // seen from one output
    bound.outputPorts = numberedPorts(outputs, kPortHelp);
    bound.outputs.assign(outputs, context.inputs[0]);
    bound.makeOperator = [outputs, perRecord = context.params.text("per") == "record"] {
        return std::make_unique<BalanceOperator>(outputs, perRecord);
    };
    bound.state = StateRule::None;
    const bool perBatch = context.params.text("per") == "batch";
    bound.service = {.work = {roughCost(perBatch ? 0 : 12)},
                     .behaviour = behaviour::Deal{.by = behaviour::Deal::By::Load, .perBatch = perBatch}};
    return bound;
}

} // namespace

} // namespace millrace
