// SPDX-License-Identifier: Apache-2.0
#include "ui/document/instance_kind.h"

#include "engine/graph/subgraph_edits.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"

#include <QCoreApplication>
#include <algorithm>

namespace millrace::ui {

namespace {

constexpr std::string_view kPrefix = "subgraph:";

NodeKindPtr ofRegistry(const Registry& registry, const std::string& name) {
    return {NodeKindPtr(), registry.find(name)}; // the registry outlives all that is drawn
}

std::vector<PortSpec> portsOf(const std::vector<SubgraphPort>& ports) {
    std::vector<PortSpec> specs;
    for (const SubgraphPort& port : ports)
        specs.push_back({port.name, port.inner.text(), PortRole::Data});
    return specs;
}

std::string namesInside(const Subgraph& subgraph, const Registry& registry) {
    std::string names;
    for (const GraphNode& node : subgraph.nodes) {
        const NodeKind* kind = registry.find(node.kind);
        if (!names.empty()) names += " · ";
        names += !node.title.empty() ? node.title : kind != nullptr ? kind->title : node.id;
    }
    return names;
}

QString titleAmongOthers(const QString& title) {
    return QCoreApplication::translate("InstanceKind", "%1 (subgraph)").arg(title);
}

} // namespace

QString titleAmongSubgraphs(const NodeKind& kind) {
    QString title = QString::fromStdString(kind.title);
    const QString suffix = titleAmongOthers(QString());
    if (isInstanceKind(kind) && title.endsWith(suffix)) title.chop(suffix.size());
    return title;
}

bool isInstanceKind(const NodeKind& kind) { return kind.name.starts_with(kPrefix); }

NodeKindPtr instanceKind(const Subgraph& subgraph, const Registry& registry) {
    auto kind = std::make_shared<NodeKind>();
    kind->name = std::string(kPrefix) + subgraph.id;
    const QString title = QString::fromStdString(subgraph.title.empty() ? subgraph.id : subgraph.title);
    kind->title = titleAmongOthers(title).toStdString();
    kind->category = Category::Stage;
    kind->icon = kSubgraphKind;
    kind->summary = namesInside(subgraph, registry);
    kind->inputs = portsOf(subgraph.inputs);
    kind->outputs = portsOf(subgraph.outputs);
    return kind;
}

std::vector<NodeKindPtr> instanceKinds(const GraphSession& session) {
    const ShownBody& body = ShownBody::of(session);
    const Subgraph* around = body.subgraph();
    std::vector<NodeKindPtr> kinds;
    for (const Subgraph& subgraph : body.whole().subgraphs) {
        if (around != nullptr && wouldHoldItself(body.whole(), around->id, subgraph.id)) continue;
        kinds.push_back(instanceKind(subgraph, session.registry()));
    }
    return kinds;
}

NodeKindPtr kindToAdd(const GraphSession& session, const std::string& name) {
    if (!name.starts_with(kPrefix)) return ofRegistry(session.registry(), name);
    for (NodeKindPtr& kind : instanceKinds(session))
        if (kind->name == name) return std::move(kind);
    return nullptr;
}

NodeKindPtr kindOf(const GraphNode& node, const GraphDocument& document, const Registry& registry) {
    if (!isInstance(node)) return ofRegistry(registry, node.kind);
    const Subgraph* subgraph = document.findSubgraph(subgraphOf(node));
    return subgraph != nullptr ? instanceKind(*subgraph, registry) : nullptr;
}

GraphNode newNode(const NodeKind& kind, const GraphBody& body) {
    GraphNode node;
    if (isInstanceKind(kind)) {
        const std::string subgraph = kind.name.substr(kPrefix.size());
        node.id = body.freeId(subgraph);
        node.kind = kSubgraphKind;
        node.params["of"] = subgraph;
    } else {
        node.id = body.freeId(kind.name);
        node.kind = kind.name;
    }
    return node;
}

bool goesIntoWire(const NodeKind& kind, const boost::json::object& params) {
    const std::vector<PortSpec> outputs = kind.outputPorts(params);
    return !kind.inputs.empty() && std::any_of(outputs.begin(), outputs.end(), [](const PortSpec& port) {
        return port.role == PortRole::Data;
    });
}

} // namespace millrace::ui
