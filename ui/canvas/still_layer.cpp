// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/still_layer.h"

#include "ui/canvas/canvas_frame.h"
#include "ui/canvas/canvas_ground.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/card_pictures.h"
#include "ui/canvas/node_painter.h"
#include "ui/canvas/rect_grid.h"
#include "ui/canvas/wire_labels.h"
#include "ui/settings/theme.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QPainter>
#include <QRegion>
#include <QStyleOptionGraphicsItem>
#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

/// Beyond it a stretched picture tells too little.
constexpr qreal kMostStretch = 2;
/// Beyond it one begins to make it sharp again; what is not sharp yet is left time for that.
constexpr qreal kFreshStretch = 1.25, kSoftStretch = 1.6;
/// So long a frame may have taken when it goes on to make parts sharp, while the zoom changes and when it
/// rests; the numbers are still to come.
constexpr qint64 kSoftWhileZoomingNs = 3'500'000, kSoftNs = 4'000'000;
constexpr int kTileWidth = 256, kTileHeight = 128; ///< of a part
/// A stretched picture that covers less of the view makes room for one of the view as it is: what it does not
/// cover is drawn once, not in every frame. One that covers less than a part is of no use.
constexpr qreal kLeastCover = 0.97, kLeastUse = 0.2;
/// Of so many parts, or so much of the view, all of it is drawn anew.
constexpr std::size_t kMostParts = 400;
constexpr double kMostOfView = 0.7;

} // namespace

StillLayer::StillLayer(CanvasView& view) : QObject(&view), view_(view) {
    connect(&view.canvas(), &QGraphicsScene::changed, this, &StillLayer::noteChanges);
    connect(&view.canvas(), &CanvasScene::contentChanged, this, [this] { overlapsKnown_ = false; });
}

bool StillLayer::mayServe() const {
    const CanvasScene& canvas = view_.canvas();
    const qreal ratio = view_.devicePixelRatioF();
    if (!canvas.liveValues().active || canvas.mouseGrabberItem() || ratio != std::floor(ratio)) return false;
    if (QGuiApplication::mouseButtons().testFlag(Qt::LeftButton)) return false;
    if (!overlapsKnown_) {
        overlapsKnown_ = true;
        overlaps_ = false;
        RectGrid before;
        for (const NodeItem* node : canvas.nodes()) {
            const QRectF card = node->cardRect();
            before.visitNear(card,
                             [&](const QRectF& other) { overlaps_ = overlaps_ || other.intersects(card); });
            before.insert(card);
        }
    }
    return !overlaps_;
}

StillLayer::Place StillLayer::placeNow() const {
    const QTransform onScreen = view_.viewportTransform();
    return {onScreen.m11(), QPoint(qRound(onScreen.dx()), qRound(onScreen.dy()))};
}

void StillLayer::noteChanges(const QList<QRectF>& sceneRects) {
    if (!isUsable_ || allStale_) return;
    for (const QRectF& rect : sceneRects) {
        const QRectF inPicture(rect.topLeft() * place_.zoom + place_.origin, rect.size() * place_.zoom);
        const QRect seen = inPicture.toAlignedRect().adjusted(-2, -2, 2, 2) & QRect({}, size_);
        if (!seen.isEmpty()) stale_.push_back(seen);
    }
    double pixels = 0;
    for (const QRect& rect : stale_)
        pixels += static_cast<double>(rect.width()) * rect.height();
    allStale_ = stale_.size() > kMostParts || pixels > kMostOfView * size_.width() * size_.height();
}

void StillLayer::follow(const Place& now) {
    const qreal ratio = view_.devicePixelRatioF();
    const QSize size = view_.viewport()->size();
    const bool other = size != size_ || picture_.devicePixelRatio() != ratio;
    if (other) {
        picture_ = QPixmap(size * ratio);
        picture_.setDevicePixelRatio(ratio);
        picture_.fill(Theme::instance().tokens().canvas); // so that it has no transparency
        size_ = size;
    }
    const QPoint way = now.origin - place_.origin;
    if (other || now.zoom != place_.zoom || std::abs(way.x()) >= size.width() ||
        std::abs(way.y()) >= size.height()) {
        forget();
    } else if (!way.isNull()) {
        QRegion uncovered;
        const int whole = static_cast<int>(ratio);
        picture_.scroll(way.x() * whole, way.y() * whole, QRect(QPoint(), picture_.size()), &uncovered);
        for (std::vector<QRect>* parts : {&stale_, &soft_})
            for (QRect& rect : *parts)
                rect.translate(way);
        for (const QRect& rect : uncovered)
            stale_.push_back(QRectF(QPointF(rect.topLeft()) / ratio, QSizeF(rect.size()) / ratio)
                                 .toAlignedRect()
                                 .adjusted(-1, -1, 1, 1));
    }
    place_ = now;
}

