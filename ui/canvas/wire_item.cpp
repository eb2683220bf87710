// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/wire_item.h"

#include "ui/canvas/canvas_geometry.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/capsule_painter.h"
#include "ui/settings/number_text.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QFontMetricsF>
#include <QPaintEngine>
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
    if (live_) area.addRect(eyeRect());
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

QRectF WireItem::eyeRect() const {
    // Between two cards there is often no room beside the capsule, above it there is.
    const qreal top = hasCapsule() ? capsuleRect().top() : rateRect().top();
    return {capsule_.x() - 10, top - 23, 20, 20};
}

QRectF WireItem::dropRect() const {
    return {capsule_.x() - 60, rateRect().bottom(), 120, geometry::kWireRateHeight};
}

void WireItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const Tokens& t = Theme::instance().tokens();
    const qreal zoom = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const bool selected = option->state.testFlag(QStyle::State_Selected);
    const bool full = live_ && live_->full;
    const bool held = live_ && live_->held && mark_;
    QColor color = mixed(t.canvas, t.muted, side_ ? 0.5 : 0.75);
    qreal width = 1.8;
    if (silent_) color = mixed(t.canvas, t.muted, 0.4), width = 1.4;
    if (hovered_) color = t.muted, width = 2.2;
    if (!findings_.isEmpty()) color = t.bad, width = 2;
    if (full) color = t.outputFull, width = 3;
    if (held) color = t.accent, width = 3.5;
    if (selected || highlighted_)
        color = full && selected ? t.outputFull : t.accent, width = highlighted_ ? 4 : full ? 3 : 2.4;
    painter->setBrush(Qt::NoBrush);
    if (zoom < geometry::kSketchZoom && painter->paintEngine()->type() == QPaintEngine::Raster) {
        QPen far(color, 1);
        far.setCosmetic(true);
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setPen(far);
        painter->drawPolyline(corners_);
        return;
    }
    painter->setRenderHint(QPainter::Antialiasing);
    if (selected) {
        painter->setPen(QPen(withAlpha(t.accent, 0.25), width + 5, Qt::SolidLine, Qt::RoundCap));
        painter->drawPath(path_);
    }
    QPen pen(color, width, Qt::SolidLine, Qt::RoundCap);
    if (side_ && !full) pen.setDashPattern({4, 3});
    if (silent_ && !highlighted_) pen.setDashPattern({1, 4});
    painter->setPen(pen);
    painter->drawPath(path_);
    if (mark_) paintWireMark(*painter, markPlace(), *mark_, held);
}

void WireItem::paintLabels(QPainter& painter) const {
    if (!live_) return;
    if (live_->sent > 0) paintRate(painter);
    if (hasCapsule()) CapsulePainter(painter).paint(*live_, capsuleRect());
    if (live_->dropped > 0) paintDrops(painter);
    if (hovered_ || isSelected()) paintEye(painter);
}

void WireItem::paintRate(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QFont font = theme.font(TextRole::Secondary);
    const QString text = rateText(live_->rate).text();
    const qreal width = tabularWidth(font, text);
    const QRectF room = rateRect();
    const QRectF box(room.center().x() - width / 2 - 3, room.top(), width + 6, room.height());
    painter.fillRect(box, withAlpha(t.canvas, 0.94));
    painter.setPen(t.muted);
    drawTabular(painter, QPointF(box.left() + 3, room.center().y() + QFontMetricsF(font).capHeight() / 2),
                font, text);
}

void WireItem::paintDrops(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QFont font = theme.font(TextRole::Secondary);
    const QString text = QObject::tr("%1 dropped").arg(countText(live_->dropped));
    const qreal width = tabularWidth(font, text);
    const QRectF room = dropRect();
    const QRectF box(room.center().x() - width / 2 - 4, room.top() + 0.5, width + 8, room.height());
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.outputFull);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(t.onOutputFull);
    drawTabular(painter, QPointF(box.left() + 4, box.center().y() + QFontMetricsF(font).capHeight() / 2),
                font, text);
}

