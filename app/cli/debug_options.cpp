// SPDX-License-Identifier: Apache-2.0
#include "app/cli/debug_options.h"

#include "app/shared/record_text.h"
#include "engine/base/text.h"
#include "engine/graph/external_target.h"

#include <charconv>
#include <cstdio>

namespace millrace::cli {

namespace {

Diagnostics problem(const char* code, std::string message, std::string hint = {}) {
    Diagnostics d;
    d.error(code, std::move(message), std::move(hint));
    return d;
}

/// "a.out->b.in" goes by four names: that, "a->b", "a.out" and "b.in".
bool isNamed(const Plan& plan, const PlanEdge& edge, const std::string& name) {
    const std::size_t arrow = edge.id.find("->");
    return edge.id == name || edge.id.substr(0, arrow) == name || edge.id.substr(arrow + 2) == name ||
           plan.vertices[edge.from].node + "->" + plan.vertices[edge.to].node == name;
}

Result<std::size_t> findWire(const Plan& plan, const std::string& name) {
    std::vector<std::size_t> found;
    std::vector<std::string> ids;
    std::string meant;
    for (std::size_t e = 0; e < plan.edges.size(); ++e) {
        ids.push_back(plan.edges[e].id);
        if (!isNamed(plan, plan.edges[e], name)) continue;
        found.push_back(e);
        meant += (meant.empty() ? "" : ", ") + plan.edges[e].id;
    }
    if (found.empty()) return problem("MR5310", "there is no wire `" + name + "`", suggestion(name, ids));
    if (found.size() > 1)
        return problem("MR5311", "`" + name + "` names more than one wire", "one of: " + meant);
    return found.front();
}

/// WIRE[#N][:CONDITION]
Result<Breakpoint> readBreakpoint(const std::string& option, const std::string& text, const Plan& plan) {
    const std::size_t colon = text.find(':');
    std::string wire = text.substr(0, colon);
    Breakpoint breakpoint;
    if (colon != std::string::npos) breakpoint.condition = text.substr(colon + 1);
    if (const std::size_t hash = wire.find('#'); hash != std::string::npos) {
        const std::string count = wire.substr(hash + 1);
        wire.resize(hash);
        const auto [end, error] =
            std::from_chars(count.data(), count.data() + count.size(), breakpoint.hitCount);
        if (error != std::errc() || end != count.data() + count.size() || breakpoint.hitCount < 1)
            return problem("MR5102", "--" + option + ": `" + count + "` is not a count from 1",
                           "write WIRE#3 to hold at each third record that fits");
    }
    const auto edge = findWire(plan, wire);
    if (!edge) return edge.error();
    breakpoint.edge = *edge;
    return breakpoint;
}

void printLogged(const std::string& wire, const RecordBatch& record) {
    std::string line = "{\"wire\":";
    appendJsonString(line, wire);
    line += ",\"record\":" + recordToJson(record) + "}\n";
    std::fputs(line.c_str(), stderr);
}

/// NODE.PORT=JSON
Result<Injection> readInjection(const std::string& text, const Plan& plan) {
    const std::size_t equals = text.find('=');
    const std::size_t dot = text.substr(0, equals).rfind('.');
    if (equals == std::string::npos || dot == std::string::npos)
        return problem("MR5102", "--inject: `" + text + "` does not say where",
                       "write NODE.PORT={\"column\": value}");
    Injection injection{text.substr(0, dot), text.substr(dot + 1, equals - dot - 1), {}};
    const PlanVertex* vertex = plan.find(injection.node);
    SchemaPtr columns;
    std::vector<std::string> ports;
    for (std::size_t i = 0; vertex && i < vertex->bound.outputPorts.size(); ++i) {
        ports.push_back(vertex->bound.outputPorts[i].name);
        if (ports.back() == injection.port) columns = vertex->bound.outputs[i];
    }
    for (std::size_t i = 0; vertex && i < vertex->inputs.size(); ++i) {
        ports.push_back(vertex->kind->inputs[i].name);
        if (ports.back() == injection.port) columns = vertex->inputs[i];
    }
    if (!vertex) {
        std::vector<std::string> nodes;
        for (const PlanVertex& other : plan.vertices)
            nodes.push_back(other.node);
        return problem("MR5312", "--inject: there is no node `" + injection.node + "`",
                       suggestion(injection.node, nodes));
    }
    if (!columns)
        return problem("MR5312", "--inject: `" + injection.node + "` has no port `" + injection.port + "`",
                       suggestion(injection.port, ports));
    auto record = recordFromJson(text.substr(equals + 1), columns);
    if (!record) return record.error();
    injection.records = std::move(*record);
    return injection;
}

bool readsStandardInput(const Plan& plan) {
    for (const PlanVertex& vertex : plan.vertices) {
        for (const ExternalTarget& target : vertex.bound.targets)
            if (target.identity == kStandardInput) return true;
    }
    return false;
}

} // namespace

Result<void> readDebugOptions(const Arguments& arguments, const Plan& plan, RunOptions& options) {
    Diagnostics problems;
    for (const char* option : {"break", "log-at"}) {
        for (const std::string& text : arguments.values(option)) {
            auto breakpoint = readBreakpoint(option, text, plan);
            if (!breakpoint) {
                problems.append(breakpoint.error());
                continue;
            }
            breakpoint->logOnly = std::string_view(option) == "log-at";
            if (breakpoint->logOnly)
                breakpoint->onLogged = [wire = plan.edges[breakpoint->edge].id](const RecordBatch& record) {
                    printLogged(wire, record);
                };
            options.breakpoints.push_back(std::move(*breakpoint));
        }
    }
    for (const std::string& text : arguments.values("inject")) {
        auto injection = readInjection(text, plan);
        if (injection)
            options.injections.push_back(std::move(*injection));
        else
            problems.append(injection.error());
    }
    if (arguments.has("break") && (arguments.operands.at(0) == "-" || readsStandardInput(plan)))
        problems.error("MR5314",
                       "--break reads its commands from standard input, which this run reads itself",
                       "read the input or the graph from a file");
    if (!problems.empty()) return problems;
    return {};
}

} // namespace millrace::cli
