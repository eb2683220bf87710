// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/graph/node_kind.h"
#include "engine/operator/backoff.h"
#include "engine/operator/rejected.h"
#include "engine/operator/retry_budget.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/ndjson_reader.h"
#include "nodes/support/row_output.h"
#include "nodes/support/saved_rows.h"

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>

namespace millrace {

namespace {
std::vector<ParameterSpec> retryParameters();
Result<BoundNode> bindRetry(BindContext& context);
} // namespace

namespace kinds {

NodeKind retry() {
    return {
        .name = "retry",
        .title = "Retry",
        .category = Category::Concurrency,
        .icon = "retry",
        .summary = "Sends what failed in a later stage again, after a while and within a budget",
        .help =
            R"(Stands before a stage that may fail, such as a call to a service. What fails there leaves through its `rejected`, which is led back through a `queue` into
`failed` here; after a wait it is sent again, at most `attempts` times.

    "edges": [{"from": "retry.out", "to": "call.in"}, {"from": "call.rejected", "to": "bad.in"}, {"from": "bad.out", "to": "retry.failed"}]

**Waits** grow: the n-th is up to `first_wait` times `factor` to the power of n - 1, but no longer than `longest_wait`. With `jitter` each is drawn evenly between nothing
and that, so that records that failed together do not come back together.

**Budget.** What is overloaded must not be kept down by retries: over ten seconds there are at most `budget` retries per fresh record, plus `minimum_rate` per second.

**Records are known by their text**: `raw`, the record as JSON, from which its columns are read again; so the columns must not change between here and the stage. Records that
are equal in all columns count their attempts together.

**Records that are given up** leave through `gave_up`, as they were rejected: after `attempts`, beyond the budget, when `capacity` records wait already, or where the text
cannot be read as a record of `in`.

**Event time.** Retried records come late; those behind the watermark are marked as late, as a source would.

**Checkpoints.** One waits until everything that waits here has been sent again.

**Changing `attempts`, the waits and `jitter` during a run** applies from the next failure on.

**Performance.** Fresh records pass as they are; a retried one costs about 2 us and its memory while it waits.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "orders": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"},
                                                                                    "text": {"type": "choice", "values": ["12", "34", "x"]}}}},
                "again": {"kind": "retry", "params": {"attempts": 2, "first_wait": "10 ms"}},
                "check": {"kind": "select", "params": {"cast": {"text": "BIGINT"}, "on_error": "reject"}},
                "bad": {"kind": "queue"},
                "end": {"kind": "discard"},
                "given_up": {"kind": "discard"}},
            "edges": [{"from": "orders.out", "to": "again.in"}, {"from": "again.out", "to": "check.in"},
                      {"from": "check.out", "to": "end.in"}, {"from": "check.rejected", "to": "bad.in"},
                      {"from": "bad.out", "to": "again.failed"}, {"from": "again.gave_up", "to": "given_up.in"}]})json"),
        .params = retryParameters(),
        .inputs = {{.name = "in", .help = "Fresh records."},
                   {.name = "failed", .help = "What the stage rejected."}},
        .outputs = {{.name = "out", .help = "Fresh and retried records, to the stage."},
                    {.name = "gave_up",
                     .help = "What is not sent again, as it was rejected.",
                     .role = PortRole::Rejected}},
        .keepsColumns = true,
        .bind = bindRetry,
    };
}

} // namespace kinds

namespace {

std::vector<ParameterSpec> retryParameters() {
    return {{.name = "attempts",
             .type = ParameterType::Integer,
             .title = "Attempts",
             .help = "How often a record is sent again at most.",
             .defaultValue = 3,
             .minimum = 0,
             .maximum = 1000,
             .applies = Applies::Hot},
            {.name = "first_wait",
             .type = ParameterType::Duration,
             .title = "First wait",
             .help = "Longest wait before the first retry.",
             .defaultValue = "100 ms",
             .minimum = 0,
             .maximum = 3.6e15,
             .applies = Applies::Hot},
            {.name = "longest_wait",
             .type = ParameterType::Duration,
             .title = "Longest wait",
             .help = "No wait is longer than this.",
             .defaultValue = "10 s",
             .minimum = 0,
             .maximum = 3.6e15,
             .applies = Applies::Hot},
            {.name = "factor",
             .type = ParameterType::Number,
             .title = "Factor",
             .help = "By how much each wait is longer than the one before.",
             .defaultValue = 2,
             .minimum = 1,
             .maximum = 100,
             .applies = Applies::Hot},
            {.name = "jitter",
             .type = ParameterType::Boolean,
             .title = "Jitter",
             .help = "Draw each wait between nothing and its full length.",
             .defaultValue = true,
             .applies = Applies::Hot},
            {.name = "budget",
             .type = ParameterType::Number,
             .title = "Budget",
             .help = "Retries per fresh record, at most.",
             .defaultValue = 0.2,
             .minimum = 0,
             .maximum = 1000},
            {.name = "minimum_rate",
             .type = ParameterType::Number,
             .title = "Minimum rate",
             .help = "Retries that are allowed however few fresh records there are.",
             .defaultValue = 10,
             .unit = "records/s",
             .minimum = 0,
             .maximum = 1e9},
            {.name = "capacity",
             .type = ParameterType::Integer,
             .title = "Capacity",
             .help = "How many records may wait for their retry.",
             .defaultValue = 16384,
             .unit = "records",
             .minimum = 1,
             .maximum = 1e8,
             .applies = Applies::RestartsRun,
             .advanced = true}};
}

struct RetrySettings {
    std::int64_t attempts = 3;
    Backoff backoff;
    double budget = 0;
    double minimumRate = 0;
    std::size_t capacity = 0;
    SchemaPtr schema;
};

/// How often each record has failed. A success is never heard of, so what has not failed again for long is
/// forgotten.
class AttemptCounts {
public:
    std::int64_t count(std::string_view record, MonotonicNs now) {
        Entry& entry = entries_[std::string(record)];
        entry.last = now;
        queue_.emplace_back(now, record);
        return ++entry.failures;
    }
    void forget(std::string_view record) { entries_.erase(std::string(record)); }
    void forgetBefore(MonotonicNs time) {
        for (; !queue_.empty() && queue_.front().first < time; queue_.pop_front()) {
            const auto entry = entries_.find(queue_.front().second);
            if (entry != entries_.end() && entry->second.last < time) entries_.erase(entry);
        }
    }

