// SPDX-License-Identifier: Apache-2.0
#include "app/cli/terminal.h"
#include "app/cli/verb_table.h"
#include "app/shared/node_kinds.h"
#include "engine/base/text.h"
#include "engine/graph/graph_json.h"

#include <fmt/format.h>
#include <unistd.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <utility>

namespace millrace::cli {

namespace {

const char* appliesText(Applies applies) {
    switch (applies) {
        case Applies::Hot: return "applies while running";
        case Applies::RestartsNode: return "restarts the node";
        case Applies::RestartsRun: return "restarts the run";
    }
    return "";
}

boost::json::object parameterJson(const ParameterSpec& spec) {
    boost::json::object json{{"name", spec.name},
                             {"type", parameterTypeName(spec.type)},
                             {"title", titleOf(spec)},
                             {"help", spec.help},
                             {"required", spec.required},
                             {"default", spec.defaultValue},
                             {"applies", appliesText(spec.applies)}};
    if (!spec.unit.empty()) json["unit"] = spec.unit;
    if (spec.minimum) json["minimum"] = *spec.minimum;
    if (spec.maximum) json["maximum"] = *spec.maximum;
    if (!spec.choices.empty()) json["choices"] = boost::json::value_from(spec.choices);
    if (!spec.visibleWhen.empty()) json["visible_when"] = spec.visibleWhen;
    if (spec.advanced) json["advanced"] = true;
    if (spec.secret) json["secret"] = true;
    boost::json::array fields;
    for (const ParameterSpec& field : spec.fields)
        fields.push_back(parameterJson(field));
    if (!fields.empty()) json["fields"] = std::move(fields);
    return json;
}

boost::json::array portsJson(const std::vector<PortSpec>& ports) {
    boost::json::array json;
    for (const PortSpec& port : ports)
        json.push_back({{"name", port.name}, {"help", port.help}});
    return json;
}

/// "distinct_count 1.0.0"
std::string nameAndVersion(const LoadedPlugin& plugin) { return plugin.name + " " + plugin.version; }

/// `plugin`: where the kind comes from; null for a built-in one.
boost::json::object kindJson(const NodeKind& kind, const LoadedPlugin* plugin) {
    boost::json::array parameters;
    for (const ParameterSpec& spec : kind.params)
        parameters.push_back(parameterJson(spec));
    boost::json::object json{{"name", kind.name},
                             {"title", kind.title},
                             {"category", categoryName(kind.category)},
                             {"summary", kind.summary},
                             {"help", kind.help},
                             {"inputs", portsJson(kind.inputs)},
                             {"outputs", portsJson(kind.outputPorts({}))},
                             {"parameters", std::move(parameters)},
                             {"example", kind.example}};
    if (plugin != nullptr)
        json["plugin"] = {{"name", plugin->name}, {"version", plugin->version}, {"file", plugin->file}};
    return json;
}

std::string factsOf(const ParameterSpec& spec) {
    std::string facts = parameterTypeName(spec.type);
    const auto add = [&facts](const std::string& text) { facts += ", " + text; };
    if (spec.required) add("required");
    if (!spec.unit.empty()) add("in " + spec.unit);
    if (!spec.choices.empty()) {
        std::string choices;
        for (const std::string& choice : spec.choices)
            choices += (choices.empty() ? "" : " | ") + choice;
        add(choices);
    }
    if (spec.minimum) add(fmt::format("at least {}", *spec.minimum));
    if (spec.maximum) add(fmt::format("at most {}", *spec.maximum));
    if (!spec.defaultValue.is_null()) add("default " + boost::json::serialize(spec.defaultValue));
    if (!spec.visibleWhen.empty()) add("when " + spec.visibleWhen);
    add(appliesText(spec.applies));
    return facts;
}

void printParameter(const ParameterSpec& spec, int indent, bool colours) {
    const std::string blank(static_cast<std::size_t>(indent), ' ');
    fmt::print("{}{}  {}\n", blank, coloured(spec.name, Colour::Bold, colours),
               coloured("(" + factsOf(spec) + ")", Colour::Dim, colours));
    if (!spec.help.empty()) fmt::print("{}    {}\n", blank, spec.help);
    for (const ParameterSpec& field : spec.fields)
        printParameter(field, indent + 4, colours);
}

void printPorts(const char* heading, const std::vector<PortSpec>& ports, bool colours) {
    if (ports.empty()) return;
    fmt::print("\n{}\n", coloured(heading, Colour::Cyan, colours));
    for (const PortSpec& port : ports)
        fmt::print("  {}  {}\n", coloured(port.name, Colour::Bold, colours), port.help);
}

void printKind(const NodeKind& kind, const LoadedPlugin* plugin) {
    const bool colours = useColours(STDOUT_FILENO);
    fmt::print("{} - {} ({})\n", coloured(kind.name, Colour::Bold, colours), kind.title,
               categoryName(kind.category));
    if (plugin != nullptr) fmt::print("from the plugin {}, {}\n", nameAndVersion(*plugin), plugin->file);
    fmt::print("\n{}\n\n{}\n", kind.summary, kind.help);
    printPorts("Inputs", kind.inputs, colours);
    printPorts("Outputs", kind.outputPorts({}), colours);
    if (!kind.params.empty()) fmt::print("\n{}\n", coloured("Parameters", Colour::Cyan, colours));
    for (const ParameterSpec& spec : kind.params)
        printParameter(spec, 2, colours);
    if (!kind.example.empty())
        fmt::print("\n{}\n{}\n", coloured("Example", Colour::Cyan, colours), prettyJson(kind.example));
}

void printTable(const NodeKinds& kinds) {
    const bool colours = useColours(STDOUT_FILENO);
    int width = 4;
    for (const auto& kind : kinds.registry->kinds())
        width = std::max(width, displayWidth(kind->name));
    bool first = true;
    for (const Category category :
         {Category::Source, Category::Stage, Category::Concurrency, Category::Sink}) {
        bool headed = false;
        for (const auto& kind : kinds.registry->kinds()) {
            if (kind->category != category) continue;
            if (!std::exchange(headed, true))
                fmt::print("{}{}\n", std::exchange(first, false) ? "" : "\n",
                           coloured(categoryName(category), Colour::Cyan, colours));
            const LoadedPlugin* plugin = kinds.pluginOf(kind->name);
            fmt::print("  {}  {}{}\n", coloured(fitted(kind->name, width), Colour::Bold, colours),
                       kind->summary, plugin ? " (plugin " + nameAndVersion(*plugin) + ")" : "");
        }
    }
}

} // namespace

int kindsCommand(const Arguments& arguments) {
    const auto kinds = loadNodeKinds(arguments.values("plugin"));
    if (!kinds) {
        printDiagnostics(kinds.error());
        return kExitUsage;
    }
    printDiagnostics(kinds->warnings);
    if (arguments.operands.empty()) {
        if (!arguments.has("json")) {
            printTable(*kinds);
            return kExitFinished;
        }
        boost::json::array all;
        for (const auto& kind : kinds->registry->kinds())
            all.push_back(kindJson(*kind, kinds->pluginOf(kind->name)));
        fmt::print("{}\n", prettyJson(all));
        return kExitFinished;
    }
    const std::string& name = arguments.operands[0];
    const NodeKind* kind = kinds->registry->find(name);
    if (!kind) {
        Diagnostics d;
        d.error("MR5103", "there is no node kind `" + name + "`", suggestion(name, kinds->registry->names()));
        printDiagnostics(d);
        return kExitUsage;
    }
    if (arguments.has("json"))
        fmt::print("{}\n", prettyJson(kindJson(*kind, kinds->pluginOf(name))));
    else
        printKind(*kind, kinds->pluginOf(name));
    return kExitFinished;
}

} // namespace millrace::cli
