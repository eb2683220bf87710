// SPDX-License-Identifier: Apache-2.0
#include "app/cli/varied_setting.h"

#include "app/cli/parse_arguments.h"
#include "engine/base/text.h"

#include <fmt/format.h>
#include <charconv>
#include <cmath>
#include <optional>

namespace millrace::cli {

namespace {

constexpr std::size_t kMostValues = 200;

/// "1..16", "100..1000/100"; none: no range.
std::optional<std::vector<std::string>> rangeIn(std::string_view text) {
    const std::size_t dots = text.find("..");
    if (dots == text.npos) return std::nullopt;
    const std::string_view rest = text.substr(dots + 2);
    const std::size_t slash = rest.find('/');
    const auto first = numberIn(text.substr(0, dots)), last = numberIn(rest.substr(0, slash));
    const auto step = slash == rest.npos ? std::optional(1.0) : numberIn(rest.substr(slash + 1));
    if (!first || !last || !step || *step <= 0 || *last < *first) return std::nullopt;
    std::vector<std::string> values;
    for (double value = *first; value <= *last * (1 + 1e-12) && values.size() <= kMostValues;
         value = *first + *step * static_cast<double>(values.size()))
        values.push_back(fmt::format("{}", value));
    return values;
}

std::string lastPart(const std::string& name) { return name.substr(name.rfind('.') + 1); }

} // namespace

bool VariedSetting::isOfDocument() const {
    const std::string last = lastPart(name);
    if (last == "capacity") return name.find("->") != name.npos; // some nodes have a parameter of that name
    return name.find('.') != name.npos && (last == "workers" || last == "batch");
}

Diagnostics VariedSetting::apply(GraphDocument& document, const std::string& value) const {
    const std::string last = lastPart(name), place = name.substr(0, name.size() - last.size() - 1);
    Diagnostics wrong;
    const auto number = numberIn(value);
    if (!number || *number < 1 || *number != std::floor(*number)) {
        wrong.error("MR5102", "--vary " + name + ": `" + value + "` is no whole number from 1");
        return wrong;
    }
    const auto whole = static_cast<std::int64_t>(*number);
    if (last == "capacity") {
        std::vector<std::string> known;
        for (GraphEdge& edge : document.edges) {
            known.push_back(edge.id());
            if (edge.id() != place) continue;
            edge.queue["capacity"] = whole;
            return wrong;
        }
        wrong.error("MR5102", "--vary: there is no wire `" + place + "`", suggestion(place, known));
        return wrong;
    }
    GraphNode* node = document.findNode(place);
    if (!node) {
        std::vector<std::string> known;
        for (const GraphNode& one : document.nodes)
            known.push_back(one.id);
        wrong.error("MR5102", "--vary: there is no node `" + place + "`", suggestion(place, known));
        return wrong;
    }
    if (last == "workers") {
        node->concurrency["workers"] = whole;
    } else {
        boost::json::value& batch = node->concurrency["batch"];
        if (!batch.is_object()) batch.emplace_object();
        batch.as_object()["size"] = whole;
    }
    return wrong;
}

Result<VariedSetting> parseVariedSetting(const std::string& text) {
    const std::size_t equals = text.find('=');
    VariedSetting setting;
    Diagnostics problem;
    if (equals == text.npos || equals == 0 || equals + 1 == text.size()) {
        problem.error("MR5102",
                      "--vary " + text + ": write NAME=VALUES, such as cores=1,2,4 or work.workers=1..16");
        return problem;
    }
    setting.name = text.substr(0, equals);
    const std::string values = text.substr(equals + 1);
    if (auto range = rangeIn(values)) {
        setting.values = std::move(*range);
    } else {
        for (std::size_t at = 0; at <= values.size();) {
            const std::size_t comma = std::min(values.find(',', at), values.size());
            if (comma > at) setting.values.push_back(values.substr(at, comma - at));
            at = comma + 1;
        }
    }
    if (setting.values.empty() || setting.values.size() > kMostValues) {
        problem.error("MR5102",
                      fmt::format("--vary {}: give from 1 to {} values", setting.name, kMostValues));
        return problem;
    }
    return setting;
}

} // namespace millrace::cli
