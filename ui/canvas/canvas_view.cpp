// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/canvas_view.h"

#include "ui/canvas/area_editing.h"
#include "ui/canvas/canvas_accessible.h"
#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/canvas_frame.h"
#include "ui/canvas/canvas_ground.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/card_pictures.h"
#include "ui/canvas/minimap.h"
#include "ui/canvas/port_marker.h"
#include "ui/canvas/splice_target.h"
#include "ui/canvas/still_layer.h"
#include "ui/canvas/wire_bends.h"
#include "ui/document/graph_session.h"
#include "ui/document/instance_kind.h"
#include "ui/settings/theme.h"

#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

constexpr int kSharpenMs = 30; ///< until pictures that were stretched are drawn anew
constexpr int kRestMs = 160;   ///< after the last change of the zoom it has come to rest

/// How far the cards move down so that none lies under `name`, or as far as there is room below them.
int moveBelow(const CanvasView& view, const QRect& name) {
    int covered = 0, lowest = 0;
    for (const NodeItem* node : view.canvas().nodes()) {
        const QRect card = view.mapFromScene(node->cardRect()).boundingRect();
        lowest = std::max(lowest, card.bottom());
        if (card.intersects(name)) covered = std::max(covered, name.bottom() - card.top());
    }
    return std::clamp(covered, 0, std::max(0, view.height() - 8 - lowest));
}

} // namespace

CanvasView::CanvasView(CanvasScene& scene, QWidget* parent)
    : QGraphicsView(&scene, parent),
      scene_(scene),
      minimap_(new Minimap(scene, this)),
      graphName_(new QLabel(this)) {
    installCanvasAccessibility();
    setObjectName("canvasView");
    setFrameShape(QFrame::NoFrame);
    // Not SmoothPixmapTransform: with it Qt draws even unscaled pictures line by line, on threads.
    setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    // The background covers all of it.
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    // One rectangle a frame: through a clip of several Qt draws pictures line by line, too.
    setViewportUpdateMode(QGraphicsView::BoundingRectViewportUpdate);
    setOptimizationFlag(QGraphicsView::DontSavePainterState);
    setDragMode(QGraphicsView::RubberBandDrag);
    setTransformationAnchor(QGraphicsView::NoAnchor);
    setResizeAnchor(QGraphicsView::NoAnchor);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAcceptDrops(true);
    setMouseTracking(true);
    setMinimumSize(240, 160);
    graphName_->setProperty("role", "strong");
    graphName_->setAttribute(Qt::WA_TransparentForMouseEvents);
    graphName_->move(15, 11);
    connect(minimap_, &Minimap::centreRequested, this, [this](QPointF centre) {
        centerOn(centre);
        updateMinimap();
    });
    connect(&scene_, &CanvasScene::contentChanged, this, &CanvasView::updateMinimap);
    connect(&scene_, &CanvasScene::liveValuesChanged, this, &CanvasView::updateMinimap);
    sharpen_.setSingleShot(true);
    auto* layer = new StillLayer(*this);
    connect(&sharpen_, &QTimer::timeout, viewport(), QOverload<>::of(&QWidget::update));
    editing_ = new AreaEditing(*this);
    connect(&scene_.session(), &GraphSession::documentReplaced, this, &CanvasView::fitAll);
    connect(&Theme::instance(), &Theme::changed, this, [this, layer] {
        layer->forget();
        viewport()->update();
    });
}

void CanvasView::setZoom(qreal zoom) { zoomAt(zoom, viewport()->rect().center()); }

void CanvasView::zoomAt(qreal zoom, QPoint viewPoint) {
    zoom = std::clamp(zoom, kMinimumZoom, kMaximumZoom);
    if (std::abs(zoom - 1) < 0.02) zoom = 1;
    const QPointF before = mapToScene(viewPoint);
    setTransform(QTransform::fromScale(zoom, zoom));
    const QPointF shift = mapFromScene(before) - QPointF(viewPoint);
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + qRound(shift.x()));
    verticalScrollBar()->setValue(verticalScrollBar()->value() + qRound(shift.y()));
    updateMinimap();
    Q_EMIT zoomChanged(zoom);
}

void CanvasView::fitAll() {
    const QRectF content = scene_.contentRect();
    if (content.isNull()) {
        setTransform({});
        centerOn(QPointF(0, 0));
        Q_EMIT zoomChanged(1);
        return;
    }
    const QRectF rect = content.adjusted(-36, -44, 36, 36);
    const qreal zoom =
        std::min({1.0, viewport()->width() / rect.width(), viewport()->height() / rect.height()});
    setTransform(QTransform::fromScale(std::max(zoom, kMinimumZoom), std::max(zoom, kMinimumZoom)));
    centerOn(rect.center());
    freeMinimap();
    updateMinimap();
    // What would lie under the name of the graph moves down, as far as there is room below.
    if (graphName_->isVisible()) panBy({0, moveBelow(*this, graphName_->geometry().adjusted(0, 0, 8, 6))});
    Q_EMIT zoomChanged(this->zoom());
}

