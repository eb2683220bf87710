// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QObject>
#include <QPixmap>
#include <QPointF>
#include <QRect>
#include <QTransform>
#include <vector>

QT_BEGIN_NAMESPACE
class QElapsedTimer;
class QGraphicsItem;
class QPainter;
QT_END_NAMESPACE

namespace millrace::ui {

class CanvasView;

/// A picture of what a view shows apart from the numbers of a run: background, boxes, wires, cards. During a
/// run a frame copies it and draws the numbers on it; where something changed, or came into view, it is drawn
/// anew. While the zoom changes it is stretched, and only what it does not cover is drawn; what was stretched
/// becomes sharp part by part, as much in a frame as there is time for. GUI thread only.
class StillLayer : public QObject {
    Q_OBJECT
public:
    explicit StillLayer(CanvasView& view);

    /// False while it would show something else than the items one by one: without a run, while somebody
    /// drags, where cards lie on each other.
    bool mayServe() const;
    /// All of the view inside of `area`, in coordinates of the viewport.
    void paint(QPainter& painter, const QRect& area, bool zooming);
    /// There something looks different now, in coordinates of the scene.
    void noteChanges(const QList<QRectF>& sceneRects);
    /// The next frame draws all of it anew.
    void forget() { isUsable_ = false; }
    /// Parts of it wait to become sharp: another frame would be better.
    bool isBlurred() const { return !soft_.empty(); }

private:
    /// Where the canvas lies in the viewport.
    struct Place {
        qreal zoom = 0;
        QPoint origin;
        bool operator==(const Place&) const = default;
        QTransform onScreen() const { return {zoom, 0, 0, zoom, qreal(origin.x()), qreal(origin.y())}; }
    };
    Place placeNow() const;
    void follow(const Place& now);
    QRectF coveredIn(const Place& now) const;
    qreal coverOf(const Place& now) const;
    bool canStretch(const Place& now) const;
    bool isTooBlurredFor(const Place& now) const;
    void rebase(const Place& now);
    void softenAll();
    void softenStale();
    void drawStretched(QPainter& painter, const QRect& area, const Place& now);
    void drawStale();
    void drawSoft(const QElapsedTimer& frame, qint64 until);
    struct Shown {
        QGraphicsItem* item;
        QRectF place; ///< in the scene
    };
    static QRectF inScene(const QRect& area, const Place& at);
    std::vector<Shown> shownIn(const QRect& area, const Place& at) const;
    void drawStill(QPainter& painter, const QRect& area, const std::vector<Shown>& shown, const Place& at);
    void drawMoving(QPainter& painter, const QRect& area);

    CanvasView& view_;
    QPixmap picture_, spare_;
    QSize size_;  ///< of the viewport
    Place place_; ///< of the canvas in the picture
    bool isUsable_ = false;
    std::vector<QRect> stale_; ///< parts of the picture that show something else, in pixels of the viewport
    bool allStale_ = false;
    std::vector<QRect> soft_; ///< parts that will do for a moment; the last is drawn first
    bool wasZooming_ = false;
    qreal zoomBefore_ = 0; ///< of the frame before
    QList<QPointF> dots_;  ///< of the grid, kept for the next frame
    mutable bool overlapsKnown_ = false, overlaps_ = false;
};

} // namespace millrace::ui
