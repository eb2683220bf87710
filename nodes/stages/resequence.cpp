// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/row_output.h"
#include "nodes/support/saved_rows.h"

#include <algorithm>
#include <map>

namespace millrace {

namespace {
Result<BoundNode> bindResequence(BindContext& context);
}

namespace kinds {

NodeKind resequence() {
    return {
        .name = "resequence",
        .title = "Resequence",
        .category = Category::Concurrency,
        .icon = "resequence",
        .summary = "Puts records back into the order of a number they carry",
        .help =
            R"(Sends records in the order of the whole number in the column `by`: 0, 1, 2, ... A record that is ahead waits until all before it
have come. Parallel workers, networks and merged wires change the order of records; where the source has numbered them, this stage restores
it.

`start` is the first number; left out, it is the number of the first record that comes, so set it where the very first records may be out of
order.

**Gaps.** A number may never come. When `window` records wait, or the first of them has waited for `timeout`, the missing numbers are given up and
the next record that is there goes on.

**Records that come too late**, after their number was given up, and those whose number has been sent already leave through `late`; so do those
without a number.

**Checkpoints.** The records that wait are saved. In a run that goes on, their `timeout` begins anew.

**Changing `timeout` during a run** applies at once.

**Performance.** Records in order pass at about 100 ns each; those that wait take memory for up to `window` records.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "work": {"kind": "work", "params": {"mode": "wait", "time": "1 ms", "distribution": "exponential"},
                         "concurrency": {"executor": "threads", "workers": 4, "ordering": "unordered"}},
                "order": {"kind": "resequence", "params": {"by": "id", "start": 0}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "work.in"}, {"from": "work.out", "to": "order.in"},
                      {"from": "order.out", "to": "end.in"}]})json"),
        .params = {{.name = "by",
                    .type = ParameterType::ColumnName,
                    .title = "By",
                    .help = "The column with the number of the record, INT or BIGINT, rising by 1.",
                    .required = true,
                    .placeholder = "id"},
                   {.name = "start",
                    .type = ParameterType::Integer,
                    .title = "Start",
                    .help = "The first number. Left out: that of the first record that comes."},
                   {.name = "window",
                    .type = ParameterType::Integer,
                    .title = "Window",
                    .help = "How many records may wait for a missing one.",
                    .defaultValue = 1024,
                    .unit = "records",
                    .minimum = 1,
                    .maximum = 1e8,
                    .applies = Applies::RestartsRun},
                   {.name = "timeout",
                    .type = ParameterType::Duration,
                    .title = "Time-out",
                    .help = "How long a missing record is waited for. Left out, until the window is full.",
                    .minimum = 1e6,
                    .maximum = 9e18,
                    .applies = Applies::Hot,
                    .placeholder = "1 s"}},
        .inputs = {{.name = "in", .help = "Records with a number, in any order."}},
        .outputs = {{.name = "out", .help = "The same records, numbers rising."},
                    {.name = "late",
                     .help = "Records whose turn was over, and those without a number.",
                     .role = PortRole::Late}},
        .keepsColumns = true,
        .bind = bindResequence,
    };
}

} // namespace kinds

namespace {

struct ResequenceSettings {
    std::size_t column = 0;
    bool isInt = false; ///< INT, else BIGINT
    std::optional<std::int64_t> start;
    std::size_t window = 0;
    std::optional<MonotonicNs> timeout;
    SchemaPtr schema;
};

class ResequenceOperator final : public Operator {
public:
    explicit ResequenceOperator(std::shared_ptr<const ResequenceSettings> settings)
        : settings_(std::move(settings)),
          next_(settings_->start),
          ordered_(settings_->schema),
          late_(settings_->schema) {}

    void open(OperatorContext& context) override {
        context_ = &context;
        restoreState(context, [this](ByteReader& from) { load(from); });
    }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        const MonotonicNs now = context_->clock().now();
        const auto shared = std::make_shared<const RecordBatch>(std::move(batch));
        for (std::size_t i = 0; i < shared->rows(); ++i) {
            put(waitingRow(shared, shared->rowAt(i), now));
            sendDue();
            while (waiting_.size() > settings_->window)
                skipGap();
            if (ordered_.rows() >= context_->batchSize()) ordered_.send(0, out);
        }
        send(out);
    }

    EpochMs earliestKept() const override {
        EpochMs earliest = INT64_MAX;
        for (const auto& [number, row] : waiting_)
            earliest = std::min(earliest, row.time);
        return earliest == INT64_MAX ? kMaxWatermark : earliest;
    }