void CanvasView::freeMinimap() {
    // What would lie under the overview moves up, as far as there is room above.
    const QRect overview = minimap_->geometry().adjusted(-8, -8, 0, 0);
    int covered = 0, highest = height();
    for (const NodeItem* node : scene_.nodes()) {
        const QRect card = mapFromScene(node->cardRect()).boundingRect();
        highest = std::min(highest, card.top());
        if (card.intersects(overview)) covered = std::max(covered, card.bottom() - overview.top());
    }
    const int shift = std::clamp(covered, 0, std::max(0, highest - 24));
    verticalScrollBar()->setValue(verticalScrollBar()->value() + shift);
}

void CanvasView::fitSelection() {
    QRectF rect;
    for (const std::string& id : scene_.selectedNodes()) {
        rect = rect.united(scene_.node(QString::fromStdString(id))->cardRect());
    }
    if (rect.isNull()) {
        fitAll();
        return;
    }
    rect.adjust(-60, -60, 60, 60);
    const qreal zoom =
        std::clamp(std::min(viewport()->width() / rect.width(), viewport()->height() / rect.height()),
                   kMinimumZoom, 1.5);
    setTransform(QTransform::fromScale(zoom, zoom));
    centerOn(rect.center());
    Q_EMIT zoomChanged(zoom);
}

void CanvasView::centreOnNode(const QString& id) {
    const NodeItem* item = scene_.node(id);
    if (!item) return;
    const QRectF seen = mapToScene(viewport()->rect()).boundingRect().adjusted(20, 20, -20, -20);
    if (!seen.contains(item->cardRect())) centerOn(item->cardRect().center());
    updateMinimap();
}

QPointF CanvasView::insertionPoint() const {
    const QPoint cursor = viewport()->mapFromGlobal(QCursor::pos());
    const QPoint at = viewport()->rect().contains(cursor) ? cursor : viewport()->rect().center();
    return mapToScene(at);
}

void CanvasView::drawBackground(QPainter* painter, const QRectF& rect) {
    // Where the screen has one and a half pixels for one, the last of them is but half covered by the view.
    const qreal pixel = 1 / zoom();
    paintGround(*painter, rect.adjusted(-pixel, -pixel, pixel, pixel), zoom(), dots_);
}

void CanvasView::paintEvent(QPaintEvent* event) {
    const bool recent = zoomed_.isValid() && !zoomed_.hasExpired(kRestMs);
    if (zoom() != paintedZoom_) {
        // One step is drawn as it will stay; only where they follow one another a picture lasts but a moment.
        zooming_ = recent;
        paintedZoom_ = zoom();
        zoomed_.start();
    } else if (!recent) {
        zooming_ = false;
    }
    const CanvasFrame frame(zooming_ ? CanvasFrame::Motion::Zooming : CanvasFrame::Motion::Resting);
    CardPictures::instance().beginFrame();
    StillLayer& layer = *findChild<StillLayer*>({}, Qt::FindDirectChildrenOnly);
    if (layer.mayServe()) {
        QPainter painter(viewport());
        painter.setRenderHints(renderHints());
        layer.paint(painter, event->rect(), zooming_);
    } else {
        QGraphicsView::paintEvent(event);
    }
    // Once it rests, all becomes sharp, a slice per frame.
    const bool isSharp = !CardPictures::instance().wasStretched() && !layer.isBlurred();
    if (zooming_ || !isSharp) sharpen_.start(zooming_ ? kRestMs : kSharpenMs);
}

void CanvasView::wheelEvent(QWheelEvent* event) {
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        zoomAt(zoom() * std::pow(1.0015, event->angleDelta().y()), event->position().toPoint());
    } else {
        QPoint delta = event->pixelDelta().isNull() ? event->angleDelta() / 2 : event->pixelDelta();
        if (event->modifiers().testFlag(Qt::ShiftModifier)) delta = delta.transposed();
        panBy(delta);
    }
    event->accept();
}

void CanvasView::panBy(QPoint delta) {
    // The canvas has no edge: what the view comes near to is made larger first.
    const QRectF seen = mapToScene(viewport()->rect()).boundingRect();
    const QRectF wanted = seen.translated(-QPointF(delta) / zoom())
                              .adjusted(-seen.width(), -seen.height(), seen.width(), seen.height());
    if (!scene_.sceneRect().contains(wanted)) scene_.setSceneRect(scene_.sceneRect().united(wanted));
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - delta.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() - delta.y());
    updateMinimap();
}

bool CanvasView::onEmptyCanvas(QPoint viewPoint) const {
    const QPointF at = mapToScene(viewPoint);
    return !scene_.nodeAt(at) && !scene_.wireNear(at) && !scene_.areas().at(at) && !scene_.bends().at(at) &&
           qgraphicsitem_cast<PortMarker*>(scene_.itemAt(at, transform())) == nullptr;
}

