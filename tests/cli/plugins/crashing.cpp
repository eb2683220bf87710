// SPDX-License-Identifier: Apache-2.0
// A stage that hands records on until one comes whose `id` it cannot bear: then it does to its process what a
// faulty library would.
#include "engine/graph/plugin.h"
#include "engine/operator/rejected.h"

#include <unistd.h>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace {

using namespace millrace;

struct Fault {
    std::int64_t every = 0, at = 0; ///< ids that are `at` modulo `every`
    std::string how;
};

void befall(const std::string& how) {
    if (how == "abort") std::abort();
    if (how == "exit") _exit(7);
    if (how == "kill") raise(SIGKILL);
    if (how == "throw") throw std::runtime_error("the toy is broken");
    if (how == "hang") std::ofstream("hanging");
    while (how == "hang")
        std::this_thread::sleep_for(std::chrono::seconds(1));
}

struct Crasher final : Operator {
    explicit Crasher(Fault f) : fault(std::move(f)) {}
    void process(std::size_t, RecordBatch batch, Collector& out) override {
        const auto ids = batch.column(0).values<std::int64_t>();
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            if (ids[batch.rowAt(i)] % fault.every == fault.at) befall(fault.how);
            out.emit(0, batch.slice(i, 1));
        }
    }
    void adoptSettings(Operator& fresh) override { fault = static_cast<Crasher&>(fresh).fault; }
    Fault fault;
};

/// With `keyed` it says that it keeps something of each id, with `rejects` it has a port for dead letters.
NodeKind crash(std::string name, bool keyed, bool rejects) {
    NodeKind kind;
    kind.name = std::move(name);
    kind.title = "Crash";
    kind.summary = "Brings its process down";
    kind.help = "Brings its process down when an `id` comes that it cannot bear.";
    kind.params = {{.name = "every",
                    .type = ParameterType::Integer,
                    .title = "Every",
                    .help = "Of so many ids one is bad.",
                    .defaultValue = 1'000'000,
                    .minimum = 1,
                    .maximum = 1e9},
                   {.name = "at",
                    .type = ParameterType::Integer,
                    .title = "At",
                    .help = "Which one of them.",
                    .defaultValue = 0,
                    .minimum = -1,
                    .maximum = 1e9},
                   {.name = "how",
                    .type = ParameterType::Choice,
                    .title = "How",
                    .help = "What happens then.",
                    .defaultValue = "abort",
                    .choices = {"abort", "exit", "kill", "throw", "hang"}}};
    kind.inputs = {{.name = "in", .help = "Records with an `id` first."}};
    kind.outputs = {{.name = "out", .help = "The same records."}};
    if (rejects) kind.outputs.push_back({.name = "rejected", .help = "None.", .role = PortRole::Rejected});
    kind.bind = [keyed, outputs = kind.outputs](BindContext& context) -> Result<BoundNode> {
        const Fault fault{context.params.integer("every"), context.params.integer("at"),
                          context.params.text("how")};
        BoundNode bound;
        bound.outputPorts = outputs;
        bound.outputs = {context.inputs[0]};
        if (outputs.size() > 1) bound.outputs.push_back(rejectedSchema());
        if (keyed) bound.key = {"id"};
        bound.makeOperator = [fault] { return std::make_unique<Crasher>(fault); };
        return bound;
    };
    return kind;
}

void registerKinds(Registry& registry) {
    registry.add(crash("crash", false, true)).value();
    registry.add(crash("crash_bare", false, false)).value();
    registry.add(crash("crash_keyed", true, true)).value();
}

} // namespace

MILLRACE_PLUGIN("crashing", "1", registerKinds)
