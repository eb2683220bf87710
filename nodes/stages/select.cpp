// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/slice_memo.h"
#include "engine/graph/node_kind.h"
#include "engine/operator/rejected.h"
#include "nodes/support/column_cast.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/json_text.h"

#include <algorithm>

namespace millrace {

namespace {
Result<BoundNode> bindSelect(BindContext& context);
}

namespace kinds {

NodeKind select() {
    return {
        .name = "select",
        .title = "Select",
        .category = Category::Stage,
        .icon = "select",
        .summary = "Keeps, drops, renames and casts columns",
        .help = R"md(Chooses columns and gives them other names and types.

- `keep`: only these columns, in this order. Left out: all.
- `drop`: all but these.
- `cast`: another type for a column, `"price": "DECIMAL(10,2)"`.
- `rename`: new name to old name, `"lat": "latitude"`.

`keep`, `drop` and `cast` speak of the names before renaming.

**Event time.** The event-time column stays the event time while it is kept with its type, also under a new name.

**Bad records.** A value that cannot be cast (text that is no number, a number out of range) becomes NULL. With `on_error: reject` its record leaves
through `rejected` instead, with the reason; with `stop` it ends the run.

**Performance.** Columns that are kept as they are cost nothing.)md",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "named": {"kind": "select", "params": {"rename": {"number": "id"}, "cast": {"id": "DOUBLE"}}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "named.in"}, {"from": "named.out", "to": "end.in"}]})json"),
        .params = {{.name = "keep",
                    .type = ParameterType::ColumnList,
                    .title = "Keep",
                    .help = "The columns that go on, in this order; none = all of them."},
                   {.name = "drop",
                    .type = ParameterType::ColumnList,
                    .title = "Drop",
                    .help = "Columns that do not go on."},
                   {.name = "cast",
                    .type = ParameterType::TypeMap,
                    .title = "Cast",
                    .help = "Columns and the types they get.",
                    .placeholder = "price = DECIMAL(10,2)"},
                   {.name = "rename",
                    .type = ParameterType::TextMap,
                    .title = "Rename",
                    .help = "New names and the columns they are given to.",
                    .placeholder = "lat = latitude"},
                   {.name = "on_error",
                    .type = ParameterType::Choice,
                    .title = "On a bad value",
                    .help = "What becomes of a record with a value that cannot be cast.",
                    .defaultValue = "null",
                    .choices = {"null", "reject", "stop"}}},
        .inputs = {{.name = "in", .help = "Records to choose from."}},
        .outputs = {{.name = "out", .help = "The chosen columns."},
                    {.name = "rejected",
                     .help = "Records with a value that could not be cast.",
                     .role = PortRole::Rejected}},
        .bind = bindSelect,
    };
}

} // namespace kinds

