// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/node_item.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/node_painter.h"
#include "ui/settings/number_text.h"

#include <QCursor>
#include <QGraphicsSceneHoverEvent>
#include <QLineF>
#include <QPainter>
#include <QStyleOptionGraphicsItem>

namespace millrace::ui {
namespace {

/// Room around the card for ports, badge, focus ring and shadow.
constexpr qreal kMargin = 14;

QString portTip(const PortSpec& port, const SchemaPtr& schema) {
    QString text = "<b>" + QString::fromStdString(port.name).toHtmlEscaped() + "</b>";
    if (!port.help.empty()) text += "<br>" + QString::fromStdString(port.help).toHtmlEscaped();
    if (schema) {
        text += "<table cellspacing=0>";
        std::size_t shown = 0;
        for (const Field& field : schema->fields()) {
            if (++shown > 14) {
                text += QStringLiteral("<tr><td>… %1 more</td></tr>").arg(schema->size() - 14);
                break;
            }
            text += QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>")
                        .arg(QString::fromStdString(field.name).toHtmlEscaped(),
                             QString::fromStdString(field.type.name()).toHtmlEscaped());
        }
        text += "</table>";
    }
    return text;
}

} // namespace

NodeItem::NodeItem(NodeFace face) : face_(std::move(face)) {
    setFlags(ItemIsSelectable | ItemIsMovable | ItemSendsGeometryChanges);
    setAcceptHoverEvents(true);
    setZValue(2);
}

QRectF NodeItem::boundingRect() const {
    return face_.shape.rect.adjusted(-kMargin, -kMargin, kMargin, kMargin);
}

QPainterPath NodeItem::shape() const {
    QPainterPath path;
    path.addRect(face_.shape.rect);
    for (const auto* ports : {&face_.shape.inputs, &face_.shape.outputs}) {
        for (const PortShape& port : *ports) {
            path.addEllipse(port.position, geometry::kPortReach, geometry::kPortReach);
        }
    }
    path.setFillRule(Qt::WindingFill);
    return path;
}

void NodeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const qreal zoom = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    NodePainter(*painter, zoom).paint(*this, option->state.testFlag(QStyle::State_Selected));
}

void NodeItem::setFace(NodeFace face) {
    if (face_.sameLook(face)) return;
    prepareGeometryChange();
    face_ = std::move(face);
    update();
}

void NodeItem::setLive(const NodeLive* live) {
    if (!live && !live_) return;
    live_ = live ? std::optional<NodeLive>(*live) : std::nullopt;
    update();
}

std::optional<QPointF> NodeItem::portPosition(const QString& port, bool output) const {
    const PortShape* shape = face_.shape.port(port, output);
    if (!shape) return std::nullopt;
    return pos() + shape->position;
}

std::optional<NodeItem::Hit> NodeItem::portAt(QPointF scenePosition) const {
    const QPointF local = scenePosition - pos();
    std::optional<Hit> hit;
    qreal nearest = geometry::kPortReach;
    for (const bool output : {true, false}) {
        for (const PortShape& port : output ? face_.shape.outputs : face_.shape.inputs) {
            const qreal distance = QLineF(local, port.position).length();
            if (distance <= nearest) {
                nearest = distance;
                hit = Hit{QString::fromStdString(port.spec.name), output};
            }
        }
    }
    return hit;
}

void NodeItem::setDragHint(std::optional<DragHint> hint) {
    dragHint_ = std::move(hint);
    update();
}

void NodeItem::setHovered(bool hovered) {
    if (hovered_ == hovered) return;
    hovered_ = hovered;
    update();
}

QVariant NodeItem::itemChange(GraphicsItemChange change, const QVariant& value) {
    if (change == ItemPositionChange) return snapped(value.toPointF());
    if (change == ItemPositionHasChanged) {
        if (auto* canvas = dynamic_cast<CanvasScene*>(scene())) canvas->nodeMoved(*this);
    }
    if (change == ItemSelectedHasChanged) setZValue(value.toBool() ? 3 : 2);
    return QGraphicsItem::itemChange(change, value);
}

void NodeItem::hoverEnterEvent(QGraphicsSceneHoverEvent* event) {
    setHovered(true);
    updateToolTip(event->scenePos());
}

void NodeItem::hoverMoveEvent(QGraphicsSceneHoverEvent* event) {
    const bool onPort = portAt(event->scenePos()).has_value();
    setCursor(onPort ? Qt::CrossCursor : Qt::ArrowCursor);
    updateToolTip(event->scenePos());
}

void NodeItem::hoverLeaveEvent(QGraphicsSceneHoverEvent*) { setHovered(false); }

void NodeItem::updateToolTip(QPointF scenePosition) {
    const auto* canvas = dynamic_cast<CanvasScene*>(scene());
    if (const auto hit = portAt(scenePosition)) {
        const PortShape* port = face_.shape.port(hit->port, hit->output);
        setToolTip(portTip(port->spec, canvas ? canvas->schemaAt(face_.id, hit->port) : nullptr));
        return;
    }
    QString text = "<b>" + face_.title.toHtmlEscaped() + "</b><br>" + face_.kindText.toHtmlEscaped();
    const QString where = live_ && !live_->chip.isEmpty() ? live_->chip : face_.choice;
    if (!where.isEmpty()) text += "<br>" + where.toHtmlEscaped();
    if (live_) {
        text += QStringLiteral("<br>busy %1 · output full %2 · lock %3 · I/O %4")
                    .arg(percentText(live_->busy), percentText(live_->outputFull), percentText(live_->lock),
                         percentText(live_->io));
        text += QStringLiteral("<br>%1 in · %2 out")
                    .arg(countText(live_->recordsIn), countText(live_->recordsOut));
        if (live_->rejected > 0) text += QStringLiteral(" · %1 rejected").arg(countText(live_->rejected));
        if (live_->late > 0) text += QStringLiteral(" · %1 late").arg(countText(live_->late));
    } else if (!face_.gist.isEmpty()) {
        text += "<br>" + face_.gist.toHtmlEscaped();
    }
    for (const QString& finding : face_.findings) {
        text += "<br>• " + finding.toHtmlEscaped();
    }
    setToolTip(text);
}

} // namespace millrace::ui
