// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/minimap.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/settings/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace millrace::ui {

Minimap::Minimap(CanvasScene& scene, QWidget* parent) : QWidget(parent), scene_(scene) {
    setFixedSize(132, 78);
    setCursor(Qt::PointingHandCursor);
    setToolTip(tr("Overview: click to go there"));
}

void Minimap::setVisibleArea(const QRectF& area) {
    visible_ = area;
    update();
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

void Minimap::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.hairline, 1));
    painter.setBrush(withAlpha(t.panel, 0.94));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);

    const QTransform map = sceneToWidget();
    painter.setPen(Qt::NoPen);
    for (const NodeItem* node : scene_.nodes()) {
        QColor color = theme.category(node->face().category);
        if (node->live() && node->live()->bottleneck) color = t.outputFull;
        if (node->face().errors > 0) color = t.bad;
        QRectF block = map.mapRect(node->cardRect());
        if (block.width() < 3) block.setWidth(3);
        if (block.height() < 2) block.setHeight(2);
        painter.setBrush(color);
        painter.drawRoundedRect(block, 2, 2);
    }
    const QRectF frame = map.mapRect(visible_).intersected(QRectF(rect()).adjusted(3.5, 3.5, -3.5, -3.5));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(t.accent, 1));
    painter.drawRoundedRect(frame, 4, 4);
}

void Minimap::mousePressEvent(QMouseEvent* event) {
    Q_EMIT centreRequested(sceneToWidget().inverted().map(event->position()));
    event->accept();
}

void Minimap::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton))
        Q_EMIT centreRequested(sceneToWidget().inverted().map(event->position()));
    event->accept();
}

} // namespace millrace::ui
