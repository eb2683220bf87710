// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/expression.h"
#include "engine/graph/node_kind.h"
#include "engine/operator/rejected.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/http_call_parameters.h"
#include "nodes/support/json_text.h"
#include "nodes/support/operation_loop.h"
#include "nodes/support/operations_in_flight.h"
#include "nodes/support/row_output.h"

#include "engine/base/text.h"

namespace millrace {

namespace {
Result<BoundNode> bindHttpCall(BindContext& context);
}

namespace kinds {

NodeKind http_call() {
    return {
        .name = "http_call",
        .title = "HTTP call",
        .category = Category::Stage,
        .icon = "http_call",
        .summary = "Calls a web service for each record",
        .help =
            R"(Sends an HTTP request for each record and adds what comes back: `status` (INT), `body` (STRING) and `latency_ms` (DOUBLE, from the
first attempt to the answer). Opening a graph calls nothing; only a run does.

**Address.** `url` may name columns in braces: `https://api.example.com/users/{id}?lang={lang}`. Their values are percent-encoded; a column
at the very beginning is taken as it is: `{link}`.

**Many at once.** The stage runs on an event loop (executor `async`) and keeps as many calls in flight as it has `workers`, 16 if nothing is
said; connections are kept open and used again. Records leave as their answers come; with `ordering: ordered` in the order in which they
came. On another executor each worker waits for one call at a time.

**What counts as failed.** No connection, no answer within `timeout`, an answer that cannot be understood, and the statuses of `retry_on`.
Every other answer, 404 or a redirect too, leaves through `out` with its status. A failed call is made again up to `retries` times, after a
random time up to `backoff`, which doubles each time up to `backoff_max` (exponential backoff with full jitter), or after what the server
asks for in `Retry-After`. All retries together may be at most `retry_budget` per call, plus one a second, so that they do not keep down a
server that is overloaded. Retries are made for every method: allow them only where a request may arrive twice.

**Circuit breaker.** When at least `breaker_ratio` of the attempts of the last `breaker_window` have failed, and there were `breaker_calls` of
them, no more calls are made for `breaker_open`; then `breaker_probes` attempts show whether it is better. Meanwhile records wait (`wait`), or
leave through `rejected` at once (`reject`).

**Bad records.** A record whose call fails for good leaves through `rejected`, as does one with NULL in the address. Codes: MR3452 no
address, MR3453 no connection, MR3454 time-out, MR3455 unusable answer, MR3456 status, MR3457 circuit breaker.

**Secrets** come from the environment: `"Authorization": "Bearer ${env:API_TOKEN}"`; one that stands in the graph is an error (MR1408). Certificates of https are checked.

**Checkpoints.** One waits for the calls under way. A run that goes on from it makes the calls that came after it again.

**Changing `timeout`, `retries` or the backoff during a run** applies to calls from then on.

**Performance.** With n calls in flight of which each takes a time t, n/t calls per second: more in flight help until the service is used up.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "ids": {"kind": "generate", "params": {"count": 100, "fields": {"id": {"type": "sequence"}}}},
                "users": {"kind": "http_call", "params": {"url": "http://localhost:8080/users/{id}"}},
                "end": {"kind": "discard"}, "failed": {"kind": "discard"}},
            "edges": [{"from": "ids.out", "to": "users.in"}, {"from": "users.out", "to": "end.in"},
                      {"from": "users.rejected", "to": "failed.in"}]})json"),
        .params = httpCallParameters(),
        .inputs = {{.name = "in", .help = "Records to make a call for each."}},
        .outputs = {{.name = "out", .help = "The records with what the server answered."},
                    {.name = "rejected",
                     .help = "Records whose call has failed for good.",
                     .role = PortRole::Rejected}},
        .bind = bindHttpCall,
    };
}

} // namespace kinds

namespace {

class HttpCallOperator final : public Operator {
public:
    explicit HttpCallOperator(std::shared_ptr<const HttpCallPlan> plan)
        : plan_(std::move(plan)), called_(plan_->output), rejected_(plan_->node), json_(*plan_->input) {}

    void open(OperatorContext& context) override {
        context_ = &context;
        loop_.open(context);
        const auto inFlight = static_cast<std::size_t>(context.operations());
        calls_.configure(inFlight, context.keepsOperationOrder());
        client_ = std::make_unique<HttpClient>(loop_.get(), context, plan_->calls, inFlight);
    }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        calls_.add(std::move(batch));
        beginCalls();
        while (!loop_.goesOn() && !calls_.empty()) {
            loop_.runUntil([this] { return calls_.hasOutcome(); });
            onDeadline(0, out);
        }
    }

