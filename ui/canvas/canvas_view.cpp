// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/canvas_view.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/minimap.h"
#include "ui/document/graph_session.h"
#include "ui/settings/theme.h"

#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLayout>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

constexpr int kMargin = 14; ///< of what floats above the canvas

} // namespace

CanvasView::CanvasView(CanvasScene& scene, QWidget* parent)
    : QGraphicsView(&scene, parent),
      scene_(scene),
      minimap_(new Minimap(scene, this)),
      graphName_(new QLabel(this)) {
    setObjectName("canvasView");
    setFrameShape(QFrame::NoFrame);
    setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::SmoothPixmapTransform);
    setViewportUpdateMode(QGraphicsView::SmartViewportUpdate);
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
    connect(minimap_, &Minimap::centreRequested, this, [this](QPointF centre) { centerOn(centre); });
    connect(&scene_, &CanvasScene::contentChanged, this, &CanvasView::updateMinimap);
    connect(&scene_, &CanvasScene::liveValuesChanged, this, &CanvasView::updateMinimap);
    connect(&scene_.session(), &GraphSession::documentReplaced, this, &CanvasView::fitAll);
    connect(&Theme::instance(), &Theme::changed, this, [this] { viewport()->update(); });
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
    const int shift = std::clamp(covered, 0, std::max(0, highest - 36));
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

void CanvasView::setCornerCard(QWidget* card) {
    if (cornerCard_ == card) return;
    if (cornerCard_) cornerCard_->deleteLater();
    cornerCard_ = card;
    if (card) {
        card->setParent(this);
        card->installEventFilter(this);
        card->show();
    }
    placeOverlays();
}

void CanvasView::setBanner(QWidget* banner) {
    if (banner_ == banner) return;
    if (banner_) banner_->deleteLater();
    banner_ = banner;
    if (banner) {
        banner->setParent(this);
        banner->show();
    }
    placeOverlays();
}

QPointF CanvasView::insertionPoint() const {
    const QPoint cursor = viewport()->mapFromGlobal(QCursor::pos());
    const QPoint at = viewport()->rect().contains(cursor) ? cursor : viewport()->rect().center();
    return mapToScene(at);
}

void CanvasView::drawBackground(QPainter* painter, const QRectF& rect) {
    const Tokens& t = Theme::instance().tokens();
    painter->fillRect(rect, t.canvas);
    qreal step = metric::kGrid;
    while (step * zoom() < 12) {
        step *= 4;
    }
    const qreal left = std::floor(rect.left() / step) * step, top = std::floor(rect.top() / step) * step;
    QVector<QPointF> dots;
    for (qreal y = top; y <= rect.bottom(); y += step) {
        for (qreal x = left; x <= rect.right(); x += step) {
            dots.append(QPointF(x, y));
        }
    }
    QPen pen(t.gridDot, 1.5);
    pen.setCosmetic(true);
    pen.setCapStyle(Qt::RoundCap);
    painter->setPen(pen);
    painter->drawPoints(dots.constData(), static_cast<int>(dots.size()));
}

void CanvasView::wheelEvent(QWheelEvent* event) {
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        zoomAt(zoom() * std::pow(1.0015, event->angleDelta().y()), event->position().toPoint());
    } else {
        QPoint delta = event->pixelDelta().isNull() ? event->angleDelta() / 2 : event->pixelDelta();
        if (event->modifiers().testFlag(Qt::ShiftModifier)) delta = delta.transposed();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - delta.x());
        verticalScrollBar()->setValue(verticalScrollBar()->value() - delta.y());
        updateMinimap();
    }
    event->accept();
}

