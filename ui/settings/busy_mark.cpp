// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/busy_mark.h"

#include "ui/settings/theme.h"

#include <QPainter>

namespace millrace::ui {

namespace {

constexpr int kSize = 14, kStepMs = 40, kStepDegrees = 14, kArcDegrees = 100;

} // namespace

BusyMark::BusyMark(QWidget* parent) : QWidget(parent) {
    setFixedSize(kSize, kSize);
    timer_.setInterval(kStepMs);
    connect(&timer_, &QTimer::timeout, this, [this] {
        turn_ = (turn_ + kStepDegrees) % 360;
        update();
    });
}

void BusyMark::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (Theme::instance().motion()) timer_.start();
}

void BusyMark::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    timer_.stop();
}

void BusyMark::paintEvent(QPaintEvent*) {
    const Tokens& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF circle = QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5);
    painter.setPen(QPen(t.hairline, 2));
    painter.drawEllipse(circle);
    painter.setPen(QPen(t.accent, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(circle, (90 - turn_) * 16, -kArcDegrees * 16);
}

} // namespace millrace::ui
