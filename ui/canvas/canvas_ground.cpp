// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/canvas_ground.h"

#include "ui/settings/theme.h"

#include <QPainter>
#include <cmath>

namespace millrace::ui {

void paintGround(QPainter& painter, const QRectF& rect, qreal zoom, QList<QPointF>& dots) {
    const Tokens& t = Theme::instance().tokens();
    // Edges that need no smoothing are filled many times as fast.
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(rect, t.canvas);
    qreal step = metric::kGrid;
    while (step * zoom < 12) {
        step *= 4;
    }
    const qreal left = std::floor(rect.left() / step) * step, top = std::floor(rect.top() / step) * step;
    dots.clear();
    for (qreal y = top; y <= rect.bottom(); y += step) {
        for (qreal x = left; x <= rect.right(); x += step) {
            dots.append(QPointF(x, y));
        }
    }
    // Whole pixels, which are drawn many times as fast as round dots.
    QPen pen(t.gridDot, painter.device()->devicePixelRatioF());
    pen.setCosmetic(true);
    pen.setCapStyle(Qt::SquareCap);
    painter.setPen(pen);
    painter.drawPoints(dots.constData(), static_cast<int>(dots.size()));
    painter.setRenderHint(QPainter::Antialiasing);
}

} // namespace millrace::ui