void CanvasView::mousePressEvent(QMouseEvent* event) {
    const bool spacePan = spaceHeld_ && event->button() == Qt::LeftButton;
    if (event->button() == Qt::MiddleButton || spacePan) {
        panning_ = true;
        panFrom_ = event->pos();
        viewport()->setCursor(Qt::ClosedHandCursor);
        event->accept();
        return;
    }
    QGraphicsView::mousePressEvent(event);
}

void CanvasView::mouseMoveEvent(QMouseEvent* event) {
    if (panning_) {
        const QPoint delta = event->pos() - panFrom_;
        panFrom_ = event->pos();
        panBy(delta);
        event->accept();
        return;
    }
    QGraphicsView::mouseMoveEvent(event);
}

void CanvasView::mouseReleaseEvent(QMouseEvent* event) {
    if (panning_ && (event->button() == Qt::MiddleButton || event->button() == Qt::LeftButton)) {
        panning_ = false;
        viewport()->setCursor(spaceHeld_ ? Qt::OpenHandCursor : Qt::ArrowCursor);
        event->accept();
        return;
    }
    QGraphicsView::mouseReleaseEvent(event);
}

void CanvasView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && onEmptyCanvas(event->pos())) {
        Q_EMIT quickAddRequested(event->globalPosition().toPoint(), mapToScene(event->pos()));
        event->accept();
        return;
    }
    QGraphicsView::mouseDoubleClickEvent(event);
}

void CanvasView::keyPressEvent(QKeyEvent* event) {
    const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (event->key() == Qt::Key_Space && plain) {
        if (!event->isAutoRepeat()) {
            spaceHeld_ = true;
            viewport()->setCursor(Qt::OpenHandCursor);
        }
    } else if (plain && (event->key() == Qt::Key_F || event->key() == Qt::Key_1)) {
        fitAll();
    } else if (event->key() >= Qt::Key_Left && event->key() <= Qt::Key_Down &&
               (plain || event->modifiers() == Qt::ShiftModifier)) {
        const int dx = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
        const int dy = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
        if (plain) {
            Q_EMIT walkRequested(dx, dy);
        } else {
            Q_EMIT nudgeRequested(dx, dy);
        }
    } else if (event->key() == Qt::Key_F && event->modifiers() == Qt::ShiftModifier) {
        fitSelection();
    } else if (plain && event->key() == Qt::Key_0) {
        setZoom(1);
    } else if (plain && (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Minus)) {
        setZoom(zoom() * (event->key() == Qt::Key_Plus ? 1.25 : 0.8));
    } else {
        QGraphicsView::keyPressEvent(event);
        return;
    }
    event->accept();
}

void CanvasView::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        spaceHeld_ = false;
        if (!panning_) viewport()->setCursor(Qt::ArrowCursor);
        event->accept();
        return;
    }
    QGraphicsView::keyReleaseEvent(event);
}

void CanvasView::contextMenuEvent(QContextMenuEvent* event) {
    Q_EMIT contextMenuRequested(event->globalPos(), mapToScene(event->pos()));
    event->accept();
}

void CanvasView::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasFormat(kKindMimeType)) {
        event->acceptProposedAction();
    } else {
        event->ignore();
    }
}

void CanvasView::dragMoveEvent(QDragMoveEvent* event) {
    if (!event->mimeData()->hasFormat(kKindMimeType)) return;
    event->acceptProposedAction();
    const QByteArray name = event->mimeData()->data(kKindMimeType);
    scene_.spliceTarget().follow(kindToAdd(scene_.session(), name.toStdString()).get(),
                                 mapToScene(event->position().toPoint()));
}

void CanvasView::dragLeaveEvent(QDragLeaveEvent*) { scene_.spliceTarget().clear(); }

void CanvasView::dropEvent(QDropEvent* event) {
    if (!event->mimeData()->hasFormat(kKindMimeType)) return;
    event->acceptProposedAction();
    scene_.spliceTarget().clear();
    setFocus();
    Q_EMIT kindDropped(QString::fromUtf8(event->mimeData()->data(kKindMimeType)),
                       mapToScene(event->position().toPoint()));
}

void CanvasView::resizeEvent(QResizeEvent* event) {
    QGraphicsView::resizeEvent(event);
    placeOverlays();
}

bool CanvasView::eventFilter(QObject* watched, QEvent* event) {
    // A card whose text changed asks for another size: it keeps standing on its corner.
    const bool resized = event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show;
    if (watched == cornerCard_ && resized) placeCornerCard();
    if (watched == banner_ && (resized || event->type() == QEvent::Hide)) placeOverlays();
    return QGraphicsView::eventFilter(watched, event);
}

} // namespace millrace::ui
