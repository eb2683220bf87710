// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/instance_face.h"

#include "engine/graph/node_path.h"

#include <QCoreApplication>
#include <algorithm>

namespace millrace::ui {

namespace {

QString tr(const char* text, int n = -1) {
    return QCoreApplication::translate("InstanceFace", text, nullptr, n);
}

int countNodes(const GraphDocument& document, const Subgraph& subgraph, std::size_t depth) {
    if (depth > kDeepestInstance) return 0;
    int count = 0;
    for (const GraphNode& node : subgraph.nodes) {
        const Subgraph* inner = isInstance(node) ? document.findSubgraph(subgraphOf(node)) : nullptr;
        count += inner != nullptr ? countNodes(document, *inner, depth + 1) : 1;
    }
    return count;
}

/// Those that wires name although the subgraph has none of that name are shown, too: the wire needs an end.
std::vector<PortSpec> portsOf(const std::vector<SubgraphPort>& known,
                              const std::vector<const GraphEdge*>& wires, bool output) {
    std::vector<PortSpec> ports;
    const auto add = [&ports](const std::string& name, const std::string& help) {
        const bool there = std::any_of(ports.begin(), ports.end(),
                                       [&name](const PortSpec& port) { return port.name == name; });
        if (!there) ports.push_back({name, help, PortRole::Data});
    };
    for (const SubgraphPort& port : known)
        add(port.name, port.inner.text());
    for (const GraphEdge* wire : wires)
        add(output ? wire->from.port : wire->to.port, {});
    return ports;
}

} // namespace

int nodesInside(const GraphDocument& document, const Subgraph& subgraph) {
    return countNodes(document, subgraph, 0);
}

QString titleOf(const GraphNode& node, const GraphDocument& document, const Registry& registry) {
    if (!node.title.empty() || !isInstance(node)) return titleOf(node, registry);
    const Subgraph* subgraph = document.findSubgraph(subgraphOf(node));
    if (subgraph == nullptr) return QString::fromStdString(node.id);
    return QString::fromStdString(subgraph->title.empty() ? subgraph->id : subgraph->title);
}

NodeFace makeFace(const GraphNode& node, const GraphDocument& document, const Registry& registry,
                  const GraphLookup::Node& known) {
    NodeFace face = makeFace(node, registry, known);
    if (!isInstance(node)) return face;
    const Subgraph* subgraph = document.findSubgraph(subgraphOf(node));
    face.title = titleOf(node, document, registry);
    face.known = subgraph != nullptr;
    face.icon = kSubgraphIcon;
    face.openSidePorts.clear();
    static const std::vector<SubgraphPort> kNone;
    face.shape = CardShape::make(portsOf(subgraph ? subgraph->inputs : kNone, known.inputs, false),
                                 portsOf(subgraph ? subgraph->outputs : kNone, known.outputs, true));
    if (subgraph == nullptr) {
        face.kindText = tr("unknown subgraph %1").arg(QString::fromStdString(subgraphOf(node)));
        return face;
    }
    face.kindText = tr("Subgraph");
    const int inside = nodesInside(document, *subgraph);
    face.choice = tr("%n nodes", inside);
    QStringList names;
    for (const GraphNode& inner : subgraph->nodes)
        names << titleOf(inner, document, registry);
    face.gist = names.join(QStringLiteral(" · "));
    return face;
}

} // namespace millrace::ui
