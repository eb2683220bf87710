// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/bend_item.h"

#include "ui/canvas/canvas_geometry.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/settings/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStyleOptionGraphicsItem>

namespace millrace::ui {

BendItem::BendItem(const QString& edgeId, std::size_t index) : edgeId_(edgeId), index_(index) {
    setFlags(ItemIsSelectable | ItemIsMovable | ItemSendsGeometryChanges);
    setAcceptHoverEvents(true);
    setCursor(Qt::SizeAllCursor);
    setZValue(1.5);
    setToolTip(
        QCoreApplication::translate("BendItem", "Drag to lead the wire; double-click to take it away"));
}

QPainterPath BendItem::shape() const {
    QPainterPath path;
    path.addEllipse(QPointF(), 8, 8);
    return path;
}

void BendItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const Tokens& t = Theme::instance().tokens();
    const qreal shown = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const bool selected = option->state.testFlag(QStyle::State_Selected);
    if (shown < geometry::kSketchZoom && !selected) return;
    painter->setRenderHint(QPainter::Antialiasing);
    if (selected || hovered_) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(withAlpha(t.accent, 0.25));
        painter->drawEllipse(QPointF(), 8, 8);
    }
    painter->setPen(QPen(t.canvas, 1.5));
    painter->setBrush(selected || hovered_ ? t.accent : mixed(t.canvas, t.muted, 0.85));
    painter->drawEllipse(QPointF(), 4.2, 4.2);
}

QVariant BendItem::itemChange(GraphicsItemChange change, const QVariant& value) {
    const bool dragged = scene() && scene()->mouseGrabberItem() && isSelected();
    if (change == ItemPositionChange && dragged) return snapped(value.toPointF() * 2) / 2;
    if (change == ItemPositionHasChanged) {
        if (auto* canvas = dynamic_cast<CanvasScene*>(scene())) canvas->bendMoved(edgeId_);
    }
    return QGraphicsItem::itemChange(change, value);
}

void BendItem::hoverEnterEvent(QGraphicsSceneHoverEvent*) {
    hovered_ = true;
    update();
}

void BendItem::hoverLeaveEvent(QGraphicsSceneHoverEvent*) {
    hovered_ = false;
    update();
}

} // namespace millrace::ui