void StillLayer::paint(QPainter& painter, const QRect& area, bool zooming) {
    QElapsedTimer frame;
    frame.start();
    const Place now = placeNow();
    const bool comesToRest = wasZooming_ && !zooming;
    wasZooming_ = zooming;
    const bool comesNearer = now.zoom >= zoomBefore_;
    zoomBefore_ = now.zoom;
    if ((zooming || comesToRest) && canStretch(now)) {
        softenStale();
        if (isTooBlurredFor(now) || (comesToRest && now.zoom != place_.zoom)) rebase(now);
        if (comesToRest) softenAll();
    }
    if (zooming && canStretch(now)) {
        // What shrinks is sharp enough, and there is much at its edges to draw.
        if (comesNearer) drawSoft(frame, kSoftWhileZoomingNs);
        drawStretched(painter, area, now);
    } else {
        follow(now);
        drawStale();
        const CanvasFrame::Exact exact;
        drawSoft(frame, kSoftNs);
        const qreal ratio = picture_.devicePixelRatio();
        painter.drawPixmap(QRectF(area), picture_,
                           QRectF(QPointF(area.topLeft()) * ratio, QSizeF(area.size()) * ratio));
    }
    drawMoving(painter, area);
}

/// What of the view the picture covers when it is stretched.
QRectF StillLayer::coveredIn(const Place& now) const {
    const qreal by = now.zoom / place_.zoom;
    return {QPointF(now.origin) - QPointF(place_.origin) * by, QSizeF(size_) * by};
}

qreal StillLayer::coverOf(const Place& now) const {
    const QRectF common = coveredIn(now) & QRectF(QPointF(), size_);
    return common.width() * common.height() / (size_.width() * size_.height());
}

bool StillLayer::canStretch(const Place& now) const {
    return isUsable_ && size_ == view_.viewport()->size() &&
           picture_.devicePixelRatio() == view_.devicePixelRatioF() &&
           now.zoom / place_.zoom <= kMostStretch && coverOf(now) >= kLeastUse;
}

bool StillLayer::isTooBlurredFor(const Place& now) const {
    return now.zoom / place_.zoom > (soft_.empty() ? kFreshStretch : kSoftStretch) ||
           coverOf(now) < kLeastCover;
}

/// From here on what this frame shows is the picture.
void StillLayer::rebase(const Place& now) {
    if (spare_.size() != picture_.size() || spare_.devicePixelRatio() != picture_.devicePixelRatio())
        spare_ = picture_.copy();
    {
        QPainter onto(&spare_);
        onto.setRenderHints(view_.renderHints());
        drawStretched(onto, QRect({}, size_), now);
    }
    picture_.swap(spare_);
    place_ = now;
    softenAll();
}

/// The middle, where one looks, becomes sharp first.
void StillLayer::softenAll() {
    soft_.clear();
    for (int y = 0; y < size_.height(); y += kTileHeight)
        for (int x = 0; x < size_.width(); x += kTileWidth)
            soft_.push_back(QRect(x, y, kTileWidth, kTileHeight) & QRect({}, size_));
    const QPoint middle = QRect({}, size_).center();
    std::sort(soft_.begin(), soft_.end(), [middle](const QRect& a, const QRect& b) {
        return (a.center() - middle).manhattanLength() > (b.center() - middle).manhattanLength();
    });
}

/// While the zoom changes nothing has to be drawn at once.
void StillLayer::softenStale() {
    const bool anyLarge = std::any_of(stale_.begin(), stale_.end(), [](const QRect& rect) {
        return rect.width() * rect.height() > 4 * kTileWidth * kTileHeight;
    });
    if (allStale_ || anyLarge || soft_.size() + stale_.size() > kMostParts) {
        softenAll();
    } else {
        soft_.insert(soft_.end(), stale_.begin(), stale_.end());
    }
    stale_.clear();
    allStale_ = false;
}