    /// Ages, not times: another process may have another clock.
    void save(ByteWriter& to, MonotonicNs now) const {
        to.varint(entries_.size());
        for (const auto& [record, entry] : entries_) {
            to.text(record);
            to.fixed(entry.failures);
            to.fixed(now - entry.last);
        }
    }
    void load(ByteReader& from, MonotonicNs now) {
        constexpr MonotonicNs kLongest = 100'000'000'000'000'000; // three years
        const std::uint64_t count = from.varint();
        for (std::uint64_t i = 0; i < count && !from.failed(); ++i) {
            const std::string_view record = from.text();
            const auto failures = from.fixed<std::int64_t>();
            const auto age = from.fixed<MonotonicNs>();
            if (failures < 0 || failures > INT32_MAX || age < 0 || age > kLongest) return from.fail();
            entries_[std::string(record)] = {failures, now - age};
            queue_.emplace_back(now - age, record);
        }
        std::sort(queue_.begin(), queue_.end());
    }

private:
    struct Entry {
        std::int64_t failures = 0;
        MonotonicNs last = 0;
    };
    std::unordered_map<std::string, Entry> entries_;
    std::deque<std::pair<MonotonicNs, std::string>> queue_; ///< failures, the oldest first
};

class RetryOperator final : public Operator {
public:
    explicit RetryOperator(const RetrySettings& settings)
        : settings_(settings),
          budget_(settings.budget, settings.minimumRate),
          parser_(settings.schema),
          again_(settings.schema),
          gaveUp_(rejectedSchema()) {}

    void open(OperatorContext& context) override {
        context_ = &context;
        random_ = Random(deriveSeed(context.seed(), "retry"));
        restoreState(context, [this](ByteReader& from) {
            const MonotonicNs now = context_->clock().now();
            watermark_ = from.fixed<EpochMs>();
            budget_.load(from, now);
            attempts_.load(from, now);
        });
    }

    void process(std::size_t input, RecordBatch batch, Collector& out) override {
        const MonotonicNs now = context_->clock().now();
        if (input == kIn) {
            budget_.fresh(static_cast<std::int64_t>(batch.rows()), now);
            return out.emit(kOut, std::move(batch));
        }
        attempts_.forgetBefore(now - kForgetAfter - settings_.backoff.longest);
        const auto shared = std::make_shared<const RecordBatch>(std::move(batch));
        for (std::size_t i = 0; i < shared->rows(); ++i)
            takeBack({shared, shared->rowAt(i)}, now);
        gaveUp_.send(kGaveUp, out);
    }

    void onWatermark(EpochMs watermark, Collector&) override { watermark_ = watermark; }

    bool mayEnd() const override { return waiting_.empty(); }
    std::optional<MonotonicNs> nextDeadline() const override {
        if (waiting_.empty()) return std::nullopt;
        return waiting_.begin()->first;
    }
    void onDeadline(MonotonicNs now, Collector& out) override {
        while (!waiting_.empty() && waiting_.begin()->first <= now) {
            sendAgain(waiting_.begin()->second);
            waiting_.erase(waiting_.begin());
            if (again_.rows() >= context_->batchSize()) sendAll(out);
        }
        sendAll(out);
    }

    bool onEnd(Collector& out) override {
        for (const auto& [due, failure] : waiting_)
            giveUp(failure);
        waiting_.clear();
        gaveUp_.send(kGaveUp, out);
        return true;
    }

    /// Nothing waits, for mayEnd() holds.
    void snapshot(Epoch, ByteWriter& state) override {
        const MonotonicNs now = context_->clock().now();
        state.fixed(watermark_);
        budget_.save(state, now);
        attempts_.save(state, now);
    }