void WireItem::paintEye(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QRectF box = eyeRect();
    painter.setPen(QPen(t.hairline, 1));
    painter.setBrush(t.raised);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), metric::kChipRadius, metric::kChipRadius);
    const QPixmap eye = theme.pixmap("peek", t.text, 12, 2);
    const bool smooth = painter.testRenderHint(QPainter::SmoothPixmapTransform);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawPixmap(QRectF(box.center() - QPointF(6, 6), QSizeF(12, 12)), eye, QRectF(eye.rect()));
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smooth);
}

void WireItem::setEnds(QPointF from, QPointF to, const std::vector<QPointF>& bends) {
    prepareGeometryChange();
    path_ = wirePath(from, bends, to);
    corners_.clear();
    corners_ << from;
    for (const QPointF bend : bends)
        corners_ << bend;
    corners_ << to;
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
    bounds_ = path_.boundingRect()
                  .united(capsuleRect())
                  .united(rateRect())
                  .united(dropRect())
                  .united(eyeRect())
                  .adjusted(-8, -8, 8, 8);
}

void WireItem::setLive(const WireLive* live) {
    if (!live && !live_) return;
    const bool hadCapsule = hasCapsule();
    if (live && live_)
        *live_ = *live; // keeps its memory
    else
        live_ = live ? std::optional<WireLive>(*live) : std::nullopt;
    if (hadCapsule != hasCapsule()) {
        prepareGeometryChange();
        updateBounds();
    }
    if (hovered_) updateToolTip();
}

void WireItem::setPlanned(bool fused, qint64 capacity, const QString& overflow) {
    overflow_ = overflow;
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

void WireItem::setMark(const std::optional<WireMark>& mark) {
    if (mark == mark_) return;
    mark_ = mark;
    updateToolTip();
    update();
}

QPointF WireItem::markPlace() const {
    const qreal length = path_.length();
    return path_.pointAtPercent(path_.percentAtLength(std::max(length / 2, length - kWireMarkDistance)));
}

void WireItem::setSide(bool side) {
    if (side_ == side) return;
    side_ = side;
    update();
}

void WireItem::setSilent(bool silent) {
    if (silent_ == silent) return;
    silent_ = silent;
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
        text += "<br>" + rateText(live_->rate).text() +
                QObject::tr(" · %1 records", nullptr, pluralOf(live_->sent)).arg(countText(live_->sent));
        if (live_->fused) {
            text += QObject::tr("<br>fused: a direct call, no queue");
        } else {
            text += QObject::tr("<br>queue %1 of %2 (%3)")
                        .arg(countText(live_->depth), countText(live_->capacity), percentText(live_->fill));
        }
        if (live_->dropped > 0) text += QObject::tr("<br><b>%1 dropped</b>").arg(countText(live_->dropped));
        if (overflow_ == QStringLiteral("drop_oldest"))
            text += QObject::tr("<br>when full it drops the oldest");
        if (overflow_ == QStringLiteral("drop_newest"))
            text += QObject::tr("<br>when full it drops what comes");
        if (overflow_ == QStringLiteral("fail")) text += QObject::tr("<br>when full the run fails");
        if (live_->held) text += QObject::tr("<br><b>Held</b> by a breakpoint");
        if (live_->full && !live_->reason.isEmpty()) text += "<br>" + live_->reason;
    } else if (plannedFused_) {
        text += QObject::tr("<br>fused: a direct call, no queue");
    } else if (plannedCapacity_ > 0) {
        text += QObject::tr("<br>queue of %1 records", nullptr, pluralOf(plannedCapacity_))
                    .arg(countText(plannedCapacity_));
    }
    if (mark_) text += "<br>" + mark_->text.toHtmlEscaped();
    for (const QString& finding : findings_) {
        text += "<br>• " + finding.toHtmlEscaped();
    }
    // Looked at only for who points at the wire.
    if (const auto* canvas = hovered_ && live_ ? dynamic_cast<CanvasScene*>(scene()) : nullptr)
        text += canvas->recordsTip(id_);
    setToolTip(text);
}

} // namespace millrace::ui
