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

constexpr std::size_t kShownBytes = 200; ///< a longer value is only told from another one

const ParameterSpec* specOf(const PlanVertex& vertex, std::string_view parameter) {
    const auto& specs = vertex.kind->params;
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [parameter](const ParameterSpec& s) { return s.name == parameter; });
    return spec == specs.end() ? nullptr : &*spec;
}

bool mayChange(const ParameterSpec* spec) {
    return spec != nullptr && (spec->applies == Applies::Hot || spec->keepsState);
}

/// What is kept of a value: itself, so that people can be told what it was, or a digest, which is a bare
/// string.
json::value keptOf(const json::value& value, bool secret) {
    const std::string text = flatJson(value);
    if (secret || text.size() > kShownBytes) return json::string(digestOf(text));
    return json::object{{"is", value}};
}

std::string shown(const json::value* kept) {
    if (kept == nullptr) return "not set";
    const json::object* const value = kept->if_object();
    if (value == nullptr) return "another value";
    const json::value& is = value->at("is");
    return fmt::format("`{}`", is.is_string() ? std::string(is.get_string()) : flatJson(is));
}

/// "`window` was `5 min` and is `10 min`".
std::string change(std::string_view name, const json::value* then, const json::value* now) {
    const bool hidden = then != nullptr && now != nullptr && (then->is_string() || now->is_string());
    if (hidden) return fmt::format("`{}` has another value", name);
    return fmt::format("`{}` was {} and is {}", name, shown(then), shown(now));
}

json::object inputsOf(const PlanVertex& vertex) {
    std::string inputs;
    for (const SchemaPtr& input : vertex.inputs)
        for (const Field& field : input->fields())
            inputs += field.name + ' ' + field.type.name() + ';';
    return {{"inputs", keptOf(json::string(inputs), false)}};
}

/// Snapshots of version 2 hold digests alone.
bool isSame(const json::value& then, const json::value& now) {
    if (then.is_string() && now.is_object()) return then.get_string() == digestOf(flatJson(now.at("is")));
    return then == now;
}

/// A parameter that the vertex has by default, or one that is of no account by now: whoever wrote the
/// snapshot may have been an older build, without the parameter or without that knowledge.
bool isOfNoAccount(const PlanVertex& vertex, std::string_view name, const json::value* now) {
    const ParameterSpec* const spec = specOf(vertex, name);
    if (spec == nullptr) return false;
    return mayChange(spec) || (now != nullptr && *now == keptOf(spec->defaultValue, spec->secret));
}

/// What differs, setting by setting.
std::string differences(const PlanVertex& vertex, const std::string& then, const std::string& now) {
    boost::system::error_code error;
    const json::value before = json::parse(then, error), after = json::parse(now, error);
    if (!before.is_object() || !after.is_object()) return "its settings cannot be read";
    std::string text;
    const auto add = [&text](std::string what) { text += (text.empty() ? "" : "; ") + std::move(what); };
    for (const auto& [name, value] : before.get_object()) {
        const json::value* const other = after.get_object().if_contains(name);
        if (other == nullptr && isOfNoAccount(vertex, name, nullptr)) continue;
        if (other == nullptr || !isSame(value, *other)) add(change(name, &value, other));
    }
    for (const auto& [name, value] : after.get_object())
        if (!before.get_object().contains(name) && !isOfNoAccount(vertex, name, &value))
            add(change(name, nullptr, &value));
    return text;
}

void compareNode(Diagnostics& problems, const RunSnapshot::Node& node, const Plan& plan) {
    constexpr const char* kHint = "undo the change, or start over with --fresh and lose the state";
    const PlanVertex* const vertex = plan.find(node.id);
    const auto refuse = [&](const char* code, const std::string& what) {
        const char* const lost = node.saved ? "the state of `" : "what waited for `";
        problems.error(code, lost + node.id + "` would be lost: " + what, kHint).node = vertex ? node.id : "";
    };
    if (vertex == nullptr) return refuse("MR4601", "the graph has no such node any more");
    if (vertex->kind->name != node.kind)
        return refuse("MR4601",
                      "it was of kind `" + node.kind + "` and is of `" + vertex->kind->name + "` now");
    const std::string now = node.saved ? stateSettings(*vertex) : inputSettings(*vertex);
    if (const std::string what = differences(*vertex, node.settings, now); !what.empty())
        return refuse("MR4601", what);
    if (!node.saved) return;
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

std::string inputSettings(const PlanVertex& vertex) { return flatJson(inputsOf(vertex)); }

std::string stateSettings(const PlanVertex& vertex) {
    json::object settings = inputsOf(vertex);
    for (const auto& [name, value] : vertex.params.values()) {
        const ParameterSpec* const spec = specOf(vertex, name);
        if (!mayChange(spec)) settings[name] = keptOf(value, spec != nullptr && spec->secret);
    }
    return flatJson(settings);
}

Diagnostics mismatches(const RunSnapshot& snapshot, const Plan& plan) {
    Diagnostics problems;
    for (const RunSnapshot::Node& node : snapshot.nodes)
        if (node.saved || node.holdsWaiting()) compareNode(problems, node, plan);
    return problems;
}

} // namespace millrace
