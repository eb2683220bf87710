// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/graph/node_kind.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/row_comparison.h"
#include "nodes/support/saved_rows.h"

#include <algorithm>
#include <numeric>

namespace millrace {

namespace {
Result<BoundNode> bindSort(BindContext& context);
}

namespace kinds {

NodeKind sort() {
    return {
        .name = "sort",
        .title = "Sort",
        .category = Category::Stage,
        .icon = "sort",
        .summary = "Puts all records of a bounded input in order",
        .help =
            R"(Collects all records and sends them in order once the input has ended, which it must do by itself. Records that are equal in all columns
of `by` keep their order of arrival.

Text is compared by its UTF-8 bytes. NULL counts as smaller than everything, so it comes first ascending and last descending; `nulls` changes that.

The order holds up to the next stage that runs with several workers or merges wires. Sinks can sort their output, too.

**Bad records.** None.

**Checkpoints.** Each one writes everything collected so far; have few of them, or sort in the sink.

**Performance.** Everything stays in memory until the end; the run fails with a clear message when that takes more than `max_memory`. One worker.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "down": {"kind": "sort", "params": {"by": [{"column": "id", "order": "descending"}]}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "down.in"}, {"from": "down.out", "to": "end.in"}]})json"),
        .params = {{.name = "by",
                    .type = ParameterType::ObjectList,
                    .title = "By",
                    .help = "Columns to sort by, the most important first.",
                    .required = true,
                    .fields = {{.name = "column",
                                .type = ParameterType::ColumnName,
                                .title = "Column",
                                .help = "Column to compare.",
                                .required = true},
                               {.name = "order",
                                .type = ParameterType::Choice,
                                .title = "Order",
                                .help = "Smallest or largest first.",
                                .defaultValue = "ascending",
                                .choices = {"ascending", "descending"}},
                               {.name = "nulls",
                                .type = ParameterType::Choice,
                                .title = "NULLs",
                                .help = "Where NULL goes: as the smallest value, or always first or last.",
                                .defaultValue = "smallest",
                                .choices = {"smallest", "first", "last"},
                                .advanced = true}}},
                   {.name = "max_memory",
                    .type = ParameterType::Size,
                    .title = "Memory",
                    .help = "How much memory the collected records may take.",
                    .defaultValue = "2 GiB",
                    .minimum = 1024,
                    .applies = Applies::Hot,
                    .advanced = true}},
        .inputs = {{.name = "in", .help = "Records in any order; the input must end."}},
        .outputs = {{.name = "out", .help = "The same records in order."}},
        .keepsColumns = true,
        .bind = bindSort,
    };
}

} // namespace kinds

namespace {

class SortOperator final : public Operator {
public:
    SortOperator(SchemaPtr schema, std::vector<SortColumn> by, std::int64_t maxMemory)
        : schema_(std::move(schema)), by_(std::move(by)), maxMemory_(maxMemory) {}

    void open(OperatorContext& context) override {
        restoreState(context, [&](ByteReader& from) {
            const std::uint64_t count = from.varint();
            for (std::uint64_t i = 0; i < count && !from.failed(); ++i)
                keep(loadRows(from, schema_, context.clock().now()));
        });
    }

    void process(std::size_t, RecordBatch batch, Collector&) override { keep(std::move(batch)); }

    bool onEnd(Collector& out) override {
        if (!collected_.empty()) sortAll();
        while (sent_ < order_.size()) {
            if (!out.hasRoom()) return false;
            const std::size_t count = std::min(kRowsPerBatch, order_.size() - sent_);
            out.emit(0, sortedPart(std::span(order_).subspan(sent_, count)));
            sent_ += count;
        }
        return true;
    }

    /// Rows that are in order already and not sent yet stay in order when they are sorted again.
    void snapshot(Epoch, ByteWriter& state) override {
        const std::span<const std::uint32_t> left = std::span(order_).subspan(sent_);
        state.varint(collected_.size() + (left.empty() ? 0 : 1));
        for (const RecordBatch& batch : collected_)
            saveRows(batch, state);
        if (!left.empty()) saveRows(sortedPart(left), state);
    }

