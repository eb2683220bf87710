// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/held_resources.h"
#include "nodes/support/operation_loop.h"
#include "nodes/support/operations_in_flight.h"
#include "nodes/support/timed_pass.h"

#include <variant>

namespace millrace {

namespace {
std::vector<ParameterSpec> workParameters();
Result<BoundNode> bindWork(BindContext& context);
} // namespace

namespace kinds {

NodeKind work() {
    return {
        .name = "work",
        .title = "Work",
        .category = Category::Concurrency,
        .icon = "work",
        .summary = "Spends time on each record: on the CPU, waiting, or holding a lock",
        .help =
            R"(Takes time and passes records on unchanged: a stand-in for real work, to see what concurrency does with it.

- `cpu` keeps a core busy. More workers help until the cores are used up.
- `wait` blocks the thread without using the CPU, like a call to a database. Many workers help, far more than there are cores. On the executor
  `async` it blocks nobody: one event loop keeps as many waits in flight as it is given workers.
- `lock` takes the shared resource named `resource`, keeps the CPU busy while it holds it, and gives it back. All workers of all nodes that name
  the same resource share it; `capacity` of them may hold it at a time. With capacity 1, more workers do not help at all.

The time is drawn for each record (or batch) from a `distribution` with the mean `time`; `spread` says how much it varies: the standard
deviation as a share of the mean, the half width for `uniform`. `normal` is cut off at 0. `erlang` is a sum of exponential steps, as many as come
closest to the spread: 0.5 makes 4, above 0.82 it is exponential. `gamma` and `weibull` reach from almost constant to heavy tails. `hyperexponential`
is a mix of many short and few long times, with a spread of at least 1. Draws are seeded: the same seed gives the same times.

**Bad records.** None.

**Changing `time`, `spread` or `distribution` during a run** applies from the next batch on.

**Performance.** Records leave in portions while the work on the rest goes on.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "think": {"kind": "work", "params": {"mode": "cpu", "time": "20 us", "distribution": "exponential"}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "think.in"}, {"from": "think.out", "to": "end.in"}]})json"),
        .params = workParameters(),
        .inputs = {{.name = "in", .help = "Records to spend time on."}},
        .outputs = {{.name = "out", .help = "The same records; on `async` in the order asked for."}},
        .keepsColumns = true,
        .bind = bindWork,
    };
}

} // namespace kinds

namespace {

std::vector<ParameterSpec> workParameters() {
    std::vector<ParameterSpec> specs{{.name = "mode",
                                      .type = ParameterType::Choice,
                                      .title = "Mode",
                                      .help = "What the time is spent on.",
                                      .defaultValue = "cpu",
                                      .choices = {"cpu", "wait", "lock"}},
                                     {.name = "time",
                                      .type = ParameterType::Duration,
                                      .title = "Mean time",
                                      .help = "Mean of the distribution.",
                                      .required = true,
                                      .minimum = 0,
                                      .maximum = 3.6e12,
                                      .applies = Applies::Hot,
                                      .placeholder = "100 us"}};
    for (ParameterSpec& spec : timedPassParameters())
        specs.push_back(std::move(spec));
    specs.push_back({.name = "resource",
                     .type = ParameterType::Text,
                     .title = "Resource",
                     .help = "Name of the shared lock.",
                     .defaultValue = "lock",
                     .visibleWhen = "mode=lock"});
    specs.push_back(
        {.name = "capacity",
         .type = ParameterType::Integer,
         .title = "Holders",
         .help = "How many workers may hold the resource at a time: 1 is a lock, more a semaphore.",
         .defaultValue = 1,
         .minimum = 1,
         .maximum = 1024,
         .visibleWhen = "mode=lock"});
    return specs;
}

enum class WorkMode { Cpu, Wait, Lock };

struct WorkSettings {
    WorkMode mode = WorkMode::Cpu;
    std::string resource;
    int capacity = 1;
    TimedPass time;
};

/// Waits that go on side by side on the event loop, each for a record or a batch.
class WaitsInFlight {
public:
    WaitsInFlight(OperatorContext& context, const WorkSettings& settings)
        : context_(context), rowsPerWait_(settings.time.perRecord() ? 1 : SIZE_MAX) {
        loop_.open(context);
        records_.configure(static_cast<std::size_t>(context.operations()), context.keepsOperationOrder());
    }

