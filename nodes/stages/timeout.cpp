// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/example_graph.h"

namespace millrace {

namespace {
Result<BoundNode> bindTimeout(BindContext& context);
}

namespace kinds {

NodeKind timeout() {
    return {
        .name = "timeout",
        .title = "Time-out",
        .category = Category::Concurrency,
        .icon = "timeout",
        .summary = "Takes records out that have been on their way for too long",
        .help =
            R"(Records that are older than `limit` when they arrive here leave through `expired`, the others through `out`. The age counts from the moment the source
read the record, or, from a source that works to a schedule (`generate` with a rate), from the moment at which it should have been sent: time
in queues counts, and so does the time for which an overloaded pipeline held the source back.

Put it in front of slow stages: whoever waits for the answer has given up by then, and work on such records only delays those that could still be in
time. It is not event time that counts: replayed old data is not late because it is old (see `late` of windows for that).

**Bad records.** None. An `expired` output without a wire is allowed: its records are counted and go nowhere.

**Changing `limit` during a run** applies from the next batch on.

**Performance.** One look at the clock per batch; per record only where each has a time of its own.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "orders": {"kind": "generate", "params": {"count": 1000, "rate": 10000, "fields": {"id": {"type": "sequence"}}}},
                "price": {"kind": "work", "params": {"time": "200 us"}},
                "in_time": {"kind": "timeout", "params": {"limit": "50 ms"}},
                "end": {"kind": "discard"},
                "given_up": {"kind": "discard"}},
            "edges": [{"from": "orders.out", "to": "price.in"}, {"from": "price.out", "to": "in_time.in"},
                      {"from": "in_time.out", "to": "end.in"}, {"from": "in_time.expired", "to": "given_up.in"}]})json"),
        .params = {{.name = "limit",
                    .type = ParameterType::Duration,
                    .title = "Limit",
                    .help = "How old a record may be when it arrives here.",
                    .required = true,
                    .minimum = 0,
                    .maximum = 9e18,
                    .applies = Applies::Hot,
                    .placeholder = "500 ms"}},
        .inputs = {{.name = "in", .help = "Records of any age."}},
        .outputs = {{.name = "out", .help = "Records within the limit, in the same order."},
                    {.name = "expired", .help = "Records beyond the limit.", .role = PortRole::Late}},
        .keepsColumns = true,
        .bind = bindTimeout,
    };
}

} // namespace kinds

namespace {

class TimeoutOperator final : public Operator {
public:
    explicit TimeoutOperator(MonotonicNs limit) : limit_(limit) {}

    void open(OperatorContext& context) override { clock_ = &context.clock(); }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        // The first moment that is still within the limit.
        const MonotonicNs earliest = clock_->now() - limit_;
        if (!batch.intendedTimes) return out.emit(portFor(batch.ingestTime, earliest), std::move(batch));
        std::shared_ptr<Selection::Rows> rows[2] = {makePooled<Selection::Rows>(),
                                                    makePooled<Selection::Rows>()};
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            const std::uint32_t row = batch.rowAt(i);
            rows[portFor(batch.intendedTimeOf(row), earliest)]->push_back(row);
        }
        for (const std::size_t port : {kOut, kExpired}) {
            if (rows[port]->empty()) continue;
            if (rows[port]->size() == batch.rows()) return out.emit(port, std::move(batch));
            RecordBatch share = batch.withSelection(std::move(rows[port]));
            out.emit(port, share.sparse() ? share.flattened() : std::move(share));
        }
    }

    void adoptSettings(Operator& fresh) override { limit_ = static_cast<TimeoutOperator&>(fresh).limit_; }

private:
    static constexpr std::size_t kOut = 0, kExpired = 1;

    /// Records of no known time are of no known age.
    static std::size_t portFor(MonotonicNs since, MonotonicNs earliest) {
        return since != 0 && since < earliest ? kExpired : kOut;
    }

    MonotonicNs limit_;
    const Clock* clock_ = nullptr;
};

Result<BoundNode> bindTimeout(BindContext& context) {
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}, {.name = "expired", .help = {}, .role = PortRole::Late}};
    bound.outputs = {context.inputs[0], context.inputs[0]};
    bound.mayKeep = BoundNode::kAnyNumber; // seen from one output
    bound.makeOperator = [limit = context.params.duration("limit")] {
        return std::make_unique<TimeoutOperator>(limit);
    };
    bound.state = StateRule::None;
    bound.service = {.behaviour = behaviour::Expire{context.params.duration("limit")}};
    return bound;
}

} // namespace

} // namespace millrace