    void adoptSettings(Operator& fresh) override {
        maxMemory_ = static_cast<SortOperator&>(fresh).maxMemory_;
    }

private:
    static constexpr std::size_t kRowsPerBatch = 4096;

    void keep(RecordBatch batch) {
        if (batch.empty()) return;
        batch = batch.flattened();
        memory_ += static_cast<std::int64_t>(batch.byteSize());
        if (memory_ > maxMemory_) {
            Diagnostics problems;
            problems
                .error("MR3415",
                       "the records to sort take more than " + formatSize(maxMemory_) + " of memory",
                       "filter or select columns first, aggregate, or raise max_memory")
                .parameter = "max_memory";
            throw DiagnosticError(problems);
        }
        collected_.push_back(std::move(batch));
    }

    void sortAll() {
        all_ = concatenate(collected_);
        collected_.clear();
        order_ = sortedOrder(all_, by_);
    }

    /// Late marks and send times move with their rows.
    RecordBatch sortedPart(std::span<const std::uint32_t> rows) const {
        RecordBatch::Columns columns;
        for (const ColumnPtr& column : all_.columns())
            columns.push_back(gather(*column, rows));
        RecordBatch part(all_.schema(), std::move(columns), rows.size());
        part.ingestTime = all_.ingestTime;
        if (all_.intendedTimes) {
            auto times = std::make_shared<std::vector<MonotonicNs>>();
            for (const std::uint32_t row : rows)
                times->push_back((*all_.intendedTimes)[row]);
            part.intendedTimes = std::move(times);
        }
        if (all_.lateMarks) {
            auto marks = std::make_shared<std::vector<LateMark>>();
            const auto byRow = [](const LateMark& mark, std::uint32_t row) { return mark.row < row; };
            for (std::uint32_t i = 0; i < rows.size(); ++i) {
                const auto mark =
                    std::lower_bound(all_.lateMarks->begin(), all_.lateMarks->end(), rows[i], byRow);
                if (mark != all_.lateMarks->end() && mark->row == rows[i])
                    marks->push_back({i, mark->watermark});
            }
            if (!marks->empty()) part.lateMarks = std::move(marks);
        }
        return part;
    }

    SchemaPtr schema_;
    std::vector<SortColumn> by_;
    std::int64_t maxMemory_;
    std::int64_t memory_ = 0;
    std::vector<RecordBatch> collected_;
    RecordBatch all_;
    std::vector<std::uint32_t> order_;
    std::size_t sent_ = 0;
};

Result<BoundNode> bindSort(BindContext& context) {
    const Schema& input = *context.inputs[0];
    Diagnostics problems;
    if (!context.inputBounded[0])
        problems.append(parameterError("MR3416", context.node, "",
                                       "the input never ends, so nothing would ever be sent",
                                       "limit the input, or sort the finished result in a sink"));
    std::vector<SortColumn> by;
    const std::vector<Params> list = context.params.objects("by");
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string parameter = "by." + std::to_string(i) + ".column";
        const auto column = columnIn(input, list[i].text("column"), context.node, parameter);
        if (!column) {
            problems.append(column.error());
            continue;
        }
        const Field& field = input.field(*column);
        if (field.type.isNested())
            problems.append(
                parameterError("MR3417", context.node, parameter,
                               "a " + field.type.name() + " such as `" + field.name + "` has no order",
                               "sort by a field of it, taken in a map"));
        const bool descending = list[i].text("order") == "descending";
        const std::string nulls = list[i].text("nulls");
        by.push_back({.column = *column,
                      .descending = descending,
                      .nullsFirst = nulls == "first" || (nulls == "smallest" && !descending)});
    }
    if (problems.hasErrors()) return problems;
    BoundNode bound;
    bound.mayKeep = BoundNode::kAnyNumber;
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {context.inputs[0]};
    bound.makeOperator = [schema = context.inputs[0], by, memory = context.params.size("max_memory")] {
        return std::make_unique<SortOperator>(schema, by, memory);
    };
    bound.maxWorkers = 1;
    bound.state = StateRule::Saved;
    bound.service = {.work = {roughCost(150)}, .behaviour = behaviour::Hold{}};
    return bound;
}

} // namespace

} // namespace millrace