    void adoptSettings(Operator& fresh) override {
        const RetrySettings& other = static_cast<RetryOperator&>(fresh).settings_;
        settings_.attempts = other.attempts;
        settings_.backoff = other.backoff;
    }

private:
    static constexpr std::size_t kIn = 0;
    static constexpr std::size_t kOut = 0, kGaveUp = 1;
    static constexpr MonotonicNs kForgetAfter = 600'000'000'000;

    struct Failure {
        std::shared_ptr<const RecordBatch> batch; ///< with the rejectedSchema()
        std::uint32_t row = 0;
        std::string_view text() const { return batch->column(0).strings()[row].view(); }
    };

    void takeBack(const Failure& failure, MonotonicNs now) {
        if (failure.batch->column(0).isNull(failure.row)) return giveUp(failure);
        const std::int64_t failures = attempts_.count(failure.text(), now);
        if (failures > settings_.attempts) return giveUp(failure);
        if (waiting_.size() >= settings_.capacity || !budget_.take(now)) {
            reportOnce("MR3468", "more records fail than the budget lets be sent again", overBudget_);
            return giveUp(failure);
        }
        const MonotonicNs wait = settings_.backoff.wait(static_cast<int>(failures), random_.uniform());
        waiting_.emplace(now + wait, failure);
    }

    void sendAgain(const Failure& failure) {
        // The parser wants to read a little beyond the end.
        const std::string_view text = failure.text();
        padded_.assign(text);
        padded_.resize(text.size() + 64, ' ');
        BatchBuilder row(settings_.schema, 1);
        if (const auto misfit = parser_.append({padded_.data(), text.size()}, row)) {
            reportOnce("MR3469", "what failed cannot be read as a record of `in`: " + misfit->message,
                       unreadable_);
            return giveUp(failure);
        }
        RecordBatch record = row.finish(failure.batch->intendedTimeOf(failure.row));
        markLate(record);
        const auto shared = std::make_shared<const RecordBatch>(std::move(record));
        again_.add({shared, 0});
    }

    void markLate(RecordBatch& record) const {
        const auto column = record.schema()->eventTime();
        if (!column || watermark_ == kMinWatermark) return;
        if (record.column(*column).values<EpochMs>()[0] > watermark_) return;
        record.lateMarks =
            std::make_shared<const std::vector<LateMark>>(std::vector<LateMark>{{0, watermark_}});
    }

    void giveUp(const Failure& failure) {
        if (!failure.batch->column(0).isNull(failure.row)) attempts_.forget(failure.text());
        gaveUp_.add({failure.batch, failure.row});
    }

    void sendAll(Collector& out) {
        again_.send(kOut, out);
        gaveUp_.send(kGaveUp, out);
    }

    void reportOnce(const char* code, const std::string& message, bool& done) {
        if (std::exchange(done, true)) return;
        Diagnostic warning;
        warning.severity = Severity::Warning;
        warning.code = code;
        warning.message = message;
        warning.hint = "they leave through `gave_up`";
        context_->report(std::move(warning));
    }

    RetrySettings settings_;
    RetryBudget budget_;
    AttemptCounts attempts_;
    JsonRowParser parser_;
    OperatorContext* context_ = nullptr;
    Random random_{0};
    std::multimap<MonotonicNs, Failure> waiting_; ///< by the time at which each is sent again
    RowOutput again_;
    RowOutput gaveUp_;
    EpochMs watermark_ = kMinWatermark;
    std::string padded_;
    bool overBudget_ = false, unreadable_ = false;
};

Result<BoundNode> bindRetry(BindContext& context) {
    if (*context.inputs[1] != *rejectedSchema()) {
        Diagnostics problem;
        Diagnostic& d =
            problem.error("MR3470", "`failed` takes what a stage rejected, not " + toText(*context.inputs[1]),
                          "lead the output `rejected` of the stage through a queue into `failed`");
        d.node = context.node;
        d.port = "failed";
        return problem;
    }
    const Params& params = context.params;
    RetrySettings settings;
    settings.attempts = params.integer("attempts");
    settings.backoff = {.first = params.duration("first_wait"),
                        .longest = params.duration("longest_wait"),
                        .factor = params.number("factor"),
                        .jitter = params.boolean("jitter")};
    settings.budget = params.number("budget");
    settings.minimumRate = params.number("minimum_rate");
    settings.capacity = static_cast<std::size_t>(params.integer("capacity"));
    settings.schema = context.inputs[0];
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}, {.name = "gave_up", .help = {}, .role = PortRole::Rejected}};
    bound.outputs = {context.inputs[0], rejectedSchema()};
    bound.maxWorkers = 1;
    bound.state = StateRule::Saved;
    // What it holds comes out again into the cycle, on top of what the wires hold.
    bound.joinCapacity = static_cast<std::int64_t>(settings.capacity);
    bound.makeOperator = [settings] { return std::make_unique<RetryOperator>(settings); };
    bound.service = {.behaviour = behaviour::Retry{.attempts = settings.attempts,
                                                   .backoff = settings.backoff,
                                                   .budget = settings.budget,
                                                   .minimumRate = settings.minimumRate,
                                                   .capacity = bound.joinCapacity}};
    return bound;
}

} // namespace

} // namespace millrace
