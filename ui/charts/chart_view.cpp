// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/chart_view.h"

#include "ui/charts/chart_card.h"
#include "ui/charts/time_window.h"

#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>

namespace millrace::ui {

namespace {
constexpr double kZoomPerNotch = 0.8;
}

ChartView::ChartView(QChart* chart, ChartCard& card) : QChartView(chart, &card), card_(card) {
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
}

void ChartView::wheelEvent(QWheelEvent* event) {
    const double notches = event->angleDelta().y() / 120.0;
    if (notches == 0) return event->ignore();
    card_.window_.zoom(std::pow(kZoomPerNotch, notches), card_.xToTime(event->position().x()));
    event->accept();
}

void ChartView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    dragX_ = event->position().x();
    setCursor(Qt::ClosedHandCursor);
    event->accept();
}

void ChartView::mouseMoveEvent(QMouseEvent* event) {
    const double x = event->position().x();
    if (dragX_ >= 0 && (event->buttons() & Qt::LeftButton)) {
        card_.window_.pan(card_.xToTime(dragX_) - card_.xToTime(x));
        dragX_ = x;
    }
    card_.window_.setCursor(card_.xToTime(x));
    event->accept();
}

void ChartView::mouseReleaseEvent(QMouseEvent* event) {
    dragX_ = -1;
    unsetCursor();
    event->accept();
}

void ChartView::mouseDoubleClickEvent(QMouseEvent* event) {
    card_.window_.setLive(true);
    event->accept();
}

void ChartView::leaveEvent(QEvent* event) {
    card_.window_.setCursor(-1);
    QChartView::leaveEvent(event);
}

void ChartView::drawForeground(QPainter* painter, const QRectF&) {
    painter->save();
    painter->resetTransform();
    card_.paintOverlay(*painter);
    painter->restore();
}

} // namespace millrace::ui
