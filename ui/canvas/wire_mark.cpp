// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/wire_mark.h"

#include "ui/settings/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace millrace::ui {

void paintWireMark(QPainter& painter, QPointF centre, const WireMark& mark, bool holding) {
    const Tokens& t = Theme::instance().tokens();
    const double radius = holding ? kWireMarkRadius + 2.5 : kWireMarkRadius;
    const auto shapeOf = [&](double r) {
        QPainterPath path;
        switch (mark.shape) {
            case WireMark::Shape::Circle: path.addEllipse(centre, r, r); break;
            case WireMark::Shape::Diamond:
                path.moveTo(centre + QPointF(0, -r * 1.25));
                path.lineTo(centre + QPointF(r * 1.25, 0));
                path.lineTo(centre + QPointF(0, r * 1.25));
                path.lineTo(centre + QPointF(-r * 1.25, 0));
                path.closeSubpath();
                break;
            case WireMark::Shape::Square:
                path.addRoundedRect(QRectF(centre.x() - r, centre.y() - r, 2 * r, 2 * r), 1.5, 1.5);
                break;
        }
        return path;
    };
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.canvas); // a ring that parts it from the wire
    painter.drawPath(shapeOf(radius + 2));
    if (mark.enabled) {
        painter.setBrush(t.accent);
        painter.drawPath(shapeOf(radius));
    } else {
        painter.setPen(QPen(t.accent, 1.75));
        painter.setBrush(t.canvas);
        painter.drawPath(shapeOf(radius - 0.75));
    }
    painter.setPen(QPen(mark.enabled ? t.onAccent : t.accent, 1.75, Qt::SolidLine, Qt::RoundCap));
    if (holding) {
        for (const double x : {-2.2, 2.2})
            painter.drawLine(centre + QPointF(x, -3), centre + QPointF(x, 3));
    } else if (mark.conditional) {
        painter.drawLine(centre + QPointF(-2.6, 0), centre + QPointF(2.6, 0));
    }
}

} // namespace millrace::ui
