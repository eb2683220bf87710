// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/node_face.h"

#include "ui/document/fresh_nodes.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/plain_words.h"

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
    if (spec.name == "table" || spec.name == "topic" || spec.name == "topics") return 11;
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
            return x.spec == y.spec && x.position == y.position && x.typed == y.typed;
        });
    };
    return id == other.id && title == other.title && kindText == other.kindText && icon == other.icon &&
           category == other.category && known == other.known && mode == other.mode &&
           silent == other.silent && gist == other.gist && choice == other.choice && needs == other.needs &&
           errors == other.errors && warnings == other.warnings && findings == other.findings &&
           faultyPorts == other.faultyPorts && promise == other.promise &&
           openSidePorts == other.openSidePorts && samePorts(shape.inputs, other.shape.inputs) &&
           samePorts(shape.outputs, other.shape.outputs);
}

QString titleOf(const GraphNode& node, const Registry& registry) {
    if (!node.title.empty()) return QString::fromStdString(node.title);
    const NodeKind* kind = registry.find(node.kind);
    return kind ? kindTitle(*kind) : QString::fromStdString(node.kind);
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
        face.kindText = node.title.empty() ? categoryWord(kind->category) : kindTitle(*kind);
    } else {
        face.icon = "warning";
        face.kindText = QObject::tr("unknown kind %1").arg(QString::fromStdString(node.kind));
    }
    face.mode = node.mode;
    face.silent = known.silent;
    face.shape = CardShape::make(portsOf(node, registry, known, false), portsOf(node, registry, known, true));
    for (auto* ports : {&face.shape.inputs, &face.shape.outputs}) {
        for (PortShape& port : *ports) {
            port.typed = std::find(known.typedPorts.begin(), known.typedPorts.end(), port.spec.name) !=
                         known.typedPorts.end();
        }
    }
    for (const PortShape& port : face.shape.outputs) {
        const bool wired =
            std::any_of(known.outputs.begin(), known.outputs.end(),
                        [&](const GraphEdge* edge) { return edge->from.port == port.spec.name; });
        if (port.spec.role != PortRole::Data && !wired)
            face.openSidePorts << QString::fromStdString(port.spec.name);
    }
    if (known.vertex) face.choice = choiceWords(known.vertex->choice);
    for (const Diagnostic* d : known.findings) {
        if (d->severity == Severity::Error) ++face.errors;
        if (d->severity == Severity::Error && !d->port.empty())
            face.faultyPorts << QString::fromStdString(d->port);
        if (d->severity == Severity::Warning) ++face.warnings;
        const bool setting = FreshNodes::isMissingSetting(*d), input = FreshNodes::isMissingInput(*d);
        if (d->severity == Severity::Note && setting) face.needs = QObject::tr("needs settings");
        if (d->severity == Severity::Note && input && face.needs.isEmpty())
            face.needs = QObject::tr("needs an input");
        if (d->severity != Severity::Note || setting || input)
            face.findings << plainWords(d->message).section('\n', 0, 0);
    }
    return face;
}

} // namespace millrace::ui