namespace {

enum class OnBadCast { Null, Reject, Stop };

struct SelectedColumn {
    std::size_t input = 0;
    std::optional<Expression> cast;
    std::string type; ///< of the cast, for messages
};

struct SelectSettings {
    std::string node;
    SchemaPtr output;
    std::vector<SelectedColumn> columns;
    OnBadCast onError = OnBadCast::Null;
};

class SelectOperator final : public Operator {
public:
    explicit SelectOperator(std::shared_ptr<const SelectSettings> settings)
        : settings_(std::move(settings)), rejected_(settings_->node) {}

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        if (settings_->onError == OnBadCast::Null && memo_.covers(batch))
            return out.emit(0, memo_.resultFor(std::move(batch)));
        RecordBatch::Columns columns;
        std::vector<std::uint32_t> bad;
        for (const SelectedColumn& column : settings_->columns) {
            if (!column.cast) {
                columns.push_back(batch.columnPtr(column.input));
                continue;
            }
            columns.push_back(evaluator_.evaluate(*column.cast, batch));
            if (settings_->onError != OnBadCast::Null) collectBad(batch, column, *columns.back(), bad);
        }
        RecordBatch result = batch.withColumns(settings_->output, std::move(columns));
        memo_.keep(batch, result);
        if (bad.empty()) return out.emit(0, std::move(result));
        out.emit(1, rejected_.finish(batch.ingestTime));
        out.emit(0, result.withSelection(remaining(batch, std::move(bad))));
    }

private:
    void collectBad(const RecordBatch& batch, const SelectedColumn& column, const Column& cast,
                    std::vector<std::uint32_t>& bad) {
        if (!cast.hasNulls()) return;
        const Column& original = batch.column(column.input);
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            const std::uint32_t row = batch.rowAt(i);
            if (!cast.isNull(row) || original.isNull(row)) continue;
            if (std::find(bad.begin(), bad.end(), row) != bad.end()) continue;
            reject(batch, column, row);
            bad.push_back(row);
        }
    }

    void reject(const RecordBatch& batch, const SelectedColumn& column, std::uint32_t row) {
        const Field& field = batch.schema()->field(column.input);
        const std::string why = "`" + field.name + "` is " +
                                toText(batch.column(column.input).valueAt(row), field.type) +
                                ", which is no " + column.type;
        if (settings_->onError == OnBadCast::Stop) {
            Diagnostics problems;
            problems.error("MR3412", why, "set on_error to null or reject to go on with such records")
                .parameter = "cast." + field.name;
            throw DiagnosticError(problems);
        }
        std::string raw;
        NdjsonWriter(*batch.schema()).appendRow(raw, batch, row);
        RejectedRecord record{
            .raw = raw, .errorCode = "MR3412", .error = why, .file = {}, .line = 0, .eventTime = {}};
        if (const auto time = batch.schema()->eventTime(); time && !batch.column(*time).isNull(row))
            record.eventTime = batch.column(*time).values<EpochMs>()[row];
        rejected_.add(record);
    }

    static Selection remaining(const RecordBatch& batch, std::vector<std::uint32_t> bad) {
        std::sort(bad.begin(), bad.end());
        auto rows = makePooled<Selection::Rows>();
        for (std::size_t i = 0; i < batch.rows(); ++i)
            if (!std::binary_search(bad.begin(), bad.end(), batch.rowAt(i))) rows->push_back(batch.rowAt(i));
        return rows;
    }

    std::shared_ptr<const SelectSettings> settings_;
    Evaluator evaluator_;
    SliceMemo memo_;
    RejectedBuilder rejected_;
};

/// The numbers of the columns that go on, in their order.
Result<std::vector<std::size_t>> chosenColumns(const BindContext& context) {
    const Schema& input = *context.inputs[0];
    const auto named = [&](const char* parameter) {
        return columnsIn(
            input,
            context.params.has(parameter) ? context.params.list(parameter) : std::vector<std::string>{},
            context.node, parameter);
    };
    const auto keep = named("keep");
    if (!keep) return keep;
    const auto drop = named("drop");
    if (!drop) return drop;
    std::vector<std::size_t> chosen = *keep;
    if (chosen.empty())
        for (std::size_t i = 0; i < input.size(); ++i)
            chosen.push_back(i);
    std::erase_if(chosen, [&drop](std::size_t column) {
        return std::find(drop->begin(), drop->end(), column) != drop->end();
    });
    if (chosen.empty())
        return parameterError("MR3406", context.node, "drop", "the output would have no columns",
                              "keep at least one");
    return chosen;
}

/// The place in `chosen` of an input column that `parameter` speaks of.
Result<std::size_t> placeOf(const BindContext& context, const std::vector<std::size_t>& chosen,
                            const std::string& name, const std::string& parameter) {
    const auto column = columnIn(*context.inputs[0], name, context.node, parameter);
    if (!column) return column;
    const auto at = std::find(chosen.begin(), chosen.end(), *column);
    if (at == chosen.end())
        return parameterError("MR3413", context.node, parameter, "the column `" + name + "` is not kept",
                              "keep it, or take this entry out");
    return static_cast<std::size_t>(at - chosen.begin());
}

