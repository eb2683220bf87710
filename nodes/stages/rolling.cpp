// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/rolling_window.h"
#include "nodes/support/saved_rows.h"

namespace millrace {

namespace {
Result<BoundNode> bindRolling(BindContext& context);
}

namespace kinds {

NodeKind rolling() {
    return {
        .name = "rolling",
        .title = "Rolling",
        .category = Category::Stage,
        .icon = "rolling",
        .summary = "Adds aggregates over the last records of the same key",
        .help =
            R"(Adds columns to each record: aggregates over the last `rows` records with the same key, in order of arrival. The record itself is the last of
them, unless `include_current` is off: then its values are compared with what was before, as for a z-score that a value must not dampen itself.

- `mean`: `AVG(value)`
- `deviation`: `STDDEV(value)`
- `high`: `MAX(value)`

While a key has had fewer records, the window is as long as there are records. Over no record at all `COUNT` is 0 and everything else NULL;
STDDEV needs two values.

The window counts records, not time, and knows no lateness: a record that comes late is the latest one. With several workers each key stays on
one of them. Where several wires feed the node, their records interleave by timing.

**Bad records.** None.

**Performance.** Per key, the arguments of the last `rows` records are kept. The price per record is the same for short and long windows, and
nothing drifts; only `COUNT(DISTINCT x)` and `COLLECT_SET` look at the whole window for each record.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "last": {"kind": "rolling", "params": {"rows": 10, "columns": {"mean": "AVG(id)", "low": "MIN(id)"}}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "last.in"}, {"from": "last.out", "to": "end.in"}]})json"),
        .params = {{.name = "key",
                    .type = ParameterType::ColumnList,
                    .title = "Key",
                    .help = "Columns whose values say which records belong together; none = all of them.",
                    .placeholder = "sensor"},
                   {.name = "rows",
                    .type = ParameterType::Integer,
                    .title = "Rows",
                    .help = "How many of the last records of the key are looked at.",
                    .required = true,
                    .unit = "records",
                    .minimum = 1,
                    .maximum = 1e6,
                    .placeholder = "100"},
                   {.name = "include_current",
                    .type = ParameterType::Boolean,
                    .title = "Include current",
                    .help = "Whether the record itself is one of them.",
                    .defaultValue = true},
                   {.name = "columns",
                    .type = ParameterType::AggregateMap,
                    .title = "Columns",
                    .help = "Added columns and the expressions over aggregates that compute them.",
                    .required = true,
                    .placeholder = "mean = AVG(value)"}},
        .inputs = {{.name = "in", .help = "Records in the order that counts."}},
        .outputs = {{.name = "out", .help = "The same records with the added columns."}},
        .bind = bindRolling,
    };
}

} // namespace kinds

namespace {

struct RollingSettings {
    AggregateProgram program;
    std::vector<std::size_t> keyColumns;
    std::vector<DataType> keyTypes;
    std::size_t rows = 1;
    bool includeCurrent = true;
    SchemaPtr output;
};

class RollingOperator final : public Operator {
public:
    explicit RollingOperator(std::shared_ptr<const RollingSettings> settings)
        : settings_(std::move(settings)),
          input_(settings_->program, settings_->keyColumns),
          window_(settings_->program, settings_->keyTypes, settings_->rows, settings_->includeCurrent) {}

    void open(OperatorContext& context) override {
        restoreState(context, [this](ByteReader& from) { window_.load(from); });
    }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        if (batch.empty()) return;
        batch = batch.flattened();
        input_.evaluate(evaluator_, batch);
        RecordBatch::Columns intermediate(input_.keys().begin(), input_.keys().end());
        for (ColumnPtr& result : window_.add(input_, batch.rows()))
            intermediate.push_back(std::move(result));
        const RecordBatch results(settings_->program.intermediateSchema(), std::move(intermediate),
                                  batch.rows());
        RecordBatch::Columns columns = batch.columns();
        for (const Expression& output : settings_->program.outputs())
            columns.push_back(evaluator_.evaluate(output, results));
        out.emit(0, batch.withColumns(settings_->output, std::move(columns)));
    }

    void snapshot(Epoch, ByteWriter& state) override { window_.save(state); }

private:
    std::shared_ptr<const RollingSettings> settings_;
    Evaluator evaluator_;
    AggregateInput input_;
    RollingWindow window_;
};

/// The window keeps arguments value by value, which nested ones are not.
Diagnostics checkArguments(const BindContext& context, const AggregateProgram& program) {
    Diagnostics problems;
    for (const AggregateProgram::Call& call : program.calls())
        for (const Expression& argument : call.arguments)
            if (argument.type().isNested() || argument.type().id() == TypeId::Null)
                problems.append(
                    parameterError("MR3418", context.node, "columns",
                                   "`" + call.text + "` cannot roll over a " + argument.type().name(),
                                   "aggregate a scalar value"));
    return problems;
}

Result<BoundNode> bindRolling(BindContext& context) {
    const Schema& input = *context.inputs[0];
    const std::vector<std::string> key =
        context.params.has("key") ? context.params.list("key") : std::vector<std::string>{};
    const auto keyColumns = keyColumnsIn(input, key, context.node, "key");
    if (!keyColumns) return keyColumns.error();
    const auto program = AggregateProgram::compile(context.params.map("columns"), input, key);
    if (!program) {
        Diagnostics problems = program.error();
        for (Diagnostic& d : problems.items)
            d.node = context.node;
        return problems;
    }
    std::vector<Field> fields = input.fields();
    fields.insert(fields.end(), program->outputFields().begin(), program->outputFields().end());
    Diagnostics problems = checkUniqueNames(fields, context.node, "columns");
    problems.append(checkArguments(context, *program));
    if (problems.hasErrors()) return problems;

    RollingSettings settings{.program = *program,
                             .keyColumns = *keyColumns,
                             .keyTypes = {},
                             .rows = static_cast<std::size_t>(context.params.integer("rows")),
                             .includeCurrent = context.params.boolean("include_current"),
                             .output = makeSchema(std::move(fields), input.eventTime())};
    for (const std::size_t column : *keyColumns)
        settings.keyTypes.push_back(input.field(column).type);
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {settings.output};
    bound.makeOperator = [shared = std::make_shared<const RollingSettings>(std::move(settings))] {
        return std::make_unique<RollingOperator>(shared);
    };
    bound.key = key;
    for (const Field& field : input.fields())
        bound.keptColumns.emplace_back(field.name, field.name);
    bound.maxWorkers = key.empty() ? 1 : 0;
    bound.orderSensitive = true;
    bound.state = StateRule::Saved;
    bound.service = {.work = {roughCost(15 + 50 * static_cast<double>(program->calls().size()))}};
    return bound;
}

} // namespace

} // namespace millrace
