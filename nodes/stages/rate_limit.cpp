// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "engine/operator/keeps_through_barriers.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/pending_records.h"
#include "nodes/support/saved_rows.h"

#include <algorithm>
#include <cmath>

namespace millrace {

namespace {
Result<BoundNode> bindRateLimit(BindContext& context);
}

namespace kinds {

NodeKind rate_limit() {
    return {
        .name = "rate_limit",
        .title = "Rate limit",
        .category = Category::Concurrency,
        .icon = "rate_limit",
        .summary = "Lets at most so many records per second pass",
        .help =
            R"(A token bucket: tokens flow in at `rate` per second up to `burst`, and each record takes one. Over a long time at most `rate`
records per second pass; after a pause up to `burst` of them pass at once. Nothing is dropped: without a token records wait, the
queue before fills up, and the stages before feel back-pressure.

With several workers each has a bucket of its own, filled at its share of the rate.

**Bad records.** None.

**Changing `rate` and `burst` during a run** applies at once.

**Performance.** At high rates records pass in portions a few milliseconds apart; the node sleeps in between.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "slow": {"kind": "rate_limit", "params": {"rate": 10000, "burst": 100}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "slow.in"}, {"from": "slow.out", "to": "end.in"}]})json"),
        .params = {{.name = "rate",
                    .type = ParameterType::Number,
                    .title = "Rate",
                    .help = "Records per second that may pass in the long run.",
                    .required = true,
                    .unit = "records/s",
                    .minimum = 0.001,
                    .maximum = 1e9,
                    .applies = Applies::Hot,
                    .placeholder = "1000"},
                   {.name = "burst",
                    .type = ParameterType::Number,
                    .title = "Burst",
                    .help = "Records that may pass at once after a pause.",
                    .defaultValue = 1,
                    .unit = "records",
                    .minimum = 1,
                    .maximum = 1e9,
                    .applies = Applies::Hot}},
        .inputs = {{.name = "in", .help = "Records at any rate."}},
        .outputs = {{.name = "out", .help = "The same records, in the same order."}},
        .keepsColumns = true,
        .bind = bindRateLimit,
    };
}

} // namespace kinds

namespace {

/// At a low rate a batch takes long, and so would every checkpoint: what is left of it is saved.
class RateLimitOperator final : public Operator, public KeepsThroughBarriers {
public:
    RateLimitOperator(SchemaPtr schema, double rate, double burst)
        : schema_(std::move(schema)), rate_(rate), burst_(burst) {}

    void open(OperatorContext& context) override {
        clock_ = &context.clock();
        shares_ = context.subtaskCount();
        filledAt_ = clock_->now();
        tokens_ = burst_;
        restoreState(context, [this](ByteReader& from) {
            if (from.left() > 0) pending_.load(from, schema_, clock_->now()); // nothing was saved formerly
        });
    }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        pending_.add(std::move(batch));
        send(clock_->now(), out);
    }

    // The queue keeps everything behind a record that waits here, watermarks included.
    bool wantsInput() const override { return pending_.rows() == 0; }

    std::optional<MonotonicNs> nextDeadline() const override {
        if (pending_.rows() == 0) return std::nullopt;
        const double missing = portion() - tokens_;
        return filledAt_ + static_cast<MonotonicNs>(std::ceil(std::max(0.0, missing) / perNs()));
    }
    void onDeadline(MonotonicNs now, Collector& out) override { send(now, out); }

    bool onEnd(Collector& out) override {
        if (pending_.rows() > 0) out.emit(0, pending_.take(pending_.rows()));
        return true;
    }

    void snapshot(Epoch, ByteWriter& state) override { pending_.save(state); }

    void adoptSettings(Operator& fresh) override {
        fill(clock_->now());
        rate_ = static_cast<RateLimitOperator&>(fresh).rate_;
        burst_ = static_cast<RateLimitOperator&>(fresh).burst_;
    }

private:
    static constexpr double kPortionNs = 2e6; ///< wake about every 2 ms, not for every record
    static constexpr double kSlack = 1e-6;    ///< rounding of the deadline to whole nanoseconds

    double perNs() const { return rate_ / shares_ * 1e-9; }
    double ceiling() const { return std::max(burst_, perNs() * kPortionNs); }
    /// Tokens worth waking up for.
    double portion() const {
        const double pending = static_cast<double>(pending_.rows());
        return std::min(pending, std::max(1.0, std::floor(perNs() * kPortionNs)));
    }

    void fill(MonotonicNs now) {
        if (now <= filledAt_) return;
        tokens_ = std::min(ceiling(), tokens_ + static_cast<double>(now - filledAt_) * perNs());
        filledAt_ = now;
    }

    void send(MonotonicNs now, Collector& out) {
        fill(now);
        const double whole = std::floor(tokens_ + kSlack);
        if (pending_.rows() == 0 || whole < 1) return;
        const std::size_t count = std::min(pending_.rows(), static_cast<std::size_t>(whole));
        tokens_ -= static_cast<double>(count);
        out.emit(0, pending_.take(count));
    }

    const SchemaPtr schema_;
    double rate_;
    double burst_;
    const Clock* clock_ = nullptr;
    int shares_ = 1;
    double tokens_ = 0;
    MonotonicNs filledAt_ = 0;
    PendingRecords pending_;
};

Result<BoundNode> bindRateLimit(BindContext& context) {
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {context.inputs[0]};
    bound.makeOperator = [schema = context.inputs[0], rate = context.params.number("rate"),
                          burst = context.params.number("burst")] {
        return std::make_unique<RateLimitOperator>(schema, rate, burst);
    };
    bound.fusible = false; // what waits must wait in a queue
    bound.state = StateRule::Saved;
    bound.service = {.behaviour = behaviour::Limit{.rate = context.params.number("rate"),
                                                   .burst = context.params.number("burst")}};
    return bound;
}

} // namespace

} // namespace millrace
