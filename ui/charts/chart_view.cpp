// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/chart_view.h"

#include "ui/charts/chart_card.h"
#include "ui/charts/time_window.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr double kZoomPerNotch = 0.8;
constexpr double kLeastBand = 5; ///< pixels; less is a click

} // namespace

ChartView::ChartView(QChart* chart, ChartCard& card) : QChartView(chart, &card), card_(card) {
    setObjectName("chartView");
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::ClickFocus);
    // The picture moves on below a pointer that rests: what is read out is what is below it now.
    connect(&card_.window_, &TimeWindow::rangeChanged, this, [this] {
        if (pointerX_ >= 0) card_.window_.setCursor(card_.xToTime(pointerX_));
    });
}

std::optional<QRectF> ChartView::band() const {
    if (drag_ != Drag::Band || std::abs(pointerX_ - pressX_) < kLeastBand) return std::nullopt;
    const QRectF plot = card_.plotArea();
    const double left = std::clamp(std::min(pressX_, pointerX_), plot.left(), plot.right());
    const double right = std::clamp(std::max(pressX_, pointerX_), plot.left(), plot.right());
    return QRectF(left, plot.top(), right - left, plot.height());
}

void ChartView::wheelEvent(QWheelEvent* event) {
    const double notches = event->angleDelta().y() / 120.0;
    if (notches == 0) return event->ignore();
    card_.window_.zoom(std::pow(kZoomPerNotch, notches), card_.xToTime(event->position().x()));
    event->accept();
}

void ChartView::mousePressEvent(QMouseEvent* event) {
    const bool middle = event->button() == Qt::MiddleButton;
    if (event->button() != Qt::LeftButton && !middle) return event->ignore();
    pressX_ = pointerX_ = event->position().x();
    drag_ = middle || event->modifiers().testFlag(Qt::ShiftModifier) ? Drag::Pan : Drag::Band;
    if (drag_ == Drag::Pan) setCursor(Qt::ClosedHandCursor);
    event->accept();
}

void ChartView::mouseMoveEvent(QMouseEvent* event) {
    const double x = event->position().x();
    if (drag_ == Drag::Pan) {
        card_.window_.pan(card_.xToTime(pressX_) - card_.xToTime(x));
        pressX_ = x;
    }
    pointerX_ = x;
    // A band is drawn on a picture that stands still.
    if (band()) card_.window_.show(card_.window_.from(), card_.window_.to());
    card_.window_.setCursor(card_.xToTime(x));
    viewport()->update();
    event->accept();
}

void ChartView::mouseReleaseEvent(QMouseEvent* event) {
    pointerX_ = event->position().x();
    const auto chosen = band();
    const bool click = drag_ == Drag::Band && !chosen;
    endDrag();
    if (chosen) card_.window_.show(card_.xToTime(chosen->left()), card_.xToTime(chosen->right()));
    if (click) toggleMark(pointerX_);
    event->accept();
}

void ChartView::mouseDoubleClickEvent(QMouseEvent* event) {
    card_.window_.setMark(-1);
    card_.window_.setLive(true);
    event->accept();
}

void ChartView::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape || drag_ == Drag::None) return QChartView::keyPressEvent(event);
    endDrag();
}

void ChartView::leaveEvent(QEvent* event) {
    pointerX_ = -1;
    card_.window_.setCursor(-1);
    QChartView::leaveEvent(event);
}

void ChartView::toggleMark(double x) {
    TimeWindow& window = card_.window_;
    const bool again = window.mark() >= 0 && std::abs(card_.timeToX(window.mark()) - x) < kLeastBand;
    window.setMark(again ? -1 : std::max(0.0, card_.xToTime(x)));
}

void ChartView::endDrag() {
    drag_ = Drag::None;
    unsetCursor();
    viewport()->update();
}

void ChartView::drawForeground(QPainter* painter, const QRectF&) {
    painter->save();
    painter->resetTransform();
    card_.paintOverlay(*painter);
    painter->restore();
}

} // namespace millrace::ui
