// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/state_legend.h"

#include "ui/settings/theme.h"
#include "ui/timeline/state_style.h"

#include <QPainter>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr int kSide = 12, kSwatchWidth = 18, kSwatchHeight = 12, kGap = 6, kBetween = 16;

} // namespace

StateLegend::StateLegend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize StateLegend::sizeHint() const { return {640, 26}; }

void StateLegend::paintEvent(QPaintEvent*) {
    const Tokens& t = Theme::instance().tokens();
    const QFont font = Theme::instance().font(TextRole::Secondary);
    const QFontMetricsF metrics(font);
    QPainter painter(this);
    painter.setFont(font);
    const double bottom = (height() + kSwatchHeight) / 2;
    const double baseline = std::round((height() + metrics.capHeight()) / 2);
    double x = kSide;
    for (const LaneState state : kAllLaneStates) {
        const QString name = nameOf(state);
        const double width = kSwatchWidth + kGap + metrics.horizontalAdvance(name);
        if (x + width > this->width()) return;
        const double high = std::round(heightOf(state) * kSwatchHeight);
        painter.setBrushOrigin(QPointF(x, bottom));
        painter.fillRect(QRectF(x, bottom - high, kSwatchWidth, high), brushOf(state, devicePixelRatioF()));
        painter.setPen(QPen(withAlpha(t.hairline, 0.9), 1));
        painter.drawLine(QPointF(x, bottom + 0.5), QPointF(x + kSwatchWidth - 1, bottom + 0.5));
        painter.setPen(t.muted);
        painter.drawText(QPointF(x + kSwatchWidth + kGap, baseline), name);
        x += width + kBetween;
    }
}

} // namespace millrace::ui
