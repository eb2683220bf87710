// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/held_resources.h"
#include "nodes/support/timed_pass.h"

#include <climits>

namespace millrace {

namespace {
std::vector<ParameterSpec> sharedResourceParameters();
Result<BoundNode> bindSharedResource(BindContext& context);
} // namespace

namespace kinds {

NodeKind shared_resource() {
    return {
        .name = "shared_resource",
        .title = "Shared resource",
        .category = Category::Concurrency,
        .icon = "shared_resource",
        .summary = "Holds named locks, semaphores or reader-writer locks while it works on a record",
        .help =
            R"(Takes the `resources` for each record (or batch), one after the other in the order written, holds all of them for the time `hold`, gives them back in
reverse, and passes the record on unchanged. All workers of all nodes that name a resource share it: what one holds, the others wait for, and
the time they wait is shown as *lock*. The time `hold` is drawn like that of `work`.

- `kind: mutex`: one holder at a time.
- `kind: semaphore`: up to `capacity` holders at a time, like a pool of connections.
- `kind: reader_writer`: with `access: read` any number of readers at a time, with `access: write` one writer and no reader. Nobody is passed over:
  a reader that comes after a waiting writer waits behind it.

Nodes that name the same resource must agree on its kind and capacity (MR1174).

**Deadlock.** Who holds one resource and waits for another, while somebody holds that one and waits for the first, waits for ever: take
them in the same order everywhere. `millrace check` names nodes that do not (MR1173); a run in which it happens fails at once and says who holds what
(MR4140). One node alone cannot lock itself out.

**Bad records.** None.

**Changing `hold`, `spread` or `distribution` during a run** applies from the next batch on.

**Performance.** A free lock costs about 50 ns, a contended one a switch of threads: hold it briefly, or once a batch.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "orders": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "book": {"kind": "shared_resource", "params": {"resources": ["stock", "ledger"], "hold": "20 us"},
                         "concurrency": {"executor": "pool", "workers": 2, "ordering": "unordered"}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "orders.out", "to": "book.in"}, {"from": "book.out", "to": "end.in"}]})json"),
        .params = sharedResourceParameters(),
        .inputs = {{.name = "in", .help = "Records to work on."}},
        .outputs = {{.name = "out", .help = "The same records, in the same order."}},
        .keepsColumns = true,
        .bind = bindSharedResource,
    };
}

} // namespace kinds

namespace {

std::vector<ParameterSpec> sharedResourceParameters() {
    std::vector<ParameterSpec> specs{{.name = "resources",
                                      .type = ParameterType::ColumnList,
                                      .title = "Resources",
                                      .help = "Names of what is held, in the order in which it is taken.",
                                      .required = true,
                                      .placeholder = "stock, ledger"},
                                     {.name = "kind",
                                      .type = ParameterType::Choice,
                                      .title = "Kind",
                                      .help = "How many may hold one of them at a time.",
                                      .defaultValue = "mutex",
                                      .choices = {"mutex", "semaphore", "reader_writer"}},
                                     {.name = "capacity",
                                      .type = ParameterType::Integer,
                                      .title = "Holders",
                                      .help = "How many workers may hold one of them at a time.",
                                      .defaultValue = 2,
                                      .minimum = 1,
                                      .maximum = 1024,
                                      .visibleWhen = "kind=semaphore"},
                                     {.name = "access",
                                      .type = ParameterType::Choice,
                                      .title = "Access",
                                      .help = "Readers share a resource, a writer has it alone.",
                                      .defaultValue = "read",
                                      .choices = {"read", "write"},
                                      .visibleWhen = "kind=reader_writer"},
                                     {.name = "hold",
                                      .type = ParameterType::Duration,
                                      .title = "Hold for",
                                      .help = "Mean time for which they are held.",
                                      .defaultValue = "0 ms",
                                      .minimum = 0,
                                      .maximum = 3.6e12,
                                      .applies = Applies::Hot,
                                      .placeholder = "100 us"},
                                     {.name = "mode",
                                      .type = ParameterType::Choice,
                                      .title = "Mode",
                                      .help = "What the time is spent on: keeping a core busy, or waiting.",
                                      .defaultValue = "cpu",
                                      .choices = {"cpu", "wait"}}};
    for (ParameterSpec& spec : timedPassParameters())
        specs.push_back(std::move(spec));
    return specs;
}

struct SharedResourceSettings {
    std::vector<HeldResources::Wish> wishes;
    bool waits = false; ///< else keeps the CPU busy
    TimedPass time;
};

class SharedResourceOperator final : public Operator {
public:
    explicit SharedResourceOperator(SharedResourceSettings settings) : settings_(std::move(settings)) {}

    void open(OperatorContext& context) override {
        context_ = &context;
        settings_.time.open(context, "shared_resource");
        resources_.open(context, settings_.wishes);
    }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        settings_.time.pass(std::move(batch), out, false, [this](MonotonicNs time) {
            const HeldResources::Hold hold(resources_);
            settings_.waits ? context_->wait(time) : context_->burn(time);
        });
    }

    void adoptSettings(Operator& fresh) override {
        settings_.time.adopt(static_cast<SharedResourceOperator&>(fresh).settings_.time);
    }

private:
    SharedResourceSettings settings_;
    OperatorContext* context_ = nullptr;
    HeldResources resources_;
};

/// More readers at a time than there can be workers.
constexpr int kReaders = 1 << 20;

HeldResources::Wish wishFor(const std::string& name, const Params& params) {
    const std::string kind = params.text("kind");
    if (kind == "semaphore") return {name, static_cast<int>(params.integer("capacity")), 1};
    if (kind == "reader_writer") return {name, kReaders, params.text("access") == "write" ? INT_MAX : 1};
    return {name, 1, 1};
}

Result<BoundNode> bindSharedResource(BindContext& context) {
    const std::vector<std::string> names = context.params.list("resources");
    if (names.empty())
        return parameterError("MR3465", context.node, "resources", "there is no resource to hold",
                              "name at least one: [\"stock\"]");
    SharedResourceSettings settings;
    for (const std::string& name : names)
        settings.wishes.push_back(wishFor(name, context.params));
    settings.waits = context.params.text("mode") == "wait";
    settings.time = TimedPass(context.params, context.params.duration("hold"));
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {context.inputs[0]};
    bound.makeOperator = [settings] { return std::make_unique<SharedResourceOperator>(settings); };
    bound.state = StateRule::None;
    const auto kind = settings.waits ? WorkSegment::Kind::Wait : WorkSegment::Kind::Cpu;
    WorkSegment segment = settings.time.segment(kind);
    for (const HeldResources::Wish& wish : settings.wishes)
        segment.held.push_back({wish.name, wish.capacity, std::min(wish.units, wish.capacity)});
    bound.service = {.work = {std::move(segment)}, .timesAreGiven = true};
    return bound;
}

} // namespace

} // namespace millrace