    bool wantsInput() const override { return calls_.wantsRecords(); }
    bool mayEnd() const override { return calls_.empty(); }
    EpochMs earliestKept() const override { return calls_.earliest(); }
    std::optional<MonotonicNs> nextDeadline() const override {
        if (!calls_.hasWork()) return std::nullopt;
        return 0;
    }
    void onDeadline(MonotonicNs, Collector& out) override {
        while (calls_.hasOutcome()) {
            auto [record, outcome] = calls_.takeOutcome();
            giveOut(record, outcome);
            if (called_.rows() >= context_->batchSize()) called_.send(0, out);
        }
        called_.send(0, out);
        if (rejected_.rows() > 0) out.emit(1, rejected_.finish(context_->clock().now()));
        beginCalls();
    }

    void close() override { client_.reset(); }
    void abort() noexcept override { client_.reset(); }

    void adoptSettings(Operator& fresh) override {
        plan_ = static_cast<HttpCallOperator&>(fresh).plan_;
        client_->adopt(plan_->calls);
    }

private:
    void beginCalls() {
        while (calls_.mayBegin()) {
            const auto [number, record] = calls_.begin(1);
            Result<HttpRequest> request = plan_->requestFor(record, evaluator_);
            if (!request) {
                calls_.end(number, {.answer = HttpFault{"MR3452", request.error().items.front().message}});
                continue;
            }
            client_->call(std::move(*request), [this, n = number](HttpOutcome outcome) {
                calls_.end(n, std::move(outcome));
                if (loop_.goesOn()) loop_.wake();
            });
        }
    }

    void giveOut(const RecordBatch& record, HttpOutcome& outcome) {
        const std::uint32_t row = record.rowAt(0);
        const WaitingRow waiting =
            waitingRow(std::make_shared<const RecordBatch>(record), row, record.ingestTime);
        if (const auto* const fault = std::get_if<HttpFault>(&outcome.answer)) {
            raw_.clear();
            json_.appendRow(raw_, record, row);
            RejectedRecord rejected;
            rejected.raw = raw_;
            rejected.errorCode = fault->code;
            rejected.error = fault->text;
            if (waiting.time != INT64_MAX) rejected.eventTime = waiting.time;
            rejected_.add(rejected);
            reportFault(*fault);
            return;
        }
        const HttpResponse& response = std::get<HttpResponse>(outcome.answer);
        const std::size_t kept = plan_->input->size();
        for (std::size_t c = 0; c < kept; ++c)
            called_.column(c).appendFrom(record.column(c), row);
        called_.column(kept).append<std::int32_t>(response.status);
        called_.column(kept + 1).appendString(isValidUtf8(response.body) ? response.body
                                                                         : toValidUtf8(response.body));
        called_.column(kept + 2).append<double>(static_cast<double>(outcome.took) / 1e6);
        called_.endRow(waiting, waiting.intendedTime());
    }

    void reportFault(const HttpFault& fault) {
        Diagnostic d;
        d.severity = Severity::Warning;
        d.code = fault.code;
        d.message = "a call has failed for good: " + fault.text;
        context_->report(std::move(d));
    }

    std::shared_ptr<const HttpCallPlan> plan_;
    OperatorContext* context_ = nullptr;
    OperationLoop loop_;
    std::unique_ptr<HttpClient> client_; ///< goes before the loop
    OperationsInFlight<HttpOutcome> calls_;
    Evaluator evaluator_;
    RowOutput called_;
    RejectedBuilder rejected_;
    NdjsonWriter json_;
    std::string raw_;
};

Result<BoundNode> bindHttpCall(BindContext& context) {
    const auto plan = HttpCallPlan::read(context);
    if (!plan) return plan.error();
    ExternalTarget server;
    const bool reads = (*plan)->method == "GET" || (*plan)->method == "HEAD";
    server.access = reads ? ExternalTarget::Access::Reads : ExternalTarget::Access::Writes;
    server.identity = context.params.text("url");
    server.name = "`" + server.identity + "`";
    server.parameter = "url";
    server.shared = true;
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}, {.name = "rejected", .help = {}, .role = PortRole::Rejected}};
    bound.outputs = {(*plan)->output, rejectedSchema()};
    bound.makeOperator = [plan = *plan] { return std::make_unique<HttpCallOperator>(plan); };
    bound.asynchronous = true;
    bound.holdsBackTime = true;
    bound.targets = {std::move(server)};
    bound.state = StateRule::None;
    // Of the server nothing is known: 20 ms stand for any, and all calls for good ones.
    bound.service = {.work = {roughCost(30'000),
                              {.kind = WorkSegment::Kind::Wait, .time = Distribution::lognormal(20e6, 0.5)}},
                     .behaviour = behaviour::Choose{{1, 0}},
                     .sharesAreGuessed = true};
    return bound;
}

} // namespace

} // namespace millrace
