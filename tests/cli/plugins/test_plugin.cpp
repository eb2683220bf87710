// SPDX-License-Identifier: Apache-2.0
// A small plugin that does one thing wrong when the environment variable MILLRACE_TEST_PLUGIN names it.
#include "engine/graph/plugin.h"

#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace {

using namespace millrace;

bool shall(std::string_view fault) {
    const char* const asked = std::getenv("MILLRACE_TEST_PLUGIN");
    return asked != nullptr && fault == asked;
}

struct PassOn final : Operator {
    void process(std::size_t, RecordBatch batch, Collector& out) override { out.emit(0, std::move(batch)); }
};

NodeKind passOn(std::string name) {
    NodeKind kind;
    kind.name = std::move(name);
    kind.title = "Toy";
    kind.summary = "Hands every record on";
    kind.help = "Hands every record on.";
    kind.inputs = {{.name = "in", .help = "Records."}};
    kind.outputs = {{.name = "out", .help = "The same records."}};
    kind.bind = [](BindContext& context) -> Result<BoundNode> {
        BoundNode bound;
        bound.outputPorts = {{.name = "out"}};
        bound.outputs = {context.inputs[0]};
        bound.makeOperator = [] { return std::make_unique<PassOn>(); };
        return bound;
    };
    return kind;
}

void registerKinds(Registry& registry) {
    if (shall("bring nothing")) return;
    registry.add(passOn("toy_pass")).value();
    if (shall("take a built-in name")) registry.add(passOn("filter")).value();
    if (shall("throw")) throw std::runtime_error("the toy box is empty");
    if (shall("throw no exception")) throw 7;
    if (shall("be inconsistent")) registry.add(passOn("Toy Pass")).value();
}

} // namespace

const PluginInfo* millrace_plugin_v1() {
    static PluginInfo info;
    info = {MILLRACE_VERSION, MILLRACE_PLUGIN_ABI, "toys", "0.3", registerKinds};
    if (shall("be of another version")) info.millraceVersion = "0.0.9";
    if (shall("be of another compiler")) info.abi = "C++ 1002, libstdc++ 4";
    if (shall("have no name")) info.name = nullptr;
    return shall("describe nothing") ? nullptr : &info;
}
