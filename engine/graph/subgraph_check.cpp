// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/subgraph_check.h"

#include "engine/base/text.h"
#include "engine/graph/node_path.h"

#include <algorithm>
#include <set>

namespace millrace {

namespace {

/// Nothing where the ports of the node are not known.
std::optional<std::vector<std::string>> portNames(const GraphDocument& document, const Registry& registry,
                                                  const GraphNode& node, bool output) {
    std::vector<std::string> names;
    if (isInstance(node)) {
        const Subgraph* subgraph = document.findSubgraph(subgraphOf(node));
        if (subgraph == nullptr) return std::nullopt;
        for (const SubgraphPort& port : output ? subgraph->outputs : subgraph->inputs)
            names.push_back(port.name);
        return names;
    }
    const NodeKind* kind = registry.find(node.kind);
    if (kind == nullptr) return std::nullopt;
    for (const PortSpec& port : output ? kind->outputPorts(node.params) : kind->inputs)
        names.push_back(port.name);
    return names;
}

class PortCheck {
public:
    PortCheck(const GraphDocument& document, const Registry& registry, const Subgraph& subgraph,
              const std::string& instance, Diagnostics& diagnostics)
        : document_(document),
          registry_(registry),
          subgraph_(subgraph),
          instance_(instance),
          diagnostics_(diagnostics) {}

    void run(const std::vector<SubgraphPort>& ports, bool output) {
        std::set<std::string_view> names;
        for (const SubgraphPort& port : ports) {
            if (!names.insert(port.name).second)
                report(port, output, "MR1183",
                       std::string("two ") + (output ? "outputs" : "inputs") + " of the subgraph `" +
                           subgraph_.id + "` are called `" + port.name + "`",
                       "give one of them another name");
            checkInner(port, output);
        }
    }

private:
    void checkInner(const SubgraphPort& port, bool output) {
        const std::string name = std::string(output ? "the output `" : "the input `") + port.name +
                                 "` of the subgraph `" + subgraph_.id + "` stands for nothing: ";
        const GraphNode* node = subgraph_.findNode(port.inner.node);
        if (node == nullptr) {
            std::vector<std::string> ids;
            for (const GraphNode& inside : subgraph_.nodes)
                ids.push_back(inside.id);
            return report(port, output, "MR1182", name + "there is no node `" + port.inner.node + "` in it",
                          suggestion(port.inner.node, ids));
        }
        const auto known = portNames(document_, registry_, *node, output);
        if (!known || std::find(known->begin(), known->end(), port.inner.port) != known->end()) return;
        report(port, output, "MR1182",
               name + "`" + port.inner.node + "` has no " + (output ? "output `" : "input `") +
                   port.inner.port + "`",
               suggestion(port.inner.port, *known));
    }

    void report(const SubgraphPort& port, bool output, const char* code, std::string message,
                std::string hint) {
        Diagnostic& d = diagnostics_.error(code, std::move(message), std::move(hint));
        d.node = instance_;
        d.port = port.name;
        d.parameter = (output ? "outputs." : "inputs.") + port.name;
    }

    const GraphDocument& document_;
    const Registry& registry_;
    const Subgraph& subgraph_;
    const std::string& instance_;
    Diagnostics& diagnostics_;
};

std::vector<std::string> pathsIn(const GraphBody& body) {
    std::vector<std::string> paths;
    for (const GraphNode& node : body.nodes)
        paths.push_back(node.id);
    return paths;
}

} // namespace

void checkSubgraph(const GraphDocument& document, const Registry& registry, const Subgraph& subgraph,
                   const std::string& instance, Diagnostics& diagnostics) {
    PortCheck check(document, registry, subgraph, instance, diagnostics);
    check.run(subgraph.inputs, false);
    check.run(subgraph.outputs, true);
}

void checkInstance(const GraphDocument& document, const GraphNode& node, const Subgraph& subgraph,
                   const std::string& path, Diagnostics& diagnostics) {
    const auto fault = [&](const std::string& parameter, std::string message, std::string hint) {
        Diagnostic& d = diagnostics.error("MR1185", std::move(message), std::move(hint));
        d.node = path;
        d.parameter = parameter;
    };
    static const std::vector<std::string> kKnown{"of", "set"};
    for (const auto& member : node.params) {
        const std::string name(member.key());
        if (std::find(kKnown.begin(), kKnown.end(), name) == kKnown.end())
            fault(name, "an instance of a subgraph has no parameter `" + name + "`",
                  suggestion(name, kKnown));
    }
    if (!node.concurrency.empty()) {
        Diagnostic& d = diagnostics.warning("MR1187", "the concurrency of an instance has no effect",
                                            "set that of the nodes inside of it");
        d.node = path;
        d.parameter = "concurrency";
    }
    const boost::json::value* set = node.params.if_contains("set");
    if (set == nullptr) return;
    if (!set->is_object())
        return fault("set", "`set` holds values for the parameters of the nodes inside",
                     R"(write {"node.parameter": value})");
    for (const auto& member : set->get_object()) {
        const std::string key(member.key());
        const std::size_t dot = key.find('.');
        const NodePath inner = splitPath(std::string_view(key).substr(0, dot));
        const GraphBody* body = &subgraph;
        for (const std::string& instance : inner.body) {
            const GraphNode* next = body == nullptr ? nullptr : body->findNode(instance);
            body = next != nullptr && isInstance(*next) ? document.findSubgraph(subgraphOf(*next)) : nullptr;
        }
        const GraphNode* target = body == nullptr ? nullptr : body->findNode(inner.node);
        if (target == nullptr || isInstance(*target)) {
            fault("set." + key,
                  "there is no node `" + key.substr(0, dot) + "` in the subgraph `" + subgraph.id + "`",
                  suggestion(key.substr(0, dot), pathsIn(subgraph)));
        } else if (dot == std::string::npos || dot + 1 == key.size()) {
            fault("set." + key, "`" + key + "` names no parameter", "write node.parameter");
        } else {
            GraphNode trial = *target;
            const InstanceSetting setting{target->id, key.substr(dot + 1), member.value()};
            if (const Result<void> applied = applySetting(trial, setting); !applied)
                fault("set." + key, applied.error().items.front().message,
                      applied.error().items.front().hint);
        }
    }
}

} // namespace millrace
