// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/port_marker.h"

#include "ui/canvas/canvas_geometry.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QCoreApplication>
#include <QCursor>
#include <QFontMetricsF>
#include <QGraphicsSceneMouseEvent>
#include <QPainter>
#include <QStyleOptionGraphicsItem>

namespace millrace::ui {

PortMarker::PortMarker(QString name, bool output) : name_(std::move(name)), output_(output) {
    setFlag(ItemIsSelectable, !name_.isEmpty());
    setAcceptHoverEvents(true);
    setZValue(1);
    setCursor(name_.isEmpty() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (name_.isEmpty()) {
        setToolTip(
            output ? QCoreApplication::translate("PortMarker", "Add an output: click, or drop a wire here")
                   : QCoreApplication::translate("PortMarker", "Add an input: click, or drop a wire here"));
    } else {
        setToolTip(
            QCoreApplication::translate("PortMarker", "Double-click renames it, Delete takes it away"));
    }
}

QPointF PortMarker::anchor() const { return pos() + QPointF(output_ ? 0 : kWidth, kHeight / 2); }

void PortMarker::setEnd(std::optional<QPointF> end) {
    prepareGeometryChange();
    line_ = {};
    if (end) line_ = (output_ ? wirePath(*end, anchor()) : wirePath(anchor(), *end)).translated(-pos());
    update();
}

QRectF PortMarker::boundingRect() const {
    return QRectF(0, 0, kWidth, kHeight).united(line_.boundingRect()).adjusted(-4, -4, 4, 4);
}

QPainterPath PortMarker::shape() const {
    QPainterPath path;
    path.addRect(QRectF(0, 0, kWidth, kHeight));
    return path;
}

void PortMarker::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const bool selected = option->state.testFlag(QStyle::State_Selected), isNew = name_.isEmpty();
    painter->setRenderHint(QPainter::Antialiasing);
    if (!line_.isEmpty()) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(selected ? t.accent : mixed(t.canvas, t.muted, 0.75), selected ? 2.4 : 1.8,
                             Qt::SolidLine, Qt::RoundCap));
        painter->drawPath(line_);
    }
    // A flag that points the way records go.
    const qreal tip = kHeight / 2 - 4;
    QPainterPath flag;
    flag.moveTo(1, 1);
    flag.lineTo(kWidth - tip, 1);
    flag.lineTo(kWidth - 1, kHeight / 2);
    flag.lineTo(kWidth - tip, kHeight - 1);
    flag.lineTo(1, kHeight - 1);
    flag.closeSubpath();
    QPen border(selected   ? t.accent
                : hovered_ ? mixed(t.hairline, t.text, 0.25)
                           : t.hairline,
                selected ? 1.5 : 1);
    border.setJoinStyle(Qt::RoundJoin);
    if (isNew) border.setStyle(Qt::DashLine);
    painter->setPen(border);
    painter->setBrush(isNew ? (hovered_ ? t.raised : withAlpha(t.panel, 0)) : t.panel);
    painter->drawPath(flag);
    const QString text = !isNew    ? name_
                         : output_ ? QCoreApplication::translate("PortMarker", "+ output")
                                   : QCoreApplication::translate("PortMarker", "+ input");
    const QFont font = theme.font(isNew ? TextRole::Secondary : TextRole::LabelStrong);
    painter->setPen(isNew ? t.muted : t.text);
    drawElided(*painter, QPointF(10, kHeight / 2 + QFontMetricsF(font).capHeight() / 2),
               kWidth - 22 - tip / 2, font, text);
}

void PortMarker::mousePressEvent(QGraphicsSceneMouseEvent* event) {
    if (name_.isEmpty() && event->button() == Qt::LeftButton && onPressed) {
        event->accept();
        onPressed(event->screenPos());
        return;
    }
    QGraphicsItem::mousePressEvent(event);
}

void PortMarker::mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) {
    if (!name_.isEmpty() && onRename) onRename();
    event->accept();
}

void PortMarker::hoverEnterEvent(QGraphicsSceneHoverEvent*) {
    hovered_ = true;
    update();
}

void PortMarker::hoverLeaveEvent(QGraphicsSceneHoverEvent*) {
    hovered_ = false;
    update();
}

} // namespace millrace::ui
