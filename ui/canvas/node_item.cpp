// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/node_item.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/card_pictures.h"
#include "ui/canvas/node_painter.h"
#include "ui/canvas/port_painter.h"
#include "ui/settings/number_text.h"
#include "ui/settings/plain_words.h"

#include <QCursor>
#include <QGraphicsSceneHoverEvent>
#include <QGraphicsView>
#include <QLineF>
#include <QObject>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <algorithm>

namespace millrace::ui {
namespace {

quint64 nextFaceNumber() {
    static quint64 last = 0;
    return ++last;
}

QString portTip(const PortSpec& port, const SchemaPtr& schema) {
    QString text = "<b>" + QString::fromStdString(port.name).toHtmlEscaped() + "</b>";
    if (!port.help.empty()) text += "<br>" + plainWords(port.help).toHtmlEscaped();
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

NodeItem::NodeItem(NodeFace face) : face_(std::move(face)), faceNumber_(nextFaceNumber()) {
    setFlags(ItemIsSelectable | ItemIsMovable | ItemSendsGeometryChanges);
    setAcceptHoverEvents(true);
    setZValue(2);
}

NodeItem::~NodeItem() { CardPictures::instance().forget(*this); }

QRectF NodeItem::boundingRect() const {
    const qreal right = face_.shape.outputs.size() > 1 ? PortPainter::kNameReach : 0;
    return cardPictureRect(*this).adjusted(0, 0, right, noteHeight_);
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
    faceNumber_ = nextFaceNumber();
    update();
}

void NodeItem::setLive(const NodeLive* live) {
    if (!live && !live_) return;
    if (live && live_)
        *live_ = *live; // keeps its memory
    else
        live_ = live ? std::optional<NodeLive>(*live) : std::nullopt;
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

void NodeItem::setCaptured(bool captured) {
    if (captured_ == captured) return;
    captured_ = captured;
    update();
}

void NodeItem::setNote(const std::optional<NodeNote>& note) {
    if (note_ == note) return;
    prepareGeometryChange();
    note_ = note;
    noteHeight_ = note ? nodeNoteHeight(nodeNoteLines(note->text, face_.shape.rect.width()).size()) : 0;
    update();
}

void NodeItem::setHovered(bool hovered) {
    if (hovered_ == hovered) return;
    hovered_ = hovered;
    update();
}

QVariant NodeItem::itemChange(GraphicsItemChange change, const QVariant& value) {
    // Only the hand keeps to the grid: what the document says, or a group box takes along, stands as it is.
    const bool dragged = scene() && scene()->mouseGrabberItem() && isSelected();
    if (change == ItemPositionChange && dragged) return snapped(value.toPointF());
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
    const qreal zoom = canvas && !canvas->views().isEmpty() ? canvas->views().front()->transform().m11() : 1;
    if (face_.promise && DeliveryBadge(face_, zoom).rect().contains(scenePosition - pos()))
        return setToolTip(face_.promise->text());
    QString text = "<b>" + face_.title.toHtmlEscaped() + "</b><br>" + face_.kindText.toHtmlEscaped();
    const QString where = live_ && !live_->chip.isEmpty() ? live_->chip : face_.choice;
    if (!where.isEmpty()) text += "<br>" + where.toHtmlEscaped();
    if (live_) {
        const double rest =
            std::max(0.0, 1 - live_->busy - live_->outputFull - live_->lock - live_->io - live_->ready);
        text += QObject::tr("<br>busy %1 · output full %2 · waiting for input %3")
                    .arg(percentText(live_->busy), percentText(live_->outputFull), percentText(rest));
        if (live_->lock + live_->io + live_->ready > 0.005)
            text += QObject::tr("<br>lock %1 · I/O %2 · ready %3")
                        .arg(percentText(live_->lock), percentText(live_->io), percentText(live_->ready));
        text += QObject::tr("<br>%1 of %2 workers at work").arg(live_->activeWorkers).arg(live_->workers);
        text +=
            QObject::tr("<br>%1 in · %2 out").arg(countText(live_->recordsIn), countText(live_->recordsOut));
        if (live_->rejected > 0) text += QObject::tr(" · %1 rejected").arg(countText(live_->rejected));
        if (live_->errors > 0)
            text +=
                QObject::tr(" · %1 errors", nullptr, pluralOf(live_->errors)).arg(countText(live_->errors));
        if (live_->late > 0) text += QObject::tr(" · %1 late").arg(countText(live_->late));
    } else if (!face_.gist.isEmpty()) {
        text += "<br>" + face_.gist.toHtmlEscaped();
    }
    if (face_.promise) text += QStringLiteral("<br>") + face_.promise->text();
    for (const QString& finding : face_.findings) {
        text += "<br>• " + finding.toHtmlEscaped();
    }
    setToolTip(text);
}

} // namespace millrace::ui
