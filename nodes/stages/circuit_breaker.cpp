// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "engine/graph/node_kind.h"
#include "engine/operator/breaker.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/saved_rows.h"

#include <fmt/format.h>

namespace millrace {

namespace {
std::vector<ParameterSpec> circuitBreakerParameters();
Result<BoundNode> bindCircuitBreaker(BindContext& context);
} // namespace

namespace kinds {

NodeKind circuit_breaker() {
    return {
        .name = "circuit_breaker",
        .title = "Circuit breaker",
        .category = Category::Concurrency,
        .icon = "circuit_breaker",
        .summary = "Leads records past a stage that fails too often, until it is better",
        .help =
            R"(Stands before a stage that may fail, such as a call to a service. What fails there leaves through its `rejected`, which is led back through a `queue` into
`failed` here: only how many they are counts, so any columns will do.

- **Closed**, the normal state: all records leave through `out`. Once at least `failure_ratio` of the records of the last `window` have come back as
  failed, and at least `minimum_calls` went out, the breaker opens.
- **Open**: records leave through `bypassed` for the time `open_for`, so that the stage is left alone and nobody waits for it in vain.
- **Half open**: `probes` records go out again, the rest goes on past. When one of them fails, the breaker opens again; when none has come back `settle` after the
  last, it closes.

The state is shown as a table of this node, and each change as a note (MR3467).

    "edges": [{"from": "breaker.out", "to": "call.in"}, {"from": "call.rejected", "to": "bad.in"}, {"from": "bad.out", "to": "breaker.failed"}]

**Bad records.** None. A `bypassed` output without a wire is allowed: its records are counted and go nowhere.

**Changing the parameters during a run** applies at once; another `window` starts counting anew.

**Performance.** One look at the clock per batch.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "orders": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"},
                                                                                    "text": {"type": "choice", "values": ["12", "34", "x"]}}}},
                "breaker": {"kind": "circuit_breaker", "params": {"minimum_calls": 20, "open_for": "1 s"}},
                "check": {"kind": "select", "params": {"cast": {"text": "BIGINT"}, "on_error": "reject"}},
                "bad": {"kind": "queue"},
                "end": {"kind": "discard"},
                "later": {"kind": "discard"}},
            "edges": [{"from": "orders.out", "to": "breaker.in"}, {"from": "breaker.out", "to": "check.in"},
                      {"from": "check.out", "to": "end.in"}, {"from": "check.rejected", "to": "bad.in"},
                      {"from": "bad.out", "to": "breaker.failed"}, {"from": "breaker.bypassed", "to": "later.in"}]})json"),
        .params = circuitBreakerParameters(),
        .inputs = {{.name = "in", .help = "Records for the stage."},
                   {.name = "failed", .help = "What the stage rejected; any columns."}},
        .outputs = {{.name = "out", .help = "To the stage."},
                    {.name = "bypassed",
                     .help = "Records that came while the breaker was open.",
                     .role = PortRole::Late}},
        .keepsColumns = true,
        .bind = bindCircuitBreaker,
    };
}

} // namespace kinds

namespace {

std::vector<ParameterSpec> circuitBreakerParameters() {
    return {{.name = "failure_ratio",
             .type = ParameterType::Number,
             .title = "Failure ratio",
             .help = "Share of failures at which it opens.",
             .defaultValue = 0.5,
             .minimum = 0.001,
             .maximum = 1,
             .applies = Applies::Hot},
            {.name = "minimum_calls",
             .type = ParameterType::Integer,
             .title = "Minimum calls",
             .help = "Records that must have gone out in the window before the share means anything.",
             .defaultValue = 20,
             .unit = "records",
             .minimum = 1,
             .maximum = 1e9,
             .applies = Applies::Hot},
            {.name = "window",
             .type = ParameterType::Duration,
             .title = "Window",
             .help = "Time over which records and failures are counted.",
             .defaultValue = "10 s",
             .minimum = 1e6,
             .maximum = 3.6e15,
             .applies = Applies::Hot},
            {.name = "open_for",
             .type = ParameterType::Duration,
             .title = "Open for",
             .help = "How long it stays open before it tries again.",
             .defaultValue = "5 s",
             .minimum = 1e6,
             .maximum = 3.6e15,
             .applies = Applies::Hot},
            {.name = "probes",
             .type = ParameterType::Integer,
             .title = "Probes",
             .help = "Records let through to see whether the stage is better.",
             .defaultValue = 5,
             .unit = "records",
             .minimum = 1,
             .maximum = 1e6,
             .applies = Applies::Hot},
            {.name = "settle",
             .type = ParameterType::Duration,
             .title = "Settle",
             .help = "A probe that has not come back as failed after this time counts as good.",
             .defaultValue = "1 s",
             .minimum = 1e6,
             .maximum = 3.6e15,
             .applies = Applies::Hot}};
}

struct CircuitBreakerSettings {
    Breaker::Settings breaker;
    MonotonicNs settle = 0;
};

const SchemaPtr& stateSchema() {
    static const SchemaPtr kSchema = makeSchema({{"state", TypeId::String},
                                                 {"failure_share", TypeId::Double},
                                                 {"sent", TypeId::BigInt},
                                                 {"failed", TypeId::BigInt},
                                                 {"bypassed", TypeId::BigInt},
                                                 {"times_opened", TypeId::BigInt}});
    return kSchema;
}

class CircuitBreakerOperator final : public Operator {
public:
    explicit CircuitBreakerOperator(const CircuitBreakerSettings& settings)
        : settings_(settings), breaker_(settings.breaker) {}

