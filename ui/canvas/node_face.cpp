// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/node_face.h"

#include <QFileInfo>
#include <algorithm>
#include <boost/json/serialize.hpp>

namespace millrace::ui {
namespace {

QString plain(const boost::json::value& value) {
    if (value.is_string()) return QString::fromStdString(std::string(value.get_string()));
    if (value.is_array()) {
        QStringList parts;
        for (const auto& item : value.get_array()) {
            parts << plain(item);
        }
        return parts.join(", ");
    }
    if (value.is_object()) {
        QStringList parts;
        for (const auto& member : value.get_object()) {
            parts << QString::fromStdString(std::string(member.key()));
        }
        return parts.join(", ");
    }
    return QString::fromStdString(boost::json::serialize(value));
}

/// How much a parameter of this type tells about its node; 0 = never shown.
int tellingWeight(const ParameterSpec& spec) {
    if (spec.name == "table") return 9;
    switch (spec.type) {
        case ParameterType::Predicate: return 10;
        case ParameterType::Expression: return 10;
        case ParameterType::Path: return 8;
        case ParameterType::PredicateMap:
        case ParameterType::AggregateMap:
        case ParameterType::ExpressionMap: return 7;
        case ParameterType::ColumnList:
        case ParameterType::ColumnName: return 6;
        case ParameterType::ObjectMap: return 4;
        case ParameterType::Duration:
        case ParameterType::Number:
        case ParameterType::Integer: return 3;
        default: return 0;
    }
}

QString gistOf(const GraphNode& node, const NodeKind& kind) {
    QString best;
    int bestWeight = 0;
    for (const ParameterSpec& spec : kind.params) {
        const auto* value = node.params.if_contains(spec.name);
        if (!value || value->is_null()) continue;
        const int weight = tellingWeight(spec);
        if (weight <= bestWeight) continue;
        bestWeight = weight;
        best = plain(*value);
        if (spec.type == ParameterType::Path && !best.contains("${")) best = QFileInfo(best).fileName();
        if (spec.type == ParameterType::Number || spec.type == ParameterType::Integer)
            best += " " + QString::fromStdString(spec.unit);
    }
    return best.simplified();
}

} // namespace

bool NodeFace::sameLook(const NodeFace& other) const {
    const auto samePorts = [](const std::vector<PortShape>& a, const std::vector<PortShape>& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const PortShape& x, const PortShape& y) {
            return x.spec == y.spec && x.position == y.position;
        });
    };
    return id == other.id && title == other.title && kindText == other.kindText && icon == other.icon &&
           category == other.category && known == other.known && gist == other.gist &&
           choice == other.choice && errors == other.errors && warnings == other.warnings &&
           findings == other.findings && openSidePorts == other.openSidePorts &&
           samePorts(shape.inputs, other.shape.inputs) && samePorts(shape.outputs, other.shape.outputs);
}

QString titleOf(const GraphNode& node, const Registry& registry) {
    if (!node.title.empty()) return QString::fromStdString(node.title);
    const NodeKind* kind = registry.find(node.kind);
    return QString::fromStdString(kind ? kind->title : node.kind);
}

std::vector<PortSpec> portsOf(const GraphNode& node, const Registry& registry, const GraphLookup::Node& known,
                              bool output) {
    std::vector<PortSpec> ports;
    if (const NodeKind* kind = registry.find(node.kind))
        ports = output ? kind->outputPorts(node.params) : kind->inputs;
    for (const GraphEdge* edge : output ? known.outputs : known.inputs) {
        const PortRef& end = output ? edge->from : edge->to;
        const bool there = std::any_of(ports.begin(), ports.end(),
                                       [&](const PortSpec& port) { return port.name == end.port; });
        if (!there) ports.push_back({end.port, {}, PortRole::Data});
    }
    return ports;
}

NodeFace makeFace(const GraphNode& node, const Registry& registry, const GraphLookup::Node& known) {
    NodeFace face;
    face.id = QString::fromStdString(node.id);
    face.title = titleOf(node, registry);
    const NodeKind* kind = registry.find(node.kind);
    face.known = kind != nullptr;
    if (kind) {
        face.icon = QString::fromStdString(kind->icon.empty() ? kind->name : kind->icon);
        face.category = kind->category;
        face.gist = gistOf(node, *kind);
        face.kindText = node.title.empty() ? QString::fromStdString(categoryName(kind->category))
                                           : QString::fromStdString(kind->title);
    } else {
        face.icon = "warning";
        face.kindText = QStringLiteral("unknown kind %1").arg(QString::fromStdString(node.kind));
    }
    face.shape = CardShape::make(portsOf(node, registry, known, false), portsOf(node, registry, known, true));
    for (const PortShape& port : face.shape.outputs) {
        const bool wired =
            std::any_of(known.outputs.begin(), known.outputs.end(),
                        [&](const GraphEdge* edge) { return edge->from.port == port.spec.name; });
        if (port.spec.role != PortRole::Data && !wired)
            face.openSidePorts << QString::fromStdString(port.spec.name);
    }
    if (known.vertex) face.choice = QString::fromStdString(known.vertex->choice);
    for (const Diagnostic* d : known.findings) {
        if (d->severity == Severity::Error) ++face.errors;
        if (d->severity == Severity::Warning) ++face.warnings;
        if (d->severity != Severity::Note)
            face.findings << QString::fromStdString(d->message).section('\n', 0, 0);
    }
    return face;
}

} // namespace millrace::ui
