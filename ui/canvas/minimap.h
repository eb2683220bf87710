// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QRectF>
#include <QTransform>
#include <QWidget>
#include <vector>

namespace millrace::ui {

class CanvasScene;
class NodeItem;

/// The whole graph in a corner: group boxes with cards before them, the visible part as a frame; no wires.
/// Cards have the colour of their kind, during a run that of what they do most: red is wrong, amber limits. A
/// click or drag moves the view there.
class Minimap : public QWidget {
    Q_OBJECT
public:
    Minimap(CanvasScene& scene, QWidget* parent);
    /// Looks at the scene again and repaints what has changed.
    void refresh(const QRectF& visibleArea);
    /// Where a place of the scene is drawn.
    QPointF placeOf(QPointF scenePosition) const { return map_.map(scenePosition); }
    /// The colour of a card.
    static QColor statusColor(const NodeItem& node);

Q_SIGNALS:
    void centreRequested(QPointF centre);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    struct Block {
        QRectF place; ///< in this widget
        QRgb color = 0;
        bool operator==(const Block&) const = default;
    };
    QTransform sceneToWidget() const;
    void centreAt(QPointF place);

    CanvasScene& scene_;
    QRectF frame_; ///< the visible part, in this widget
    QTransform map_;
    bool held_ = false; ///< while the button is down the map stays as it is under the cursor
    std::vector<Block> boxes_, cards_;
    std::vector<Block> boxesNow_, cardsNow_; ///< kept for the next look: no memory is asked for per frame
};

} // namespace millrace::ui
