// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/group_item.h"

#include "ui/settings/group_colors.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QGraphicsScene>
#include <QGraphicsView>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <algorithm>

namespace millrace::ui {

GroupItem::GroupItem(const GraphGroup& group) : AreaItem(group.id) {
    setZValue(-2);
    setGroup(group);
}

void GroupItem::setGroup(const GraphGroup& group) {
    title_ = QString::fromStdString(group.title);
    setLook(QString::fromStdString(group.color), group.area);
}

QPainterPath GroupItem::shape() const {
    const qreal grip = kAreaGrip / std::min(1.0, zoom());
    const QRectF rect({}, size());
    QPainterPath path;
    path.setFillRule(Qt::WindingFill);
    path.addRect(QRectF(-grip, -grip, rect.width() + 2 * grip, kTitleHeight + grip));
    path.addRect(QRectF(-grip, 0, 2 * grip, rect.height()));
    path.addRect(QRectF(rect.right() - grip, 0, 2 * grip, rect.height()));
    path.addRect(QRectF(-grip, rect.bottom() - grip, rect.width() + 2 * grip, 2 * grip));
    return path;
}

void GroupItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const qreal shown = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const bool selected = option->state.testFlag(QStyle::State_Selected);
    const QColor own = groupColor(color());
    const QRectF rect = QRectF({}, size()).adjusted(0.5, 0.5, -0.5, -0.5);
    const qreal radius = metric::kCardRadius + 2;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(withAlpha(own, 0.07));
    painter->drawRoundedRect(rect, radius, radius);
    QPainterPath outline, bar;
    outline.addRoundedRect(rect, radius, radius);
    bar.addRect(QRectF(rect.left(), rect.top(), rect.width(), kTitleHeight));
    painter->fillPath(outline.intersected(bar), withAlpha(own, 0.16));
    QPen pen(selected ? t.accent : mixed(t.canvas, own, 0.55), selected ? 1.5 : 1);
    pen.setCosmetic(true);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(rect, radius, radius);

    // Far away the title grows with the distance, so that boxes keep their names when cards have lost theirs.
    QFont font = theme.font(TextRole::Title);
    font.setPixelSize(static_cast<int>(std::clamp(12.5 / std::max(0.05, shown), 13.0, 40.0)));
    const bool small = font.pixelSize() <= 22;
    const QString text =
        title_.isEmpty() ? QCoreApplication::translate("GroupItem", "Double-click to name it") : title_;
    painter->setPen(title_.isEmpty() ? t.muted : t.text);
    const qreal middle = small ? rect.top() + kTitleHeight / 2 : rect.top() + font.pixelSize() * 0.75;
    drawElided(*painter, QPointF(rect.left() + 12, middle + QFontMetricsF(font).capHeight() / 2),
               rect.width() - 24, font, text);
    paintHandles(*painter, selected);
}

QVariant GroupItem::itemChange(GraphicsItemChange change, const QVariant& value) {
    // A rubber band takes a box only whole: else selecting some cards of it would take it, too.
    if (change == ItemSelectedChange && value.toBool() && !inRubberBand()) return false;
    return AreaItem::itemChange(change, value);
}

bool GroupItem::inRubberBand() const {
    const QList<QGraphicsView*> views = scene() ? scene()->views() : QList<QGraphicsView*>();
    if (views.isEmpty()) return true;
    const QRect band = views.front()->rubberBandRect();
    return band.isNull() || views.front()->mapToScene(band).boundingRect().contains(area());
}

} // namespace millrace::ui
