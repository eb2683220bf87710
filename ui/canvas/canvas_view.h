// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QGraphicsView>
#include <QPoint>
#include <QTimer>

class QLabel;

namespace millrace::ui {

class AreaEditing;
class CanvasScene;
class Minimap;

/// The window onto the canvas: grid, pan (middle button, Space + drag), zoom (Ctrl + wheel at the cursor),
/// rubber band, minimap and the places for cards that float above it.
class CanvasView : public QGraphicsView {
    Q_OBJECT
public:
    static constexpr qreal kMinimumZoom = 0.1, kMaximumZoom = 4;

    explicit CanvasView(CanvasScene& scene, QWidget* parent = nullptr);

    CanvasScene& canvas() const { return scene_; }
    AreaEditing& editing() const { return *editing_; }
    qreal zoom() const { return transform().m11(); }
    void setZoom(qreal zoom);                  ///< around the middle
    void zoomAt(qreal zoom, QPoint viewPoint); ///< what is under the point stays there
    void fitAll();                             ///< never above 100 %
    void fitSelection();
    void centreOnNode(const QString& id);

    /// A card above the canvas in that corner where it covers least, lower left if it can ("Why is it
    /// slow?"); owned by the view; null takes it away.
    void setCornerCard(QWidget* card);
    /// The node the corner card speaks of: never covered while another corner is free.
    void keepClear(const QString& node);
    /// A bar across the top ("viewing run ..."); owned by the view.
    void setBanner(QWidget* banner);
    /// Where a new node without a place of its own goes: the cursor when it is inside, else the middle.
    QPointF insertionPoint() const;

Q_SIGNALS:
    /// Whether the card in the corner covers nodes wherever it stands, in the size it asked for last when it
    /// was not brief (property "brief").
    void cornerCardCrowded(bool crowded);
    void zoomChanged(qreal zoom);
    /// Double click on empty canvas.
    void quickAddRequested(QPoint globalPosition, QPointF scenePosition);
    /// A kind was dragged out of the palette and let go.
    void kindDropped(const QString& kind, QPointF scenePosition);
    void contextMenuRequested(QPoint globalPosition, QPointF scenePosition);
    void nudgeRequested(int dx, int dy); ///< Shift + arrow, in steps of the grid
    void walkRequested(int dx, int dy);  ///< arrow: go to the neighbour on that side

protected:
    void paintEvent(QPaintEvent* event) override;
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool hasBanner() const;
    void placeOverlays();
    void placeCornerCard();
    int bestCorner(QSize card) const;
    QList<QPoint> cornersFor(QSize card) const;
    qreal coveredBy(const QRect& card) const;
    void updateMinimap();
    void freeMinimap();
    bool onEmptyCanvas(QPoint viewPoint) const;
    void panBy(QPoint delta);

    CanvasScene& scene_;
    Minimap* minimap_;
    QLabel* graphName_;
    AreaEditing* editing_ = nullptr;
    QWidget* cornerCard_ = nullptr;
    QWidget* banner_ = nullptr;
    QString keptClear_;
    QSize wholeCard_;     ///< of the card in the corner, while it is not brief
    int corner_ = 0;      ///< of cornersFor()
    QList<QPointF> dots_; ///< of the grid, kept for the next frame
    QPoint panFrom_;
    bool panning_ = false, spaceHeld_ = false;
    bool zooming_ = false; ///< the frames painted last had one zoom after the other
    qreal paintedZoom_ = 1;
    QElapsedTimer zoomed_; ///< since a frame had another zoom than the one before
    QTimer sharpen_;
};

/// MIME type of a node kind's name dragged out of the palette.
inline constexpr const char* kKindMimeType = "application/x-millrace-kind";

} // namespace millrace::ui
