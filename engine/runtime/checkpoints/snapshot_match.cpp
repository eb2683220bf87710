// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/snapshot_match.h"

#include "engine/base/random.h"
#include "engine/graph/json_writer.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/parse.hpp>

namespace millrace {

namespace {

namespace json = boost::json;

/// FNV-1a: the same in every build, unlike std::hash.
std::string digestOf(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325ull;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    return fmt::format("{:016x}", mix64(hash));
}

bool mayChange(const PlanVertex& vertex, std::string_view parameter) {
    const auto& specs = vertex.kind->params;
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [parameter](const ParameterSpec& s) { return s.name == parameter; });
    return spec != specs.end() && spec->applies == Applies::Hot;
}

std::string listOf(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "`" : ", `") + name + "`";
    return text;
}

/// Names of the settings that differ.
std::vector<std::string> differences(const std::string& then, const std::string& now) {
    std::vector<std::string> names;
    boost::system::error_code error;
    const json::value before = json::parse(then, error), after = json::parse(now, error);
    if (!before.is_object() || !after.is_object()) return {"settings"};
    for (const auto& [name, value] : before.get_object()) {
        const json::value* const other = after.get_object().if_contains(name);
        if (other == nullptr || *other != value) names.emplace_back(name);
    }
    for (const auto& [name, value] : after.get_object())
        if (!before.get_object().contains(name)) names.emplace_back(name);
    return names;
}

void compareNode(Diagnostics& problems, const RunSnapshot::Node& node, const Plan& plan) {
    constexpr const char* kHint = "undo the change, or start over with --fresh and lose the state";
    const PlanVertex* const vertex = plan.find(node.id);
    const auto refuse = [&](const char* code, const std::string& what) {
        problems.error(code, "the state of `" + node.id + "` would be lost: " + what, kHint).node =
            vertex ? node.id : "";
    };
    if (vertex == nullptr) return refuse("MR4601", "the graph has no such node any more");
    if (vertex->kind->name != node.kind)
        return refuse("MR4601",
                      "it was of kind `" + node.kind + "` and is of `" + vertex->kind->name + "` now");
    const std::string settings = stateSettings(*vertex);
    if (settings != node.settings)
        return refuse("MR4601", "these have changed: " + listOf(differences(node.settings, settings)));
    const auto workers = static_cast<std::size_t>(std::max(1, plan.chains[vertex->chain].workers));
    if (workers == node.subtasks.size()) return;
    problems
        .error("MR4602",
               fmt::format("the state of `{}` is that of {} workers, and it has {} now", node.id,
                           node.subtasks.size(), workers),
               fmt::format("set `workers` to {}, or start over with --fresh", node.subtasks.size()))
        .node = node.id;
}

} // namespace

std::string stateSettings(const PlanVertex& vertex) {
    json::object settings;
    std::string inputs;
    for (const SchemaPtr& input : vertex.inputs)
        for (const Field& field : input->fields())
            inputs += field.name + ' ' + field.type.name() + ';';
    settings["inputs"] = digestOf(inputs);
    for (const auto& [name, value] : vertex.params.values())
        if (!mayChange(vertex, name)) settings[name] = digestOf(flatJson(value));
    return flatJson(settings);
}

Diagnostics mismatches(const RunSnapshot& snapshot, const Plan& plan) {
    Diagnostics problems;
    for (const RunSnapshot::Node& node : snapshot.nodes)
        if (node.saved) compareNode(problems, node, plan);
    return problems;
}

} // namespace millrace
