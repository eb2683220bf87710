// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtCharts/QChartView>

namespace millrace::ui {

class ChartCard;

/// The picture of a chart card: wheel zooms the shared time window at the pointer, dragging pans it, moving
/// shows the cursor. What Qt Charts does not draw the way we want (ticks, cursor, markers) is painted by the
/// card on top.
class ChartView : public QChartView {
    Q_OBJECT
public:
    ChartView(QChart* chart, ChartCard& card);

protected:
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

private:
    ChartCard& card_;
    double dragX_ = -1;
};

} // namespace millrace::ui
