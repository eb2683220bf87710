// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/expression.h"
#include "engine/graph/node_kind.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"

namespace millrace {

namespace {
Result<BoundNode> bindFilter(BindContext& context);
}

namespace kinds {

NodeKind filter() {
    return {
        .name = "filter",
        .title = "Filter",
        .category = Category::Stage,
        .icon = "filter",
        .summary = "Keeps the records for which a condition is true",
        .help =
            R"(Keeps the records for which `where` is TRUE. A record for which it is FALSE or NULL leaves the
pipeline; it is counted as *filtered*. Use `split` when the other records are wanted, too.

- `speed > 10 AND route IS NOT NULL`
- `status IN (200, 304)`
- `STARTS_WITH(path, '/images/')`

**Bad records.** None: an expression cannot fail, an impossible operation gives NULL, and NULL does not pass.

**Changing `where` during a run** applies from the next batch on.

**Performance.** The condition is evaluated for whole batches and the result is a list of row numbers: no column is copied while
at least a quarter of a batch passes. Comparisons of a column with a constant, joined by AND, are the fastest.)",
        .example = exampleGraph(R"({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "even": {"kind": "filter", "params": {"where": "id % 2 = 0"}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "even.in"}, {"from": "even.out", "to": "end.in"}]})"),
        .params = {{.name = "where",
                    .type = ParameterType::Predicate,
                    .title = "Where",
                    .help = "A record passes when this condition is TRUE; FALSE and NULL do not pass.",
                    .required = true,
                    .applies = Applies::Hot,
                    .placeholder = "speed > 10 AND route IS NOT NULL"}},
        .inputs = {{.name = "in", .help = "Records to look at."}},
        .outputs = {{.name = "out", .help = "Records for which the condition is TRUE."}},
        .keepsColumns = true,
        .bind = bindFilter,
    };
}

} // namespace kinds

namespace {

class FilterOperator final : public Operator {
public:
    explicit FilterOperator(Expression where) : where_(std::move(where)) {}

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        Selection passing = evaluator_.select(where_, batch);
        const std::size_t count = passing.size();
        if (count == 0) return;
        if (count == batch.rows()) return out.emit(0, std::move(batch));
        RecordBatch kept = batch.withSelection(std::move(passing));
        // Below a quarter it is cheaper to copy the few rows once than to let every later stage compute the
        // many.
        out.emit(0, kept.sparse() ? kept.flattened() : std::move(kept));
    }

    void adoptSettings(Operator& fresh) override { where_ = static_cast<FilterOperator&>(fresh).where_; }

private:
    Expression where_;
    Evaluator evaluator_;
};

Result<BoundNode> bindFilter(BindContext& context) {
    Result<Expression> where = Expression::compilePredicate(context.params.text("where"), *context.inputs[0]);
    if (!where) return inParameter(where.error(), context.node, "where");
    BoundNode bound;
    bound.mayKeep = BoundNode::kAnyNumber;
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {context.inputs[0]};
    bound.makeOperator = [where = *where] { return std::make_unique<FilterOperator>(where); };
    bound.filters = true;
    bound.state = StateRule::None;
    bound.service = {.work = {roughCost(1)}, .behaviour = behaviour::Choose{{0.5}}, .sharesAreGuessed = true};
    return bound;
}

} // namespace

} // namespace millrace