    std::optional<MonotonicNs> nextDeadline() const override {
        if (!settings_->timeout || waiting_.empty()) return std::nullopt;
        return waiting_.begin()->second.since + *settings_->timeout;
    }
    void onDeadline(MonotonicNs now, Collector& out) override {
        while (settings_->timeout && !waiting_.empty() &&
               waiting_.begin()->second.since + *settings_->timeout <= now)
            skipGap();
        send(out);
    }

    bool onEnd(Collector& out) override {
        while (!waiting_.empty()) {
            if (!out.hasRoom()) return false;
            skipGap();
            send(out);
        }
        return true;
    }

    void snapshot(Epoch, ByteWriter& state) override {
        state.fixed(static_cast<std::uint8_t>(next_.has_value()));
        state.fixed(next_.value_or(0));
        saveWaiting(settings_->schema, state, [this](auto&& add) {
            for (const auto& [number, row] : waiting_)
                add(row);
        });
    }

    void adoptSettings(Operator& fresh) override {
        auto settings = std::make_shared<ResequenceSettings>(*settings_);
        settings->timeout = static_cast<ResequenceOperator&>(fresh).settings_->timeout;
        settings_ = std::move(settings);
    }

private:
    std::optional<std::int64_t> numberOf(const WaitingRow& row) const {
        const Column& column = row.batch->column(settings_->column);
        if (column.isNull(row.row)) return std::nullopt;
        return settings_->isInt ? column.values<std::int32_t>()[row.row]
                                : column.values<std::int64_t>()[row.row];
    }

    void put(WaitingRow row) {
        const auto number = numberOf(row);
        if (!number) return late_.add(row);
        if (!next_) next_ = number;
        if (*number < *next_ || waiting_.contains(*number)) return late_.add(row);
        waiting_.emplace(*number, std::move(row));
    }

    void load(ByteReader& from) {
        const bool any = from.fixed<std::uint8_t>() != 0;
        const auto next = from.fixed<std::int64_t>();
        if (any) next_ = next;
        loadWaiting(from, settings_->schema, context_->clock().now(), [&](WaitingRow row) {
            const auto number = numberOf(row);
            if (!any || !number || *number < next || !waiting_.emplace(*number, std::move(row)).second)
                from.fail();
        });
    }

    /// Everything that follows on the last one sent.
    void sendDue() {
        while (!waiting_.empty() && waiting_.begin()->first == *next_) {
            ordered_.add(waiting_.begin()->second);
            waiting_.erase(waiting_.begin());
            if (*next_ < INT64_MAX) ++*next_;
        }
    }
    /// What is missing before the first that waits is waited for no longer.
    void skipGap() {
        next_ = waiting_.begin()->first;
        sendDue();
    }

    void send(Collector& out) {
        ordered_.send(0, out);
        late_.send(1, out);
    }

    std::shared_ptr<const ResequenceSettings> settings_;
    OperatorContext* context_ = nullptr;
    std::optional<std::int64_t> next_;
    std::map<std::int64_t, WaitingRow> waiting_; ///< by number, none below next_
    RowOutput ordered_;
    RowOutput late_;
};

Result<BoundNode> bindResequence(BindContext& context) {
    const Schema& input = *context.inputs[0];
    const auto column = columnIn(input, context.params.text("by"), context.node, "by");
    if (!column) return column.error();
    const DataType& type = input.field(*column).type;
    if (type.id() != TypeId::BigInt && type.id() != TypeId::Int)
        return parameterError("MR3421", context.node, "by",
                              "`" + input.field(*column).name + "` is " + type.name() +
                                  "; the number of a record is an INT or BIGINT",
                              "cast it with a `select` first");
    ResequenceSettings settings{.column = *column,
                                .isInt = type.id() == TypeId::Int,
                                .start = {},
                                .window = static_cast<std::size_t>(context.params.integer("window")),
                                .timeout = {},
                                .schema = context.inputs[0]};
    if (context.params.has("start")) settings.start = context.params.integer("start");
    if (context.params.has("timeout")) settings.timeout = context.params.duration("timeout");

    BoundNode bound;
    bound.outputPorts = {{.name = "out"}, {.name = "late", .help = {}, .role = PortRole::Late}};
    bound.outputs = {context.inputs[0], context.inputs[0]};
    bound.maxWorkers = 1;
    bound.holdsBackTime = true;
    bound.state = StateRule::Saved;
    bound.mayKeep = settings.timeout ? 0 : static_cast<std::int64_t>(settings.window);
    bound.service = {.work = {roughCost(60)},
                     .behaviour = behaviour::Reorder{.window = static_cast<std::int64_t>(settings.window),
                                                     .timeout = settings.timeout}};
    bound.makeOperator = [shared = std::make_shared<const ResequenceSettings>(std::move(settings))] {
        return std::make_unique<ResequenceOperator>(shared);
    };
    return bound;
}

} // namespace

} // namespace millrace
