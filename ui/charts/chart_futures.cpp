// SPDX-License-Identifier: Apache-2.0
//
// The part of a chart card that shows a simulation: the instant that is looked at, and the lines of the
// future that was given up for another.
#include "ui/charts/chart_card.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/time_window.h"
#include "ui/settings/theme.h"

#include <QPainter>
#include <algorithm>

namespace millrace::ui {

void ChartCard::setFirstFuture(const std::vector<RunLine>* lines, double since) {
    firstFuture_ = lines;
    forkedAt_ = since;
    view_->viewport()->update();
}

void ChartCard::paintFirstFuture(QPainter& painter, const QRectF& plot) const {
    if (!firstFuture_) return;
    painter.save();
    painter.setClipRect(plot);
    painter.setBrush(Qt::NoBrush);
    for (const Shown& shown : shown_) {
        const auto same = std::find_if(firstFuture_->begin(), firstFuture_->end(),
                                       [&](const RunLine& line) { return line.id == shown.line->id; });
        if (same == firstFuture_->end()) continue;
        QPolygonF course;
        for (const QPointF& point : same->points)
            if (point.x() >= forkedAt_ && point.x() >= window_.from() && point.x() <= window_.to())
                course << QPointF(timeToX(point.x()), valueToY(point.y()));
        painter.setPen(QPen(withAlpha(shown.color, 0.7), 1, Qt::DashLine));
        painter.drawPolyline(course);
    }
    painter.restore();
}

void ChartCard::paintNow(QPainter& painter, const QRectF& plot) const {
    const double at = window_.now();
    if (at < window_.from() || at > window_.to()) return;
    const double x = timeToX(at);
    const QColor& color = Theme::instance().tokens().accent;
    painter.setPen(QPen(color, 1.5));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QPointF(x, plot.top()), 3, 3);
}

} // namespace millrace::ui