    void open(OperatorContext& context) override {
        context_ = &context;
        restoreState(context, [this](ByteReader& from) {
            breaker_.load(from, context_->clock().now());
            for (std::int64_t* const count : {&sent_, &failed_, &bypassed_, &timesOpened_})
                *count = from.fixed<std::int64_t>();
        });
        show(context.clock().now());
    }

    void process(std::size_t input, RecordBatch batch, Collector& out) override {
        if (batch.empty()) return;
        const MonotonicNs now = context_->clock().now();
        input == kIn ? pass(std::move(batch), now, out) : countFailures(batch, now);
        noteChange(now);
    }

    std::optional<MonotonicNs> nextDeadline() const override {
        if (breaker_.state() != Breaker::State::HalfOpen || breaker_.probesOut() == 0) return std::nullopt;
        return probedAt_ + settings_.settle;
    }
    void onDeadline(MonotonicNs now, Collector&) override {
        breaker_.count(breaker_.probesOut(), 0, now);
        noteChange(now);
    }

    bool onEnd(Collector&) override {
        show(context_->clock().now());
        return true;
    }

    void snapshot(Epoch, ByteWriter& state) override {
        breaker_.save(state, context_->clock().now());
        for (const std::int64_t count : {sent_, failed_, bypassed_, timesOpened_})
            state.fixed(count);
    }

    void adoptSettings(Operator& fresh) override {
        settings_ = static_cast<CircuitBreakerOperator&>(fresh).settings_;
        breaker_.adopt(settings_.breaker);
    }

private:
    static constexpr std::size_t kIn = 0;
    static constexpr std::size_t kOut = 0, kBypassed = 1;

    void pass(RecordBatch batch, MonotonicNs now, Collector& out) {
        const std::size_t rows = batch.rows();
        const auto admitted = static_cast<std::size_t>(breaker_.admit(static_cast<std::int64_t>(rows), now));
        sent_ += static_cast<std::int64_t>(admitted);
        bypassed_ += static_cast<std::int64_t>(rows - admitted);
        // Their successes cannot be seen, so records count when they go out, and failures when they come.
        if (breaker_.state() == Breaker::State::Closed)
            breaker_.count(static_cast<std::int64_t>(admitted), 0, now);
        else if (admitted > 0)
            probedAt_ = now;
        if (admitted == rows) return out.emit(kOut, std::move(batch));
        if (admitted > 0) out.emit(kOut, batch.slice(0, admitted));
        out.emit(kBypassed, batch.slice(admitted, rows - admitted));
    }

    void countFailures(const RecordBatch& batch, MonotonicNs now) {
        failed_ += static_cast<std::int64_t>(batch.rows());
        breaker_.count(0, static_cast<std::int64_t>(batch.rows()), now);
    }

    void noteChange(MonotonicNs now) {
        if (breaker_.state() == shown_) return;
        Diagnostic note;
        note.severity = Severity::Note;
        note.code = "MR3467";
        if (breaker_.state() == Breaker::State::Open) {
            ++timesOpened_;
            note.message = shown_ == Breaker::State::HalfOpen
                               ? "the breaker opened again: a probe failed"
                               : fmt::format("the breaker opened: {:.0f} % of the records failed",
                                             100 * breaker_.failureShare(now));
        } else {
            note.message = fmt::format("the breaker is {}", nameOf(breaker_.state()));
        }
        context_->report(std::move(note));
        show(now);
    }

    void show(MonotonicNs now) {
        shown_ = breaker_.state();
        BatchBuilder row(stateSchema());
        row.appendRow({std::string(nameOf(shown_)), breaker_.failureShare(now), sent_, failed_, bypassed_,
                       timesOpened_});
        context_->publish(row.finish(now));
    }

    CircuitBreakerSettings settings_;
    Breaker breaker_;
    OperatorContext* context_ = nullptr;
    Breaker::State shown_ = Breaker::State::Closed;
    MonotonicNs probedAt_ = 0;
    std::int64_t sent_ = 0, failed_ = 0, bypassed_ = 0, timesOpened_ = 0;
};

Result<BoundNode> bindCircuitBreaker(BindContext& context) {
    const Params& params = context.params;
    CircuitBreakerSettings settings;
    settings.breaker = {.failureRatio = params.number("failure_ratio"),
                        .minimumCalls = params.integer("minimum_calls"),
                        .window = params.duration("window"),
                        .openFor = params.duration("open_for"),
                        .probes = params.integer("probes")};
    settings.settle = params.duration("settle");
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}, {.name = "bypassed", .help = {}, .role = PortRole::Late}};
    bound.outputs = {context.inputs[0], context.inputs[0]};
    bound.maxWorkers = 1;
    bound.state = StateRule::Saved;
    bound.mayKeep = BoundNode::kAnyNumber; // seen from one output
    bound.makeOperator = [settings] { return std::make_unique<CircuitBreakerOperator>(settings); };
    bound.service = {.behaviour =
                         behaviour::Break{.settings = settings.breaker, .settleNs = settings.settle}};
    return bound;
}

} // namespace

} // namespace millrace