void StillLayer::drawStretched(QPainter& painter, const QRect& area, const Place& now) {
    const QRectF covered = coveredIn(now);
    painter.setClipRect(area);
    painter.drawPixmap(covered, picture_, QRectF(picture_.rect()));
    const QRect inside(QPoint(qCeil(covered.left()), qCeil(covered.top())),
                       QPoint(qFloor(covered.right()) - 1, qFloor(covered.bottom()) - 1));
    const QRegion beside = QRegion(area) - inside;
    if (beside.isEmpty()) return;
    const std::vector<Shown> shown = shownIn(area, now);
    for (const QRect& part : beside)
        drawStill(painter, part, shown, now);
}

void StillLayer::drawStale() {
    if (!isUsable_ || allStale_) {
        stale_.assign(1, QRect({}, size_));
        soft_.clear();
    }
    isUsable_ = true;
    allStale_ = false;
    if (stale_.empty()) return;
    QRect around;
    for (QRect& rect : stale_) {
        rect &= QRect({}, size_);
        around |= rect;
    }
    QPainter onto(&picture_);
    onto.setRenderHints(view_.renderHints());
    const std::vector<Shown> shown = shownIn(around, place_);
    for (const QRect& part : stale_)
        drawStill(onto, part, shown, place_);
    // Cards that were only stretched are drawn again.
    if (CardPictures::instance().wasStretched()) softenStale();
    stale_.clear();
}

void StillLayer::drawSoft(const QElapsedTimer& frame, qint64 until) {
    if (soft_.empty()) return;
    QPainter onto(&picture_);
    onto.setRenderHints(view_.renderHints());
    const std::vector<Shown> shown = shownIn(QRect({}, size_), place_);
    do {
        drawStill(onto, soft_.back() & QRect({}, size_), shown, place_);
        soft_.pop_back();
    } while (!soft_.empty() && frame.nsecsElapsed() < until);
}

QRectF StillLayer::inScene(const QRect& area, const Place& at) {
    return at.onScreen().inverted().mapRect(QRectF(area).adjusted(-1, -1, 1, 1));
}

std::vector<StillLayer::Shown> StillLayer::shownIn(const QRect& area, const Place& at) const {
    const QList<QGraphicsItem*> items = view_.canvas().items(
        inScene(area, at), Qt::IntersectsItemBoundingRect, Qt::AscendingOrder, at.onScreen());
    std::vector<Shown> shown;
    shown.reserve(static_cast<std::size_t>(items.size()));
    for (QGraphicsItem* item : items)
        if (item->isVisible()) shown.push_back({item, item->sceneBoundingRect()});
    return shown;
}

/// One rectangle at a time: through a clip of several Qt draws pictures line by line.
void StillLayer::drawStill(QPainter& painter, const QRect& area, const std::vector<Shown>& shown,
                           const Place& at) {
    if (area.isEmpty()) return;
    const CanvasFrame::StillPart still;
    const QTransform onScreen = at.onScreen();
    const QRectF exposed = inScene(area, at);
    painter.setWorldTransform({});
    painter.setClipRect(area);
    painter.setWorldTransform(onScreen);
    paintGround(painter, exposed, onScreen.m11(), dots_);
    QStyleOptionGraphicsItem option;
    for (const auto& [item, place] : shown) {
        if (!place.intersects(exposed)) continue;
        painter.setWorldTransform(item->sceneTransform() * onScreen);
        option.state = QStyle::State_Enabled;
        option.state.setFlag(QStyle::State_Selected, item->isSelected());
        option.exposedRect = item->boundingRect();
        item->paint(&painter, &option, view_.viewport());
    }
    painter.setWorldTransform({});
    painter.setClipping(false);
}

void StillLayer::drawMoving(QPainter& painter, const QRect& area) {
    const QTransform onScreen = view_.viewportTransform();
    const QRectF inScene = onScreen.inverted().mapRect(QRectF(area).adjusted(-1, -1, 1, 1));
    const qreal zoom = onScreen.m11();
    for (const NodeItem* node : view_.canvas().nodes()) {
        if (!node->live() || !node->sceneBoundingRect().intersects(inScene)) continue;
        painter.setWorldTransform(QTransform::fromTranslate(node->x(), node->y()) * onScreen);
        NodePainter(painter, zoom).paintMoving(*node);
    }
    // Too small and too quick to be read while the zoom changes.
    if (CanvasFrame::isZooming()) return painter.setWorldTransform({});
    painter.setWorldTransform(onScreen);
    WireLabels::paintAll(painter, view_.canvas(), inScene);
    painter.setWorldTransform({});
}

} // namespace millrace::ui
