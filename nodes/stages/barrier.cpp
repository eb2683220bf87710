// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/row_key.h"
#include "nodes/support/row_output.h"
#include "nodes/support/saved_rows.h"
#include "nodes/support/waiting_rows.h"

#include <algorithm>

namespace millrace {

namespace {
Result<BoundNode> bindBarrier(BindContext& context);
}

namespace kinds {

NodeKind barrier() {
    return {
        .name = "barrier",
        .title = "Barrier",
        .category = Category::Concurrency,
        .icon = "barrier",
        .summary = "Waits until both branches have brought a record, then sends the two as one",
        .help =
            R"(Joins two branches that were split before (fork-join): a record waits until its counterpart has come on the other input, and the
two leave as one record.

Counterparts have equal values in the columns of `key`; the first of a key on one side meets the first of that key on the other, the second
the second. Without `key` the first record of all meets the first, and so on.

The output has the columns of `a`, then those of `b` that `a` does not have. Event time is that of `a`.

**Waiting.** Each input may be ahead by `capacity` records; then the barrier takes nothing more from it, and the stages before it feel
back-pressure. If the other branch can only go on when this one does, nothing moves any more: a deadlock. `millrace check` finds such wires
(MR1170). When both inputs are `capacity` ahead with records that do not belong together, the oldest leave without their counterpart.

**Records without a counterpart** leave through `unmatched_a` and `unmatched_b`: after `timeout`, or when the other input has ended and
`capacity` is reached, or at the end.

**Checkpoints.** The records that wait are saved. In a run that goes on, their `timeout` begins anew.

**Performance.** About 200 ns a pair; memory for the records that wait.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "orders": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"},
                                                                                    "amount": {"type": "uniform", "max": 90}}}},
                "tax": {"kind": "map", "params": {"columns": {"tax": "amount * 0.2"}}},
                "risk": {"kind": "map", "params": {"columns": {"risky": "amount > 80"}}},
                "both": {"kind": "barrier", "params": {"key": ["id"]}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "orders.out", "to": "tax.in"}, {"from": "orders.out", "to": "risk.in"},
                      {"from": "tax.out", "to": "both.a"}, {"from": "risk.out", "to": "both.b"},
                      {"from": "both.out", "to": "end.in"}]})json"),
        .params = {{.name = "key",
                    .type = ParameterType::ColumnList,
                    .title = "Key",
                    .help = "Columns, in both inputs, whose values are equal for counterparts; none: records "
                            "meet in order of arrival.",
                    .placeholder = "id"},
                   {.name = "capacity",
                    .type = ParameterType::Integer,
                    .title = "Capacity",
                    .help = "How many records of each input may wait for their counterpart.",
                    .defaultValue = 65536,
                    .unit = "records",
                    .minimum = 1,
                    .maximum = 1e8,
                    .applies = Applies::RestartsRun},
                   {.name = "timeout",
                    .type = ParameterType::Duration,
                    .title = "Time-out",
                    .help = "A record that has waited this long leaves without its counterpart. Left out, it "
                            "waits until the input ends.",
                    .minimum = 1e6,
                    .maximum = 9e18,
                    .applies = Applies::Hot,
                    .placeholder = "5 s"}},
        .inputs = {{.name = "a", .help = "One branch; its columns and event time come first."},
                   {.name = "b", .help = "The other branch."}},
        .outputs = {{.name = "out", .help = "One record for each pair."},
                    {.name = "unmatched_a",
                     .help = "Records of `a` that found no counterpart.",
                     .role = PortRole::Late},
                    {.name = "unmatched_b",
                     .help = "Records of `b` that found no counterpart.",
                     .role = PortRole::Late}},
        .bind = bindBarrier,
    };
}

} // namespace kinds

namespace {

struct BarrierSettings {
    std::array<std::vector<std::size_t>, 2> keys;
    std::array<SchemaPtr, 2> inputs;
    std::vector<std::size_t> fromB; ///< columns of b that go on
    SchemaPtr output;
    std::size_t capacity = 0;
    std::optional<MonotonicNs> timeout;
};

class BarrierOperator final : public Operator {
public:
    explicit BarrierOperator(std::shared_ptr<const BarrierSettings> settings)
        : settings_(std::move(settings)),
          pairs_(settings_->output),
          unmatched_{RowOutput(settings_->inputs[0]), RowOutput(settings_->inputs[1])} {}