    const OperationsInFlight<std::monostate>& records() const { return records_; }
    void add(RecordBatch batch) { records_.add(std::move(batch)); }
    /// As many as may be; `draw` gives the time that the next one takes.
    template <class Draw> void begin(Draw&& draw) {
        while (records_.mayBegin()) {
            loop_.after(draw(), [this, number = records_.begin(rowsPerWait_).first] {
                records_.end(number, {});
                loop_.wake();
            });
        }
    }
    void giveOut(Collector& out) {
        std::size_t rows = 0;
        while (records_.hasOutcome()) {
            over_.push_back(records_.takeOutcome().first);
            rows += over_.back().rows();
            if (rows < context_.batchSize() && records_.hasOutcome()) continue;
            out.emit(0, over_.size() == 1 ? over_.front() : concatenate(over_));
            over_.clear();
            rows = 0;
        }
    }

private:
    OperatorContext& context_;
    const std::size_t rowsPerWait_;
    OperationLoop loop_;
    OperationsInFlight<std::monostate> records_;
    std::vector<RecordBatch> over_;
};

class WorkOperator final : public Operator {
public:
    explicit WorkOperator(WorkSettings settings) : settings_(std::move(settings)) {}

    void open(OperatorContext& context) override {
        context_ = &context;
        settings_.time.open(context, "work");
        if (settings_.mode == WorkMode::Lock)
            locks_.open(context, {{settings_.resource, settings_.capacity, 1}});
        if (context.eventLoop() == nullptr) return;
        if (settings_.mode == WorkMode::Wait)
            waits_ = std::make_unique<WaitsInFlight>(context, settings_);
        else
            warnOfBlocking();
    }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        if (waits_) {
            waits_->add(std::move(batch));
            return beginWaits();
        }
        // A lock is taken for each record; without one, short times are spent together.
        const bool together = settings_.mode != WorkMode::Lock;
        settings_.time.pass(std::move(batch), out, together, [this](MonotonicNs time) {
            const HeldResources::Hold hold(locks_);
            settings_.mode == WorkMode::Wait ? context_->wait(time) : context_->burn(time);
        });
    }

    bool wantsInput() const override { return !waits_ || waits_->records().wantsRecords(); }
    bool mayEnd() const override { return !waits_ || waits_->records().empty(); }
    EpochMs earliestKept() const override { return waits_ ? waits_->records().earliest() : kMaxWatermark; }
    std::optional<MonotonicNs> nextDeadline() const override {
        if (!waits_ || !waits_->records().hasWork()) return std::nullopt;
        return 0;
    }
    void onDeadline(MonotonicNs, Collector& out) override {
        waits_->giveOut(out);
        beginWaits();
    }

    void adoptSettings(Operator& fresh) override {
        settings_.time.adopt(static_cast<WorkOperator&>(fresh).settings_.time);
    }

private:
    void beginWaits() {
        waits_->begin([this] { return settings_.time.draw(); });
    }

    void warnOfBlocking() {
        Diagnostic d;
        d.severity = Severity::Warning;
        d.code = "MR4121";
        d.message = "works on the thread of the event loop, which takes care of nothing else meanwhile";
        d.hint = "use the executor `pool`, or the mode `wait`";
        d.parameter = "concurrency.executor";
        context_->report(std::move(d));
    }

    WorkSettings settings_;
    OperatorContext* context_ = nullptr;
    HeldResources locks_;                  ///< none but in mode Lock
    std::unique_ptr<WaitsInFlight> waits_; ///< only on an event loop
};

Result<BoundNode> bindWork(BindContext& context) {
    const Params& params = context.params;
    WorkSettings settings;
    const std::string mode = params.text("mode");
    settings.mode = mode == "wait" ? WorkMode::Wait : mode == "lock" ? WorkMode::Lock : WorkMode::Cpu;
    settings.resource = params.text("resource");
    settings.capacity = static_cast<int>(params.integer("capacity"));
    settings.time = TimedPass(params, params.duration("time"));
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {context.inputs[0]};
    bound.makeOperator = [settings] { return std::make_unique<WorkOperator>(settings); };
    bound.state = StateRule::None;
    const auto kind = settings.mode == WorkMode::Wait ? WorkSegment::Kind::Wait : WorkSegment::Kind::Cpu;
    WorkSegment segment = settings.time.segment(kind);
    if (settings.mode == WorkMode::Lock) segment.held = {{settings.resource, settings.capacity, 1}};
    bound.service = {.work = {std::move(segment)}, .timesAreGiven = true};
    return bound;
}

} // namespace

} // namespace millrace
