// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtCharts/QChartView>
#include <optional>

namespace millrace::ui {

class ChartCard;

/// The picture of a chart card. Wheel: zoom the shared time window at the pointer. Drag: a band to zoom into.
/// Shift or middle drag: pan. Click: a dot, or cursor A to measure from; Shift and click: cursor B to measure
/// to; again: no more. Double-click: follow the run again. Keys: left and right move the reading (with Shift
/// in large steps), A and B put a cursor there, + and - zoom, L follows the run, Escape takes the cursors
/// away. What Qt Charts does not draw the way we want (ticks, cursor, markers) is painted by the card on top.
class ChartView : public QChartView {
    Q_OBJECT
public:
    ChartView(QChart* chart, ChartCard& card);

    /// The band being dragged, in pixels of the picture.
    std::optional<QRectF> band() const;
    /// Where the pointer is, in pixels of the picture, unless it drags something.
    std::optional<QPointF> pointer() const;

protected:
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

private:
    enum class Drag { None, Band, Pan };
    void toggleMark(double x);
    void toggleSecondMark(double x);
    /// Where the keyboard reads: the pointer's place, or the middle.
    double readingTime() const;
    bool keyZooms(int key);
    void endDrag();

    ChartCard& card_;
    Drag drag_ = Drag::None;
    double pressX_ = 0, pointerX_ = -1, pointerY_ = -1, pannedFrom_ = 0;
};

} // namespace millrace::ui