bool CanvasView::onEmptyCanvas(QPoint viewPoint) const {
    const QPointF at = mapToScene(viewPoint);
    return !scene_.nodeAt(at) && !scene_.wireNear(at);
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
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - delta.x());
        verticalScrollBar()->setValue(verticalScrollBar()->value() - delta.y());
        updateMinimap();
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
    const bool control = event->modifiers() == Qt::ControlModifier;
    if (event->key() == Qt::Key_Space && plain) {
        if (!event->isAutoRepeat()) {
            spaceHeld_ = true;
            viewport()->setCursor(Qt::OpenHandCursor);
        }
    } else if ((event->key() == Qt::Key_A && plain) || (event->key() == Qt::Key_Space && control)) {
        const QPointF at = insertionPoint();
        Q_EMIT quickAddRequested(viewport()->mapToGlobal(mapFromScene(at)), at);
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
    Q_EMIT contextMenuRequested(event->globalPos());
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
    if (event->mimeData()->hasFormat(kKindMimeType)) event->acceptProposedAction();
}

void CanvasView::dropEvent(QDropEvent* event) {
    if (!event->mimeData()->hasFormat(kKindMimeType)) return;
    event->acceptProposedAction();
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
    return QGraphicsView::eventFilter(watched, event);
}

void CanvasView::placeOverlays() {
    minimap_->move(width() - minimap_->width() - kMargin, height() - minimap_->height() - kMargin);
    minimap_->raise();
    if (banner_) {
        banner_->adjustSize();
        banner_->setGeometry(0, 0, width(), banner_->sizeHint().height());
        banner_->raise();
    }
    placeCornerCard();
    updateMinimap();
}

void CanvasView::placeCornerCard() {
    if (!cornerCard_) return;
    const QLayout* inside = cornerCard_->layout();
    const int cardWidth =
        std::clamp(cornerCard_->sizeHint().width(), cornerCard_->minimumWidth(), cornerCard_->maximumWidth());
    const int cardHeight = inside && inside->hasHeightForWidth() ? inside->totalHeightForWidth(cardWidth)
                                                                 : cornerCard_->sizeHint().height();
    const QSize size(cardWidth, cardHeight);
    const QList<QPoint> corners = cornersFor(size);
    // It stays where it is until that covers something another corner would not.
    qreal least = coveredBy({corners[corner_], size});
    for (int i = 0; i < corners.size() && least > 0; ++i) {
        const qreal covered = coveredBy({corners[i], size});
        if (covered >= least) continue;
        least = covered;
        corner_ = i;
    }
    cornerCard_->setGeometry({corners[corner_], size});
    cornerCard_->raise();
}

QList<QPoint> CanvasView::cornersFor(QSize card) const {
    const int right = width() - card.width() - kMargin;
    const int top = banner_ ? banner_->height() + kMargin : graphName_->geometry().bottom() + kMargin;
    return {{kMargin, height() - card.height() - kMargin},
            {kMargin, top},
            {right, banner_ ? top : kMargin},
            {right, minimap_->y() - card.height() - kMargin / 2},
            {minimap_->x() - card.width() - kMargin / 2, height() - card.height() - kMargin}};
}

qreal CanvasView::coveredBy(const QRect& card) const {
    constexpr qreal kSpokenOf = 1000;
    qreal covered = 0;
    for (auto node = scene_.nodes().cbegin(); node != scene_.nodes().cend(); ++node) {
        const QRect place = mapFromScene(node.value()->cardRect().adjusted(-6, -14, 6, 6)).boundingRect();
        const QRect common = place.intersected(card);
        if (common.isEmpty()) continue;
        const qreal share =
            static_cast<qreal>(common.width()) * common.height() / (place.width() * place.height());
        covered += node.key() == keptClear_ ? kSpokenOf + share : share;
    }
    return covered;
}

void CanvasView::keepClear(const QString& node) {
    if (keptClear_ == node) return;
    keptClear_ = node;
    placeCornerCard();
}

void CanvasView::updateMinimap() {
    const QString name = QString::fromStdString(scene_.session().document().name);
    graphName_->setVisible(!name.isEmpty() && !banner_);
    if (graphName_->text() != name) {
        graphName_->setText(name);
        graphName_->adjustSize();
    }
    minimap_->setVisibleArea(mapToScene(viewport()->rect()).boundingRect());
    if (cornerCard_ && cornerCard_->isVisible()) placeCornerCard();
    minimap_->setVisible(!scene_.nodes().isEmpty() && width() > 420 && height() > 220);
}

} // namespace millrace::ui
