// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/expression/expression.h"
#include "engine/graph/node_kind.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"

#include <algorithm>

namespace millrace {

namespace {
std::vector<PortSpec> portsOfSplit(const boost::json::object& rawParams);
Result<BoundNode> bindSplit(BindContext& context);
} // namespace

namespace kinds {

NodeKind split() {
    return {
        .name = "split",
        .title = "Split",
        .category = Category::Stage,
        .icon = "split",
        .summary = "Sends each record to the first output whose condition is true",
        .help =
            R"(Has one output for each entry of `outputs`. A record leaves through the first one whose condition is TRUE, in the order
written; FALSE and NULL go on to the next. What matches none leaves through the output named by `otherwise`, or, when there is none,
is counted as *filtered*.

    "outputs": { "fast": "speed > 20", "slow": "speed > 0" }, "otherwise": "standing"

To send a record to every output whose condition holds, use several filters behind one output instead. An output without a wire is
allowed: its records are counted and go nowhere.

**Bad records.** None: conditions cannot fail. To put bad ones aside, name a condition for good records and an `otherwise`.

**Changing a condition during a run** applies from the next batch on.

**Performance.** Each condition looks only at records that are left. Outputs share the columns of a batch; a share below a quarter
of it is copied.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "parity": {"kind": "split", "params": {"outputs": {"even": "id % 2 = 0"}, "otherwise": "odd"}},
                "left": {"kind": "discard"},
                "right": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "parity.in"}, {"from": "parity.even", "to": "left.in"},
                      {"from": "parity.odd", "to": "right.in"}]})json"),
        .params =
            {{.name = "outputs",
              .type = ParameterType::PredicateMap,
              .title = "Outputs",
              .help = "Output ports and the condition for each; the first that is TRUE wins.",
              .required = true,
              .applies = Applies::Hot,
              .placeholder = "good = speed < 100"},
             {.name = "otherwise",
              .type = ParameterType::Text,
              .title = "Otherwise",
              .help =
                  "Name of the output for records that match no condition; empty = they are filtered out.",
              .applies = Applies::RestartsRun,
              .placeholder = "bad"}},
        .inputs = {{.name = "in", .help = "Records to sort out."}},
        .outputs = {},
        .keepsColumns = true,
        .outputsOf = portsOfSplit,
        .bind = bindSplit,
    };
}

} // namespace kinds

namespace {

std::vector<PortSpec> portsOfSplit(const boost::json::object& rawParams) {
    std::vector<PortSpec> ports;
    if (const auto* outputs = rawParams.if_contains("outputs"); outputs != nullptr && outputs->is_object()) {
        for (const auto& member : outputs->get_object()) {
            const std::string condition =
                member.value().is_string() ? std::string(member.value().get_string()) : std::string();
            ports.push_back({.name = std::string(member.key()), .help = "Records with " + condition + "."});
        }
    }
    const auto* otherwise = rawParams.if_contains("otherwise");
    if (otherwise != nullptr && otherwise->is_string() && !otherwise->get_string().empty())
        ports.push_back(
            {.name = std::string(otherwise->get_string()), .help = "Records that match no condition."});
    return ports;
}

class SplitOperator final : public Operator {
public:
    SplitOperator(std::vector<Expression> conditions, bool hasOtherwise)
        : conditions_(std::move(conditions)), hasOtherwise_(hasOtherwise) {}

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        for (std::size_t port = 0; port < conditions_.size() && !batch.empty(); ++port) {
            const Selection matching = evaluator_.select(conditions_[port], batch);
            if (matching.empty()) continue;
            const bool isAll = matching.size() == batch.rows();
            RecordBatch rest = isAll ? RecordBatch() : without(batch, matching);
            send(port, isAll ? std::move(batch) : batch.withSelection(matching), out);
            batch = std::move(rest);
        }
        if (hasOtherwise_ && !batch.empty()) send(conditions_.size(), std::move(batch), out);
    }

    void adoptSettings(Operator& fresh) override {
        auto& other = static_cast<SplitOperator&>(fresh);
        // Wires belong to ports: other ports cannot be taken over while the run is on.
        if (other.conditions_.size() == conditions_.size()) conditions_ = other.conditions_;
    }

private:
    /// The selected rows of the batch that are not in `taken`; both ascend, and all of `taken` is selected.
    static RecordBatch without(const RecordBatch& batch, const Selection& taken) {
        auto rest = makePooled<Selection::Rows>();
        rest->reserve(batch.rows() - taken.size());
        std::size_t next = 0;
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            const std::uint32_t row = batch.rowAt(i);
            if (next < taken.size() && taken[next] == row)
                ++next;
            else
                rest->push_back(row);
        }
        return batch.withSelection(std::move(rest));
    }

    static void send(std::size_t port, RecordBatch share, Collector& out) {
        out.emit(port, share.sparse() ? share.flattened() : std::move(share));
    }

    std::vector<Expression> conditions_;
    bool hasOtherwise_;
    Evaluator evaluator_;
};

Diagnostics checkOtherwise(const BindContext& context, const std::string& name) {
    if (!isIdentifier(name))
        return parameterError("MR3410", context.node, "otherwise",
                              "`" + name + "` cannot be the name of an output",
                              "use small letters, digits and _, beginning with a letter");
    for (const auto& [port, condition] : context.params.map("outputs"))
        if (port == name)
            return parameterError("MR3411", context.node, "otherwise",
                                  "the output `" + name + "` has a condition already",
                                  "choose another name for the other records");
    return {};
}

Result<BoundNode> bindSplit(BindContext& context) {
    BoundNode bound;
    bound.mayKeep = BoundNode::kAnyNumber;
    Diagnostics problems;
    std::vector<Expression> conditions;
    for (const auto& [port, text] : context.params.map("outputs")) {
        const auto condition = Expression::compilePredicate(text, *context.inputs[0]);
        if (!condition)
            problems.append(inParameter(condition.error(), context.node, "outputs." + port));
        else
            conditions.push_back(*condition);
        bound.outputPorts.push_back({.name = port});
    }
    const std::string otherwise = context.params.has("otherwise") ? context.params.text("otherwise") : "";
    if (!otherwise.empty()) {
        problems.append(checkOtherwise(context, otherwise));
        bound.outputPorts.push_back({.name = otherwise});
    }
    if (problems.hasErrors()) return problems;
    bound.outputs.assign(bound.outputPorts.size(), context.inputs[0]);
    bound.makeOperator = [conditions, hasOtherwise = !otherwise.empty()] {
        return std::make_unique<SplitOperator>(conditions, hasOtherwise);
    };
    bound.filters = otherwise.empty();
    bound.state = StateRule::None;
    // Nobody knows before a measurement: each output alike, with one for what is filtered out.
    const std::size_t ways = bound.outputPorts.size() + (bound.filters ? 1 : 0);
    std::vector<double> shares(bound.outputPorts.size(), 1.0 / static_cast<double>(ways));
    bound.service = {.work = {roughCost(5 * static_cast<double>(ways))},
                     .behaviour = behaviour::Choose{std::move(shares)},
                     .sharesAreGuessed = true};
    return bound;
}

} // namespace

} // namespace millrace
