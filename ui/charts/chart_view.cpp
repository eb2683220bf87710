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
    setFocusPolicy(Qt::StrongFocus);
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

std::optional<QPointF> ChartView::pointer() const {
    if (pointerX_ < 0 || drag_ != Drag::None) return std::nullopt;
    return QPointF(pointerX_, pointerY_);
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
    pressX_ = pointerX_ = pannedFrom_ = event->position().x();
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
    pointerY_ = event->position().y();
    // A band is drawn on a picture that stands still.
    if (band()) card_.window_.show(card_.window_.from(), card_.window_.to());
    card_.window_.setCursor(card_.xToTime(x));
    if (drag_ == Drag::None) {
        if (card_.dotAt(event->position()) >= 0) {
            setCursor(Qt::PointingHandCursor);
        } else {
            unsetCursor();
        }
    }
    viewport()->update();
    event->accept();
}

void ChartView::mouseReleaseEvent(QMouseEvent* event) {
    pointerX_ = event->position().x();
    const auto chosen = band();
    const bool click = drag_ == Drag::Band && !chosen;
    const bool shiftClick = drag_ == Drag::Pan && event->modifiers().testFlag(Qt::ShiftModifier) &&
                            event->button() == Qt::LeftButton &&
                            std::abs(pointerX_ - pannedFrom_) < kLeastBand;
    endDrag();
    if (chosen) card_.window_.show(card_.xToTime(chosen->left()), card_.xToTime(chosen->right()));
    const int dot = click ? card_.dotAt(event->position()) : -1;
    if (dot >= 0) {
        Q_EMIT card_.dotClicked(dot);
    } else if (click) {
        toggleMark(pointerX_);
    } else if (shiftClick) {
        toggleSecondMark(pointerX_);
    }
    event->accept();
}

void ChartView::mouseDoubleClickEvent(QMouseEvent* event) {
    card_.window_.setMark(-1);
    card_.window_.setSecondMark(-1);
    card_.window_.setLive(true);
    event->accept();
}

void ChartView::keyPressEvent(QKeyEvent* event) {
    TimeWindow& window = card_.window_;
    const double length = window.to() - window.from();
    const double step = length * (event->modifiers().testFlag(Qt::ShiftModifier) ? 0.1 : 0.01);
    switch (event->key()) {
        case Qt::Key_Escape:
            if (drag_ != Drag::None) return endDrag();
            if (window.mark() < 0 && window.secondMark() < 0) return QChartView::keyPressEvent(event);
            window.setMark(-1);
            window.setSecondMark(-1);
            return;
        case Qt::Key_Left:
        case Qt::Key_Right:
            window.setCursor(std::clamp(readingTime() + (event->key() == Qt::Key_Left ? -step : step),
                                        window.from(), window.to()));
            return;
        case Qt::Key_A: return window.setMark(readingTime());
        case Qt::Key_B: return window.setSecondMark(readingTime());
        case Qt::Key_L: return window.setLive(!window.isLive());
        default:
            if (!keyZooms(event->key())) QChartView::keyPressEvent(event);
    }
}

bool ChartView::keyZooms(int key) {
    const bool in = key == Qt::Key_Plus || key == Qt::Key_Equal;
    if (!in && key != Qt::Key_Minus) return false;
    card_.window_.zoom(in ? kZoomPerNotch : 1 / kZoomPerNotch, readingTime());
    return true;
}

double ChartView::readingTime() const {
    const TimeWindow& window = card_.window_;
    const double at = window.cursor();
    return at >= window.from() && at <= window.to() ? at : (window.from() + window.to()) / 2;
}

void ChartView::focusInEvent(QFocusEvent* event) {
    QChartView::focusInEvent(event);
    card_.update();
}

void ChartView::focusOutEvent(QFocusEvent* event) {
    QChartView::focusOutEvent(event);
    card_.update();
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

void ChartView::toggleSecondMark(double x) {
    TimeWindow& window = card_.window_;
    const bool again =
        window.secondMark() >= 0 && std::abs(card_.timeToX(window.secondMark()) - x) < kLeastBand;
    window.setSecondMark(again ? -1 : std::max(0.0, card_.xToTime(x)));
}

void ChartView::endDrag() {
    drag_ = Drag::None;
    unsetCursor();
    viewport()->update();
}

void ChartView::drawBackground(QPainter* painter, const QRectF& rect) {
    QChartView::drawBackground(painter, rect);
    painter->save();
    painter->resetTransform();
    card_.paintGrid(*painter);
    painter->restore();
}

void ChartView::drawForeground(QPainter* painter, const QRectF&) {
    painter->save();
    painter->resetTransform();
    card_.paintOverlay(*painter);
    painter->restore();
}

} // namespace millrace::ui
