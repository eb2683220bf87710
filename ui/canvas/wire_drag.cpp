// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/wire_drag.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/document/graph_session.h"
#include "ui/settings/theme.h"

#include <QLineF>
#include <QPen>

namespace millrace::ui {

WireDrag::WireDrag(CanvasScene& scene, OpenWire wire, std::optional<GraphEdge> moved)
    : scene_(scene), wire_(std::move(wire)), moved_(std::move(moved)), line_(new QGraphicsPathItem) {
    line_->setPen(QPen(Theme::instance().tokens().accent, 2.4, Qt::SolidLine, Qt::RoundCap));
    line_->setZValue(10);
    scene_.addItem(line_);
    if (const NodeItem* node = scene_.node(QString::fromStdString(wire_.port.node))) {
        start_ = node->portPosition(QString::fromStdString(wire_.port.port), wire_.fromOutput)
                     .value_or(node->cardRect().center());
    }
    hintAll();
}

WireDrag::~WireDrag() {
    delete line_;
    for (NodeItem* node : scene_.nodes()) {
        node->setDragHint(std::nullopt);
    }
}

bool WireDrag::fits(const PortRef& port, bool output) const {
    if (output == wire_.fromOutput) return false;
    const PortRef& from = wire_.fromOutput ? wire_.port : port;
    const PortRef& to = wire_.fromOutput ? port : wire_.port;
    const GraphDocument& document = scene_.session().document();
    if (moved_ && from == moved_->from && to == moved_->to) return true;
    if (!commands::mayConnect(document, from, to)) return false;
    // Wires into one input must carry equal columns.
    const SchemaPtr schema =
        scene_.schemaAt(QString::fromStdString(from.node), QString::fromStdString(from.port));
    if (!schema) return true;
    for (const GraphEdge& edge : document.edges) {
        if (edge.to != to || (moved_ && edge.id() == moved_->id())) continue;
        const SchemaPtr other =
            scene_.schemaAt(QString::fromStdString(edge.from.node), QString::fromStdString(edge.from.port));
        if (other && !(*other == *schema)) return false;
    }
    return true;
}

void WireDrag::hintAll() {
    for (NodeItem* node : scene_.nodes()) {
        NodeItem::DragHint hint;
        const std::string id = node->id().toStdString();
        for (const bool output : {false, true}) {
            for (const PortShape& port : output ? node->face().shape.outputs : node->face().shape.inputs) {
                const bool own =
                    id == wire_.port.node && port.spec.name == wire_.port.port && output == wire_.fromOutput;
                if (own || fits({id, port.spec.name}, output)) {
                    (output ? hint.outputs : hint.inputs) << QString::fromStdString(port.spec.name);
                }
            }
        }
        node->setDragHint(hint);
    }
}

std::optional<PortRef> WireDrag::target(QPointF scenePosition) const {
    const NodeItem* node = scene_.nodeAt(scenePosition);
    if (!node) return std::nullopt;
    const std::string id = node->id().toStdString();
    if (const auto hit = node->portAt(scenePosition)) {
        const PortRef port{id, hit->port.toStdString()};
        if (fits(port, hit->output)) return port;
    }
    std::optional<PortRef> only;
    for (const PortShape& port : wire_.fromOutput ? node->face().shape.inputs : node->face().shape.outputs) {
        const PortRef candidate{id, port.spec.name};
        if (!fits(candidate, !wire_.fromOutput)) continue;
        if (only) return std::nullopt;
        only = candidate;
    }
    return only;
}

void WireDrag::moveTo(QPointF scenePosition) {
    everMoved_ = everMoved_ || QLineF(scenePosition, start_).length() > 6;
    QPointF end = scenePosition;
    if (const auto port = target(scenePosition)) {
        const NodeItem* node = scene_.node(QString::fromStdString(port->node));
        end = node->portPosition(QString::fromStdString(port->port), !wire_.fromOutput).value_or(end);
    }
    line_->setPath(wire_.fromOutput ? wirePath(start_, end) : wirePath(end, start_));
}

std::optional<OpenWire> WireDrag::finish(QPointF scenePosition) {
    if (const auto port = target(scenePosition)) {
        connectTo(*port);
        return std::nullopt;
    }
    if (!everMoved_ || scene_.nodeAt(scenePosition)) return std::nullopt;
    if (moved_) {
        scene_.session().apply(
            edit::Composite{"Take off wire", {GraphEdit(edit::RemoveEdge{moved_->from, moved_->to})}});
        return std::nullopt;
    }
    return wire_;
}

void WireDrag::connectTo(const PortRef& port) {
    GraphEdge edge;
    edge.from = wire_.fromOutput ? wire_.port : port;
    edge.to = wire_.fromOutput ? port : wire_.port;
    if (!moved_) {
        scene_.session().apply(edit::AddEdge{edge, std::nullopt});
        return;
    }
    if (edge.from == moved_->from && edge.to == moved_->to) return;
    edge.queue = moved_->queue;
    edge.partitioning = moved_->partitioning;
    edge.extra = moved_->extra;
    scene_.session().apply(edit::Composite{"Move wire",
                                           {GraphEdit(edit::RemoveEdge{moved_->from, moved_->to}),
                                            GraphEdit(edit::AddEdge{edge, std::nullopt})}});
}

} // namespace millrace::ui
