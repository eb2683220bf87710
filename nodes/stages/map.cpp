// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/expression.h"
#include "engine/expression/slice_memo.h"
#include "engine/graph/node_kind.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"

#include <algorithm>

namespace millrace {

namespace {
Result<BoundNode> bindMap(BindContext& context);
}

namespace kinds {

NodeKind map() {
    return {
        .name = "map",
        .title = "Map",
        .category = Category::Stage,
        .icon = "map",
        .summary = "Computes columns from expressions",
        .help =
            R"(Computes columns. `columns` is an ordered list of a name and an expression over the **input** columns; one new
column cannot use another new one (put a second map behind). A name that exists already is replaced in its place, other columns
come after those that are kept, in the order written.

- `speed_kmh`: `speed * 3.6`
- `cell`: `FLOOR(latitude * 100)`
- `slow`: `IF(speed < 2, TRUE, FALSE)`

`keep` decides about the input columns: all of them, none, or those in `keep_columns`.

**Event time.** The column stays the event time while it is kept as it is, also under a new name. A computed column is never the
event time, since the watermark belongs to the times that the source read.

**Bad records.** None: an expression cannot fail, an impossible operation (division by zero, text that is no number) gives NULL.

**Changing `columns` during a run** applies from the next batch on as long as names and types of the output stay the same.

**Performance.** Expressions run over whole columns; columns that are only kept are shared, not copied.)",
        .example = exampleGraph(R"({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "squares": {"kind": "map", "params": {"columns": {"square": "id * id", "half": "id / 2"}}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "squares.in"}, {"from": "squares.out", "to": "end.in"}]})"),
        .params = {{.name = "columns",
                    .type = ParameterType::ExpressionMap,
                    .title = "Columns",
                    .help = "Output columns and the expressions that compute them from the input columns.",
                    .required = true,
                    .applies = Applies::Hot,
                    .placeholder = "speed_kmh = speed * 3.6"},
                   {.name = "keep",
                    .type = ParameterType::Choice,
                    .title = "Keep",
                    .help = "Which input columns go on beside the computed ones.",
                    .defaultValue = "all",
                    .choices = {"all", "none", "list"}},
                   {.name = "keep_columns",
                    .type = ParameterType::ColumnList,
                    .title = "Kept columns",
                    .help = "The input columns that go on; they keep the input's order.",
                    .visibleWhen = "keep=list"}},
        .inputs = {{.name = "in", .help = "Records to compute from."}},
        .outputs = {{.name = "out", .help = "One record for each that came in."}},
        .bind = bindMap,
    };
}

} // namespace kinds

namespace {

/// Where an output column comes from: an expression, or else an input column that is passed on.
struct MapColumn {
    std::optional<Expression> expression;
    std::size_t input = 0;

    /// The input column that it is unchanged.
    std::optional<std::size_t> from() const {
        return expression ? expression->asColumn() : std::optional(input);
    }
};

class MapOperator final : public Operator {
public:
    MapOperator(SchemaPtr schema, std::vector<MapColumn> columns)
        : schema_(std::move(schema)), columns_(std::move(columns)) {}

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        if (memo_.covers(batch)) return out.emit(0, memo_.resultFor(std::move(batch)));
        RecordBatch::Columns columns;
        columns.reserve(columns_.size());
        for (const MapColumn& column : columns_)
            columns.push_back(column.expression ? evaluator_.evaluate(*column.expression, batch)
                                                : batch.columnPtr(column.input));
        RecordBatch result = batch.withColumns(schema_, std::move(columns));
        memo_.keep(batch, result);
        out.emit(0, std::move(result));
    }

    void adoptSettings(Operator& fresh) override {
        auto& other = static_cast<MapOperator&>(fresh);
        // The stages behind are bound to the schema: another one cannot be taken over while they run.
        if (*other.schema_ != *schema_) return;
        columns_ = std::move(other.columns_);
        memo_.forget();
    }

private:
    SchemaPtr schema_;
    std::vector<MapColumn> columns_;
    Evaluator evaluator_;
    SliceMemo memo_;
};

/// The columns of the output while it is put together.
struct Layout {
    std::vector<Field> fields;
    std::vector<MapColumn> columns;

    void put(Field field, MapColumn column) {
        const auto same = std::find_if(fields.begin(), fields.end(),
                                       [&field](const Field& other) { return other.name == field.name; });
        if (same == fields.end()) {
            fields.push_back(std::move(field));
            columns.push_back(std::move(column));
        } else {
            columns[static_cast<std::size_t>(same - fields.begin())] = std::move(column);
            *same = std::move(field);
        }
    }

    /// The first column that is the input's event time unchanged, its own name before others.
    std::optional<std::size_t> eventTime(const Schema& input) const {
        if (!input.eventTime()) return {};
        std::optional<std::size_t> found;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (columns[i].from() != input.eventTime()) continue;
            if (!found || fields[i].name == input.field(*input.eventTime()).name) found = i;
        }
        return found;
    }
};

Diagnostics keepInputColumns(const BindContext& context, Layout& layout) {
    const Schema& input = *context.inputs[0];
    const std::string keep = context.params.text("keep");
    std::vector<bool> kept(input.size(), keep == "all");
    if (keep == "list") {
        const std::vector<std::string> names = context.params.has("keep_columns")
                                                   ? context.params.list("keep_columns")
                                                   : std::vector<std::string>{};
        const auto columns = columnsIn(input, names, context.node, "keep_columns");
        if (!columns) return columns.error();
        for (const std::size_t column : *columns)
            kept[column] = true;
    }
    for (std::size_t i = 0; i < input.size(); ++i)
        if (kept[i]) layout.put(input.field(i), {.expression = {}, .input = i});
    return {};
}

Result<BoundNode> bindMap(BindContext& context) {
    const Schema& input = *context.inputs[0];
    Layout layout;
    Diagnostics problems = keepInputColumns(context, layout);
    for (const auto& [name, text] : context.params.map("columns")) {
        const std::string parameter = "columns." + name;
        const Result<Expression> expression = Expression::compile(text, input);
        if (!expression)
            problems.append(inParameter(expression.error(), context.node, parameter));
        else if (expression->type().id() == TypeId::Null)
            problems.append(parameterError("MR3405", context.node, parameter,
                                           "the column `" + name + "` would have no type",
                                           "give NULL a type: CAST(NULL AS BIGINT)"));
        else
            layout.put({name, expression->type()}, {.expression = *expression, .input = 0});
    }
    if (problems.hasErrors()) return problems;
    if (layout.fields.empty())
        return parameterError("MR3406", context.node, "columns", "the output would have no columns",
                              "compute a column or keep some");

    BoundNode bound;
    const auto eventTime = layout.eventTime(input);
    const SchemaPtr schema = makeSchema(layout.fields, eventTime);
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {schema};
    bound.makeOperator = [schema, columns = layout.columns] {
        return std::make_unique<MapOperator>(schema, columns);
    };
    bound.state = StateRule::None;
    for (std::size_t i = 0; i < layout.fields.size(); ++i)
        if (const auto from = layout.columns[i].from())
            bound.keptColumns.emplace_back(layout.fields[i].name, input.field(*from).name);
    const auto computed = std::count_if(layout.columns.begin(), layout.columns.end(),
                                        [](const MapColumn& column) { return !column.from(); });
    bound.service = {.work = {roughCost(2 * static_cast<double>(computed))}};
    return bound;
}

} // namespace

} // namespace millrace