    void open(OperatorContext& context) override {
        context_ = &context;
        restoreState(context, [this](ByteReader& from) {
            for (const std::size_t side : {0u, 1u}) {
                loadWaiting(from, settings_->inputs[side], context_->clock().now(), [&](WaitingRow row) {
                    makeRowKey(*row.batch, row.row, settings_->keys[side], key_);
                    // Of counterparts neither would have been left.
                    if (waiting_.meet(side, key_, std::move(row))) from.fail();
                });
            }
        });
    }

    void process(std::size_t input, RecordBatch batch, Collector& out) override {
        // A full input is not asked for more, so what comes all the same comes after the end of the other.
        const bool alone = !wantsInputOn(input);
        const MonotonicNs now = context_->clock().now();
        const auto shared = std::make_shared<const RecordBatch>(std::move(batch));
        for (std::size_t i = 0; i < shared->rows(); ++i) {
            const WaitingRow row = waitingRow(shared, shared->rowAt(i), now);
            makeRowKey(*shared, row.row, settings_->keys[input], key_);
            if (const auto counterpart = waiting_.meet(input, key_, row))
                addPair(input == 0 ? row : *counterpart, input == 0 ? *counterpart : row);
            if (pairs_.rows() >= context_->batchSize()) pairs_.send(0, out);
        }
        // Not before the whole batch has been seen: it may hold the counterparts of many.
        while (alone && waiting_.count(input) > settings_->capacity)
            giveUp(input);
        while (isFull(0) && isFull(1)) {
            giveUp(0);
            giveUp(1);
        }
        pairs_.send(0, out);
        sendUnmatched(out);
    }

    bool wantsInputOn(std::size_t input) const override { return !isFull(input); }
    EpochMs earliestKept() const override {
        const EpochMs earliest = waiting_.earliest();
        return earliest == INT64_MAX ? kMaxWatermark : earliest;
    }

    std::optional<MonotonicNs> nextDeadline() const override {
        if (!settings_->timeout) return std::nullopt;
        std::optional<MonotonicNs> next;
        for (const std::size_t side : {0u, 1u}) {
            if (waiting_.count(side) == 0) continue;
            const MonotonicNs due = waiting_.oldest(side).since + *settings_->timeout;
            next = next ? std::min(*next, due) : due;
        }
        return next;
    }
    void onDeadline(MonotonicNs now, Collector& out) override {
        if (!settings_->timeout) return;
        for (const std::size_t side : {0u, 1u})
            while (waiting_.count(side) > 0 && waiting_.oldest(side).since + *settings_->timeout <= now)
                giveUp(side);
        sendUnmatched(out);
    }

    bool onEnd(Collector& out) override {
        for (const std::size_t side : {0u, 1u}) {
            while (waiting_.count(side) > 0) {
                if (!out.hasRoom()) return false;
                for (std::size_t i = 0; i < kRowsPerBatch && waiting_.count(side) > 0; ++i)
                    giveUp(side);
                sendUnmatched(out);
            }
        }
        return true;
    }

    void snapshot(Epoch, ByteWriter& state) override {
        for (const std::size_t side : {0u, 1u}) {
            saveWaiting(settings_->inputs[side], state,
                        [&](auto&& add) { waiting_.forEach(side, std::forward<decltype(add)>(add)); });
        }
    }

    void adoptSettings(Operator& fresh) override {
        auto settings = std::make_shared<BarrierSettings>(*settings_);
        settings->timeout = static_cast<BarrierOperator&>(fresh).settings_->timeout;
        settings_ = std::move(settings);
    }

private:
    static constexpr std::size_t kRowsPerBatch = 1024;

    bool isFull(std::size_t side) const { return waiting_.count(side) >= settings_->capacity; }

