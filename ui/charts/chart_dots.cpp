// SPDX-License-Identifier: Apache-2.0
// The dots of a chart card: single measurements over its lines.
#include "ui/charts/chart_card.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/time_window.h"
#include "ui/settings/theme.h"

#include <QPainter>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr double kRadius = 2.5, kReach = 7;

} // namespace

void ChartCard::setDots(const std::vector<QPointF>* dots) {
    dots_ = dots;
    chosenDot_ = -1;
    refresh();
}

void ChartCard::chooseDot(int dot) {
    chosenDot_ = dot;
    view_->viewport()->update();
}

QPointF ChartCard::dotPlace(std::size_t dot) const {
    return {timeToX((*dots_)[dot].x()), valueToY((*dots_)[dot].y())};
}

int ChartCard::dotAt(QPointF place) const {
    int nearest = -1;
    double least = kReach;
    for (std::size_t i = 0; dots_ && i < dots_->size(); ++i) {
        const QPointF way = dotPlace(i) - place;
        const double distance = std::hypot(way.x(), way.y());
        if (distance > least) continue;
        least = distance;
        nearest = static_cast<int>(i);
    }
    return nearest;
}

void ChartCard::paintDots(QPainter& painter, const QRectF& plot) const {
    if (!dots_) return;
    const Tokens& t = Theme::instance().tokens();
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < dots_->size(); ++i) {
        const double at = (*dots_)[i].x();
        if (at < window_.from() || at > window_.to()) continue;
        const QPointF place = dotPlace(i);
        if (!plot.adjusted(-1, -1, 1, 1).contains(place)) continue;
        const bool chosen = static_cast<int>(i) == chosenDot_;
        painter.setPen(chosen ? QPen(t.text, 1.5) : QPen(t.panel, 1));
        painter.setBrush(chosen ? t.accent : mixed(t.accent, t.text, 0.35));
        painter.drawEllipse(place, chosen ? 2 * kRadius : kRadius + 0.5,
                            chosen ? 2 * kRadius : kRadius + 0.5);
    }
}

} // namespace millrace::ui
