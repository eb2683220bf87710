// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/duration_distribution.h"
#include "nodes/support/example_graph.h"

#include <algorithm>

namespace millrace {

namespace {
Result<BoundNode> bindWork(BindContext& context);
}

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
- `wait` blocks the thread without using the CPU, like a call to a database. Many workers help, far more than there are cores.
- `lock` takes the shared resource named `resource`, keeps the CPU busy while it holds it, and gives it back. All workers of all nodes that name
  the same resource share it; `capacity` of them may hold it at a time. With capacity 1, more workers do not help at all.

The time is drawn for each record (or batch) from a `distribution` with the mean `time`; `spread` says how much it varies: the standard
deviation as a share of the mean for `normal` (cut off at 0) and `lognormal`, the half width for `uniform`. Draws are seeded: the same seed gives
the same times.

**Bad records.** None.

**Changing `time`, `spread` or `distribution` during a run** applies from the next batch on.

**Performance.** Records leave in portions while the work on the rest goes on.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "think": {"kind": "work", "params": {"mode": "cpu", "time": "20 us", "distribution": "exponential"}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "think.in"}, {"from": "think.out", "to": "end.in"}]})json"),
        .params =
            {{.name = "mode",
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
              .placeholder = "100 us"},
             {.name = "distribution",
              .type = ParameterType::Choice,
              .title = "Distribution",
              .help = "How the time varies from one to the next.",
              .defaultValue = "constant",
              .choices = {"constant", "uniform", "exponential", "normal", "lognormal"},
              .applies = Applies::Hot},
             {.name = "spread",
              .type = ParameterType::Number,
              .title = "Spread",
              .help =
                  "Half width (uniform) or standard deviation (normal, lognormal), as a share of the mean.",
              .defaultValue = 0.5,
              .minimum = 0,
              .maximum = 100,
              .applies = Applies::Hot,
              .visibleWhen = "distribution=uniform|normal|lognormal"},
             {.name = "per",
              .type = ParameterType::Choice,
              .title = "Per",
              .help = "Whether each record takes the time, or each batch.",
              .defaultValue = "record",
              .choices = {"record", "batch"}},
             {.name = "resource",
              .type = ParameterType::Text,
              .title = "Resource",
              .help = "Name of the shared lock.",
              .defaultValue = "lock",
              .visibleWhen = "mode=lock"},
             {.name = "capacity",
              .type = ParameterType::Integer,
              .title = "Holders",
              .help = "How many workers may hold the resource at a time: 1 is a lock, more a semaphore.",
              .defaultValue = 1,
              .minimum = 1,
              .maximum = 1024,
              .visibleWhen = "mode=lock"}},
        .inputs = {{.name = "in", .help = "Records to spend time on."}},
        .outputs = {{.name = "out", .help = "The same records, in the same order."}},
        .keepsColumns = true,
        .bind = bindWork,
    };
}

} // namespace kinds

namespace {

enum class WorkMode { Cpu, Wait, Lock };

struct WorkSettings {
    WorkMode mode = WorkMode::Cpu;
    bool perRecord = true;
    std::string resource;
    int capacity = 1;
    DurationDistribution time;
};

class WorkOperator final : public Operator {
public:
    explicit WorkOperator(WorkSettings settings) : settings_(std::move(settings)) {}

    void open(OperatorContext& context) override {
        context_ = &context;
        seed_ = deriveSeed(context.seed(), "work", static_cast<std::uint64_t>(context.subtask()));
        if (settings_.mode == WorkMode::Lock)
            resource_ = &context.sharedResource(settings_.resource, settings_.capacity);
    }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        const std::size_t draws = settings_.perRecord ? batch.rows() : 1;
        std::size_t sent = 0;
        MonotonicNs owed = 0;
        for (std::size_t i = 0; i < draws && !context_->stopRequested(); ++i) {
            owed += settings_.time.draw(seed_, drawn_++);
            // A lock is taken for each record; without one, short times are spent together.
            if (resource_ != nullptr || owed >= kQuantumNs || i + 1 == draws) {
                spend(owed);
                owed = 0;
            }
            if (draws > 1 && sinceSent_ >= kSendEveryNs) {
                out.emit(0, batch.slice(sent, i + 1 - sent));
                sent = i + 1;
                sinceSent_ = 0;
            }
        }
        if (sent < batch.rows()) out.emit(0, batch.slice(sent, batch.rows() - sent));
        sinceSent_ = 0;
    }

    void adoptSettings(Operator& fresh) override {
        settings_.time = static_cast<WorkOperator&>(fresh).settings_.time;
    }

private:
    static constexpr MonotonicNs kQuantumNs = 200'000;
    static constexpr MonotonicNs kSendEveryNs = 5'000'000;

    void spend(MonotonicNs time) {
        sinceSent_ += time;
        if (resource_ != nullptr) resource_->acquire();
        try {
            settings_.mode == WorkMode::Wait ? context_->wait(time) : context_->burn(time);
        } catch (...) {
            if (resource_ != nullptr) resource_->release();
            throw;
        }
        if (resource_ != nullptr) resource_->release();
    }

    WorkSettings settings_;
    OperatorContext* context_ = nullptr;
    SharedResource* resource_ = nullptr;
    std::uint64_t seed_ = 0;
    std::uint64_t drawn_ = 0;
    MonotonicNs sinceSent_ = 0;
};

Result<BoundNode> bindWork(BindContext& context) {
    const Params& params = context.params;
    WorkSettings settings;
    const std::string mode = params.text("mode");
    settings.mode = mode == "wait" ? WorkMode::Wait : mode == "lock" ? WorkMode::Lock : WorkMode::Cpu;
    settings.perRecord = params.text("per") == "record";
    settings.resource = params.text("resource");
    settings.capacity = static_cast<int>(params.integer("capacity"));
    settings.time =
        DurationDistribution(params.text("distribution"), params.duration("time"), params.number("spread"));
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {context.inputs[0]};
    bound.makeOperator = [settings] { return std::make_unique<WorkOperator>(settings); };
    return bound;
}

} // namespace

} // namespace millrace
