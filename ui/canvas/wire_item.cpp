// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/wire_item.h"

#include "ui/canvas/canvas_geometry.h"
#include "ui/settings/number_text.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

WireItem::WireItem(const GraphEdge& edge)
    : id_(QString::fromStdString(edge.id())), from_(edge.from), to_(edge.to) {
    setFlag(ItemIsSelectable);
    setAcceptHoverEvents(true);
    setZValue(1);
    updateToolTip();
}

QPainterPath WireItem::shape() const {
    QPainterPathStroker stroker;
    stroker.setWidth(14);
    QPainterPath area = stroker.createStroke(path_);
    if (hasCapsule()) area.addRoundedRect(capsuleRect(), 9, 9);
    area.setFillRule(Qt::WindingFill);
    return area;
}

QRectF WireItem::capsuleRect() const {
    return {capsule_.x() - geometry::kCapsuleWidth / 2, capsule_.y() - geometry::kCapsuleHeight / 2,
            geometry::kCapsuleWidth, geometry::kCapsuleHeight};
}

QRectF WireItem::rateRect() const {
    constexpr qreal kWidth = 64;
    const qreal top = hasCapsule() ? capsuleRect().bottom() : capsule_.y() - geometry::kWireRateHeight / 2;
    return {capsule_.x() - kWidth / 2, top, kWidth, geometry::kWireRateHeight};
}

void WireItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const Tokens& t = Theme::instance().tokens();
    const qreal zoom = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const bool selected = option->state.testFlag(QStyle::State_Selected);
    const bool full = live_ && live_->full;
    QColor color = mixed(t.canvas, t.muted, side_ ? 0.5 : 0.75);
    qreal width = 1.8;
    if (hovered_) color = t.muted, width = 2.2;
    if (!findings_.isEmpty()) color = t.bad, width = 2;
    if (full) color = t.outputFull, width = 3;
    if (selected || highlighted_)
        color = full && selected ? t.outputFull : t.accent, width = highlighted_ ? 4 : full ? 3 : 2.4;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    if (selected) {
        painter->setPen(QPen(withAlpha(t.accent, 0.25), width + 5, Qt::SolidLine, Qt::RoundCap));
        painter->drawPath(path_);
    }
    QPen pen(color, width, Qt::SolidLine, Qt::RoundCap);
    if (side_ && !full) pen.setDashPattern({4, 3});
    painter->setPen(pen);
    painter->drawPath(path_);
    if (!live_ || zoom < geometry::kDetailZoom) return;
    if (live_->sent > 0) paintRate(*painter);
    if (hasCapsule()) paintCapsule(*painter);
}

void WireItem::paintRate(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QFont font = theme.font(TextRole::Secondary);
    const QString text = rateText(live_->rate).text();
    const qreal width = tabularWidth(font, text);
    const QRectF room = rateRect();
    const QRectF box(room.center().x() - width / 2 - 3, room.top(), width + 6, room.height());
    painter.setPen(Qt::NoPen);
    painter.setBrush(withAlpha(t.canvas, 0.86));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(t.muted);
    drawTabular(painter, QPointF(box.left() + 3, room.center().y() + QFontMetricsF(font).capHeight() / 2),
                font, text);
}

void WireItem::paintCapsule(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QRectF box = capsuleRect().adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(live_->full ? mixed(t.hairline, t.outputFull, 0.7) : t.hairline, 1));
    painter.setBrush(t.panel);
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    const QRectF track(box.left() + 7, box.center().y() - 2, 16, 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.idle);
    painter.drawRoundedRect(track, 2, 2);
    const double fill = std::clamp(live_->fill, 0.0, 1.0);
    if (fill > 0.01) {
        painter.setBrush(live_->full ? t.outputFull : t.muted);
        painter.drawRoundedRect(
            QRectF(track.left(), track.top(), std::max(2.0, track.width() * fill), track.height()), 2, 2);
    }
    const QFont font = theme.font(TextRole::MonoSmall);
    const QString text = QString::number(std::lround(fill * 100));
    painter.setFont(font);
    painter.setPen(live_->full ? t.text : t.muted);
    painter.drawText(QRectF(track.right() + 2, box.top(), box.right() - 6 - track.right() - 2, box.height()),
                     Qt::AlignRight | Qt::AlignVCenter, text);
}

void WireItem::setEnds(QPointF from, QPointF to) {
    prepareGeometryChange();
    path_ = wirePath(from, to);
    capsule_ = path_.pointAtPercent(0.5);
    updateBounds();
}

void WireItem::setCapsulePlace(QPointF centre) {
    if (centre == capsule_) return;
    prepareGeometryChange();
    capsule_ = centre;
    updateBounds();
}

void WireItem::updateBounds() {
    bounds_ = path_.boundingRect().united(capsuleRect()).united(rateRect()).adjusted(-8, -8, 8, 8);
}

void WireItem::setLive(const WireLive* live) {
    if (!live && !live_) return;
    const bool hadCapsule = hasCapsule();
    live_ = live ? std::optional<WireLive>(*live) : std::nullopt;
    if (hadCapsule != hasCapsule()) {
        prepareGeometryChange();
        updateBounds();
    }
    if (hovered_) updateToolTip();
    update();
}

void WireItem::setPlanned(bool fused, qint64 capacity) {
    plannedFused_ = fused;
    plannedCapacity_ = capacity;
}

void WireItem::setFindings(const QStringList& findings) {
    if (findings == findings_) return;
    findings_ = findings;
    update();
}

void WireItem::setHighlighted(bool on) {
    if (highlighted_ == on) return;
    highlighted_ = on;
    update();
}

void WireItem::setSide(bool side) {
    if (side_ == side) return;
    side_ = side;
    update();
}

void WireItem::hoverEnterEvent(QGraphicsSceneHoverEvent*) {
    hovered_ = true;
    updateToolTip();
    update();
}

void WireItem::hoverLeaveEvent(QGraphicsSceneHoverEvent*) {
    hovered_ = false;
    update();
}

void WireItem::updateToolTip() {
    QString text =
        "<b>" + QString::fromStdString(from_.text()) + " → " + QString::fromStdString(to_.text()) + "</b>";
    if (live_) {
        text += "<br>" + rateText(live_->rate).text() + " · " + countText(live_->sent) + " records";
        if (live_->fused) {
            text += "<br>fused: a direct call, no queue";
        } else {
            text += QStringLiteral("<br>queue %1 of %2 (%3)")
                        .arg(countText(live_->depth), countText(live_->capacity), percentText(live_->fill));
        }
        if (live_->dropped > 0) text += QStringLiteral("<br>%1 dropped").arg(countText(live_->dropped));
        if (live_->full && !live_->blockedBy.isEmpty()) {
            text += QStringLiteral("<br><b>Full</b>: %1 waits until %2 has taken more")
                        .arg(QString::fromStdString(from_.node).toHtmlEscaped(),
                             live_->blockedBy.toHtmlEscaped());
        }
    } else if (plannedFused_) {
        text += "<br>fused: a direct call, no queue";
    } else if (plannedCapacity_ > 0) {
        text += QStringLiteral("<br>queue of %1 records").arg(countText(plannedCapacity_));
    }
    for (const QString& finding : findings_) {
        text += "<br>• " + finding.toHtmlEscaped();
    }
    setToolTip(text);
}

} // namespace millrace::ui
