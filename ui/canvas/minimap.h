// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRectF>
#include <QWidget>

namespace millrace::ui {

class CanvasScene;

/// The whole graph in a corner: cards as coloured blocks (amber limits, red is wrong), the visible part as a
/// frame. A click or drag moves the view there.
class Minimap : public QWidget {
    Q_OBJECT
public:
    Minimap(CanvasScene& scene, QWidget* parent);
    void setVisibleArea(const QRectF& area);

Q_SIGNALS:
    void centreRequested(QPointF centre);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    QTransform sceneToWidget() const;

    CanvasScene& scene_;
    QRectF visible_;
};

} // namespace millrace::ui