Diagnostics applyCasts(const BindContext& context, const std::vector<std::size_t>& chosen,
                       std::vector<Field>& fields, SelectSettings& settings) {
    Diagnostics problems;
    if (!context.params.has("cast")) return problems;
    for (const auto& [name, typeText] : context.params.map("cast")) {
        const std::string parameter = "cast." + name;
        const auto place = placeOf(context, chosen, name, parameter);
        if (!place) {
            problems.append(place.error());
            continue;
        }
        const Result<DataType> type = DataType::parse(typeText);
        if (!type) {
            problems.append(inParameter(type.error(), context.node, parameter));
            continue;
        }
        if (fields[*place].type == *type) continue;
        const auto cast = castColumn(*context.inputs[0], chosen[*place], *type);
        if (!cast) {
            problems.append(inParameter(cast.error(), context.node, parameter));
            continue;
        }
        settings.columns[*place].cast = *cast;
        settings.columns[*place].type = type->name();
        fields[*place].type = *type;
    }
    return problems;
}

Diagnostics applyRenames(const BindContext& context, const std::vector<std::size_t>& chosen,
                         std::vector<Field>& fields) {
    Diagnostics problems;
    if (!context.params.has("rename")) return problems;
    std::vector<bool> renamed(fields.size(), false);
    for (const auto& [name, old] : context.params.map("rename")) {
        const auto place = placeOf(context, chosen, old, "rename." + name);
        if (!place) {
            problems.append(place.error());
        } else if (renamed[*place]) {
            problems.append(parameterError("MR3402", context.node, "rename." + name,
                                           "the column `" + old + "` gets two names", "name it once"));
        } else {
            renamed[*place] = true;
            fields[*place].name = name;
        }
    }
    problems.append(checkUniqueNames(fields, context.node, "rename"));
    return problems;
}

Result<BoundNode> bindSelect(BindContext& context) {
    const Schema& input = *context.inputs[0];
    const auto chosen = chosenColumns(context);
    if (!chosen) return chosen.error();
    SelectSettings settings{.node = context.node, .output = {}, .columns = {}};
    std::vector<Field> fields;
    for (const std::size_t column : *chosen) {
        settings.columns.push_back({.input = column, .cast = {}, .type = {}});
        fields.push_back(input.field(column));
    }
    Diagnostics problems = applyCasts(context, *chosen, fields, settings);
    problems.append(applyRenames(context, *chosen, fields));
    if (problems.hasErrors()) return problems;

    std::optional<std::size_t> eventTime;
    for (std::size_t i = 0; i < chosen->size(); ++i)
        if (input.eventTime() == (*chosen)[i] && !settings.columns[i].cast) eventTime = i;
    const auto casts = std::count_if(settings.columns.begin(), settings.columns.end(),
                                     [](const SelectedColumn& column) { return column.cast.has_value(); });
    std::vector<std::pair<std::string, std::string>> kept;
    for (std::size_t i = 0; i < chosen->size(); ++i)
        if (!settings.columns[i].cast) kept.emplace_back(fields[i].name, input.field((*chosen)[i]).name);
    settings.output = makeSchema(std::move(fields), eventTime);
    const std::string onError = context.params.text("on_error");
    settings.onError = onError == "reject" ? OnBadCast::Reject
                       : onError == "stop" ? OnBadCast::Stop
                                           : OnBadCast::Null;
    BoundNode bound;
    bound.keptColumns = std::move(kept);
    bound.outputPorts = {{.name = "out"}, {.name = "rejected", .help = {}, .role = PortRole::Rejected}};
    bound.outputs = {settings.output, rejectedSchema()};
    bound.makeOperator = [shared = std::make_shared<const SelectSettings>(std::move(settings))] {
        return std::make_unique<SelectOperator>(shared);
    };
    bound.state = StateRule::None;
    bound.service = {.work = {roughCost(2 * static_cast<double>(casts))}};
    if (onError == "reject") {
        bound.service.behaviour = behaviour::Choose{{1, 0}};
        bound.service.sharesAreGuessed = true;
    }
    return bound;
}

} // namespace

} // namespace millrace
