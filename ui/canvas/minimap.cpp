// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/minimap.h"

#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/settings/group_colors.h"
#include "ui/settings/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace millrace::ui {
namespace {

/// Of its time a node must do something at least this share to be drawn as doing it.
constexpr double kNoticeable = 0.05;

} // namespace

Minimap::Minimap(CanvasScene& scene, QWidget* parent) : QWidget(parent), scene_(scene) {
    setObjectName("minimap");
    setFixedSize(132, 78);
    setCursor(Qt::PointingHandCursor);
    setToolTip(tr("Overview: click or drag to go there"));
    setAccessibleName(tr("Overview of the graph"));
}

QColor Minimap::statusColor(const NodeItem& node) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const auto& live = node.live();
    if (node.face().errors > 0 || (live && live->errors > 0)) return t.bad;
    if (!live) return theme.category(node.face().category);
    if (live->bottleneck) return t.outputFull;
    const std::pair<double, QColor> states[] = {
        {live->busy, t.busy}, {live->lock, t.lock}, {live->io, t.io}, {live->outputFull, t.outputFull}};
    double most = kNoticeable;
    QColor color = t.idle;
    for (const auto& [share, own] : states) {
        if (share <= most) continue;
        most = share;
        color = own;
    }
    return color;
}

QTransform Minimap::sceneToWidget() const {
    QRectF world = scene_.contentRect().adjusted(-40, -40, 40, 40);
    if (world.isEmpty()) world = QRectF(-200, -120, 400, 240);
    const QRectF room = QRectF(rect()).adjusted(7, 7, -7, -7);
    const qreal scale = std::min({room.width() / world.width(), room.height() / world.height(), 0.1});
    QTransform transform;
    transform.translate(room.center().x(), room.center().y());
    transform.scale(scale, scale);
    transform.translate(-world.center().x(), -world.center().y());
    return transform;
}

void Minimap::refresh(const QRectF& visibleArea) {
    if (!held_) map_ = sceneToWidget();
    boxesNow_.clear();
    cardsNow_.clear();
    for (const GroupItem* group : scene_.areas().groups())
        boxesNow_.push_back({map_.mapRect(group->area()), groupColor(group->color()).rgb()});
    for (const NodeItem* node : scene_.nodes()) {
        QRectF place = map_.mapRect(node->cardRect());
        place.setSize(place.size().expandedTo({3, 2}));
        cardsNow_.push_back({place, statusColor(*node).rgb()});
    }
    const QRectF frame = map_.mapRect(visibleArea).intersected(QRectF(rect()).adjusted(3.5, 3.5, -3.5, -3.5));
    if (boxesNow_ == boxes_ && cardsNow_ == cards_ && frame == frame_) return;
    boxes_.swap(boxesNow_);
    cards_.swap(cardsNow_);
    frame_ = frame;
    update();
}

void Minimap::paintEvent(QPaintEvent*) {
    const Tokens& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.hairline, 1));
    painter.setBrush(withAlpha(t.panel, 0.94));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
    for (const Block& box : boxes_) {
        painter.setPen(QPen(mixed(t.panel, QColor(box.color), 0.6), 1));
        painter.setBrush(withAlpha(QColor(box.color), 0.18));
        painter.drawRoundedRect(box.place, 2, 2);
    }
    painter.setPen(Qt::NoPen);
    for (const Block& card : cards_) {
        if (card.place.width() < 6) {
            painter.fillRect(card.place, QColor(card.color));
            continue;
        }
        painter.setBrush(QColor(card.color));
        painter.drawRoundedRect(card.place, 2, 2);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(t.accent, 1));
    painter.drawRoundedRect(frame_, 4, 4);
}

void Minimap::centreAt(QPointF place) { Q_EMIT centreRequested(map_.inverted().map(place)); }

void Minimap::mousePressEvent(QMouseEvent* event) {
    event->accept();
    if (event->button() != Qt::LeftButton) return;
    held_ = true;
    centreAt(event->position());
}

void Minimap::mouseMoveEvent(QMouseEvent* event) {
    event->accept();
    if (event->buttons().testFlag(Qt::LeftButton)) centreAt(event->position());
}

void Minimap::mouseReleaseEvent(QMouseEvent* event) {
    event->accept();
    held_ = false;
}

} // namespace millrace::ui