    void addPair(const WaitingRow& a, const WaitingRow& b) {
        const std::size_t left = settings_->inputs[0]->size();
        for (std::size_t c = 0; c < left; ++c)
            pairs_.column(c).appendFrom(a.batch->column(c), a.row);
        for (std::size_t c = 0; c < settings_->fromB.size(); ++c)
            pairs_.column(left + c).appendFrom(b.batch->column(settings_->fromB[c]), b.row);
        // The older of the two tells how long the pair has been on its way.
        pairs_.endRow(a, std::min(a.intendedTime(), b.intendedTime()));
    }

    void giveUp(std::size_t side) { unmatched_[side].add(waiting_.takeOldest(side)); }
    void sendUnmatched(Collector& out) {
        for (const std::size_t side : {0u, 1u})
            unmatched_[side].send(1 + side, out);
    }

    std::shared_ptr<const BarrierSettings> settings_;
    OperatorContext* context_ = nullptr;
    WaitingRows waiting_;
    RowOutput pairs_;
    std::array<RowOutput, 2> unmatched_;
    std::string key_;
};

/// Keys are compared as bytes: the columns must have one type on both sides.
Diagnostics checkKeyTypes(const BindContext& context, const BarrierSettings& settings,
                          const std::vector<std::string>& names) {
    Diagnostics problems;
    for (std::size_t k = 0; k < names.size(); ++k) {
        const DataType& a = settings.inputs[0]->field(settings.keys[0][k]).type;
        const DataType& b = settings.inputs[1]->field(settings.keys[1][k]).type;
        if (a == b) continue;
        problems.append(parameterError("MR3420", context.node, "key",
                                       "`" + names[k] + "` is " + a.name() + " in `a` and " + b.name() +
                                           " in `b`: the two are never equal",
                                       "cast one of them with a `select` before the barrier"));
    }
    return problems;
}

Result<BoundNode> bindBarrier(BindContext& context) {
    BarrierSettings settings;
    settings.inputs = {context.inputs[0], context.inputs[1]};
    const std::vector<std::string> names =
        context.params.has("key") ? context.params.list("key") : std::vector<std::string>{};
    for (const std::size_t side : {0u, 1u}) {
        const auto columns = keyColumnsIn(*settings.inputs[side], names, context.node, "key");
        if (!columns) return columns.error();
        settings.keys[side] = *columns;
    }
    if (Diagnostics problems = checkKeyTypes(context, settings, names); problems.hasErrors()) return problems;

    std::vector<Field> fields = settings.inputs[0]->fields();
    for (std::size_t c = 0; c < settings.inputs[1]->size(); ++c) {
        const Field& field = settings.inputs[1]->field(c);
        if (settings.inputs[0]->indexOf(field.name)) continue;
        settings.fromB.push_back(c);
        fields.push_back(field);
    }
    settings.output = makeSchema(std::move(fields), settings.inputs[0]->eventTime());
    settings.capacity = static_cast<std::size_t>(context.params.integer("capacity"));
    if (context.params.has("timeout")) settings.timeout = context.params.duration("timeout");

    BoundNode bound;
    bound.outputPorts = {{.name = "out"},
                         {.name = "unmatched_a", .help = {}, .role = PortRole::Late},
                         {.name = "unmatched_b", .help = {}, .role = PortRole::Late}};
    bound.outputs = {settings.output, settings.inputs[0], settings.inputs[1]};
    bound.key = names;
    bound.maxWorkers = names.empty() ? 1 : 0;
    bound.orderSensitive = true;
    bound.fusible = false;
    bound.holdsBackTime = true;
    bound.joinsInputs = true;
    bound.state = StateRule::Saved;
    bound.joinCapacity = settings.timeout ? 0 : static_cast<std::int64_t>(settings.capacity);
    bound.service = {.work = {roughCost(120)},
                     .behaviour = behaviour::Join{.key = names,
                                                  .capacity = static_cast<std::int64_t>(settings.capacity),
                                                  .timeout = settings.timeout}};
    bound.makeOperator = [shared = std::make_shared<const BarrierSettings>(std::move(settings))] {
        return std::make_unique<BarrierOperator>(shared);
    };
    return bound;
}

} // namespace

} // namespace millrace
