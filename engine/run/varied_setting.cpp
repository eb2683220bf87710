// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/graph/node_path.h"
#include "engine/graph/subgraph_edits.h"
#include "engine/plan/planner.h"
#include "engine/run/experiment.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <cmath>

namespace millrace {

namespace {

constexpr std::size_t kMostValues = 200;

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::optional<double> finiteNumber(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

/// "1..16", "100..1000/100"; none: no range.
std::optional<std::vector<std::string>> steppedValues(std::string_view text) {
    const std::size_t dots = text.find("..");
    if (dots == text.npos) return std::nullopt;
    const std::string_view rest = text.substr(dots + 2);
    const std::size_t slash = rest.find('/');
    const auto first = finiteNumber(trimmed(text.substr(0, dots)));
    const auto last = finiteNumber(trimmed(rest.substr(0, slash)));
    const auto step = slash == rest.npos ? std::optional(1.0) : finiteNumber(trimmed(rest.substr(slash + 1)));
    if (!first || !last || !step || *step <= 0 || *last < *first) return std::nullopt;
    // Sums of steps are off by the rounding of doubles: neither the last value nor any digit hangs on that.
    const double rounding = *step * 1e-9;
    std::vector<std::string> values;
    for (double value = *first; value <= *last + rounding && values.size() <= kMostValues;
         value = *first + *step * static_cast<double>(values.size()))
        values.push_back(fmt::format("{:.15g}", std::abs(value) < rounding ? 0.0 : value));
    return values;
}

Diagnostics wrong(std::string message, std::string hint = {}) {
    Diagnostics problem;
    problem.error("MR4732", std::move(message), std::move(hint));
    return problem;
}

Diagnostics setCapacity(GraphDocument& document, const std::string& wire, std::int64_t capacity) {
    const auto place = wireAt(document, wire);
    if (!place) {
        std::vector<std::string> known;
        for (const GraphEdge& edge : document.edges)
            known.push_back(edge.id());
        return wrong("there is no wire `" + wire + "`", suggestion(wire, known));
    }
    if (place->body.empty()) {
        document.edges[place->index].queue["capacity"] = capacity;
        return {};
    }
    // Instances may set what their nodes are like, but not their wires.
    const Subgraph* const of = subgraphAt(document, place->body);
    if (instancesOf(document, of->id) > 1)
        return wrong("the wire `" + wire + "` stands in a subgraph with several instances, which share it",
                     "give the instance a subgraph of its own, or vary a wire outside of it");
    document.findSubgraph(of->id)->edges[place->index].queue["capacity"] = capacity;
    return {};
}

boost::json::object& objectIn(boost::json::object& parent, const std::string& name) {
    boost::json::value& value = parent[name];
    if (!value.is_object()) value.emplace_object();
    return value.get_object();
}

/// Workers or batch of a node; of one inside of an instance, for that instance alone.
Diagnostics setConcurrency(GraphDocument& document, const std::string& path, bool workers,
                           std::int64_t number) {
    if (!nodeAt(document, path)) {
        std::vector<std::string> known;
        for (const GraphNode& one : document.nodes)
            known.push_back(one.id);
        return wrong("there is no node `" + path + "`", suggestion(path, known));
    }
    const std::size_t slash = path.find('/');
    GraphNode& outermost = *document.findNode(path.substr(0, slash));
    if (slash != std::string::npos)
        objectIn(
            outermost.params,
            "set")[path.substr(slash + 1) + (workers ? ".concurrency.workers" : ".concurrency.batch.size")] =
            number;
    else if (workers)
        outermost.concurrency["workers"] = number;
    else
        objectIn(outermost.concurrency, "batch")["size"] = number;
    return {};
}

/// Records per second of a source that has no parameter for it, or for which the simulation says another
/// one: that goes before what the node says itself.
bool isAssumedRate(const GraphDocument& document, const Registry& registry, const std::string& id) {
    const GraphNode* const node = nodeAt(document, id);
    const NodeKind* const kind = node ? registry.find(node->kind) : nullptr;
    if (!kind) return false;
    const boost::json::value* const nodes = document.simulation.if_contains("nodes");
    if (nodes && nodes->is_object())
        if (const boost::json::value* const said = nodes->get_object().if_contains(id))
            if (said->is_object() && said->get_object().contains("rate")) return true;
    const bool hasParameter = std::any_of(kind->params.begin(), kind->params.end(),
                                          [](const ParameterSpec& spec) { return spec.name == "rate"; });
    return !hasParameter && kind->inputs.empty();
}

} // namespace

Result<std::vector<std::string>> valuesIn(std::string_view range) {
    std::vector<std::string> values;
    if (auto stepped = steppedValues(range)) {
        values = std::move(*stepped);
    } else {
        for (std::size_t at = 0; at <= range.size();) {
            const std::size_t comma = std::min(range.find(',', at), range.size());
            if (const auto value = trimmed(range.substr(at, comma - at)); !value.empty())
                values.emplace_back(value);
            at = comma + 1;
        }
    }
    if (!values.empty() && values.size() <= kMostValues &&
        std::none_of(values.begin(), values.end(),
                     [](const std::string& value) { return value.find("..") != value.npos; }))
        return values;
    Diagnostics problem;
    problem.error("MR4731", fmt::format("`{}` does not stand for 1 to {} values", range, kMostValues),
                  "write a range such as 1..16 or 100..1000/100, or a list such as 1,2,4,8");
    return problem;
}

Diagnostics applySetting(const VariedSetting& setting, const std::string& value, const Registry& registry,
                         SweptGraph& graph) {
    const std::size_t dot = setting.name.rfind('.');
    const std::string last = dot == std::string::npos ? setting.name : setting.name.substr(dot + 1);
    const std::string place = dot == std::string::npos ? std::string() : setting.name.substr(0, dot);
    const auto number = finiteNumber(value);
    if (setting.isCores()) {
        if (!number || *number < 0.1 || *number > 1e5)
            return wrong("cores: give a number from 0.1 to 100000, not `" + value + "`");
        graph.cores = *number;
        return {};
    }
    // Some nodes have a parameter of the name `capacity`.
    const bool ofWire = last == "capacity" && place.find("->") != place.npos;
    const bool ofNode = !place.empty() && (last == "workers" || last == "batch");
    if (ofWire || ofNode) {
        if (!number || *number < 1 || *number > 1e15 || *number != std::floor(*number))
            return wrong(setting.name + ": `" + value + "` is no whole number from 1");
        const auto whole = static_cast<std::int64_t>(*number);
        return ofWire ? setCapacity(graph.document, place, whole)
                      : setConcurrency(graph.document, place, last == "workers", whole);
    }
    if (last == "rate" && isAssumedRate(graph.document, registry, place)) {
        if (!number || *number <= 0)
            return wrong(setting.name + ": `" + value + "` is no number of records per second above 0");
        objectIn(objectIn(graph.document.simulation, "nodes"), place)["rate"] = *number;
        return {};
    }
    auto parsed = parseOverride(setting.name + "=" + value);
    if (!parsed) return parsed.error();
    graph.overrides.push_back(std::move(*parsed));
    return {};
}

} // namespace millrace
