// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/area_item.h"

#include "ui/canvas/canvas_geometry.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/settings/theme.h"

#include <QCursor>
#include <QGraphicsSceneHoverEvent>
#include <QGraphicsSceneMouseEvent>
#include <QGraphicsView>
#include <QPainter>
#include <algorithm>

namespace millrace::ui {
namespace {

Qt::CursorShape cursorFor(Qt::Edges edges) {
    const bool left = edges.testFlag(Qt::LeftEdge), right = edges.testFlag(Qt::RightEdge);
    const bool top = edges.testFlag(Qt::TopEdge), bottom = edges.testFlag(Qt::BottomEdge);
    if ((left && top) || (right && bottom)) return Qt::SizeFDiagCursor;
    if ((right && top) || (left && bottom)) return Qt::SizeBDiagCursor;
    if (left || right) return Qt::SizeHorCursor;
    if (top || bottom) return Qt::SizeVerCursor;
    return Qt::ArrowCursor;
}

} // namespace

AreaItem::AreaItem(const std::string& id) : id_(QString::fromStdString(id)) {
    setFlags(ItemIsSelectable | ItemIsMovable | ItemSendsGeometryChanges);
    setAcceptHoverEvents(true);
}

QRectF AreaItem::boundingRect() const { return QRectF({}, size_).adjusted(-6, -6, 6, 6); }

qreal AreaItem::zoom() const {
    const QList<QGraphicsView*> views = scene() ? scene()->views() : QList<QGraphicsView*>();
    return views.isEmpty() ? 1 : views.front()->transform().m11();
}

void AreaItem::setLook(const QString& color, const Rect& area) {
    const QSizeF size(area.width, area.height);
    if (size != size_) {
        prepareGeometryChange();
        size_ = size;
        resized();
    }
    color_ = color;
    setPos(area.x, area.y);
    update();
}

Qt::Edges AreaItem::edgesAt(QPointF local) const {
    const qreal grip = kAreaGrip / std::min(1.0, zoom());
    const QRectF rect({}, size_);
    Qt::Edges edges;
    if (!rect.adjusted(-grip, -grip, grip, grip).contains(local)) return edges;
    edges.setFlag(Qt::LeftEdge, local.x() < grip);
    edges.setFlag(Qt::RightEdge, local.x() > rect.width() - grip);
    edges.setFlag(Qt::TopEdge, local.y() < grip);
    edges.setFlag(Qt::BottomEdge, local.y() > rect.height() - grip);
    return edges;
}

void AreaItem::paintHandles(QPainter& painter, bool selected) const {
    if (!selected) return;
    const Tokens& t = Theme::instance().tokens();
    const qreal side = 7 / std::max(0.5, std::min(1.0, zoom()));
    painter.setPen(QPen(t.canvas, 1));
    painter.setBrush(t.accent);
    for (const QPointF corner : {QPointF(0, 0), QPointF(size_.width(), 0), QPointF(0, size_.height()),
                                 QPointF(size_.width(), size_.height())}) {
        painter.drawRect(QRectF(corner.x() - side / 2, corner.y() - side / 2, side, side));
    }
}

QVariant AreaItem::itemChange(GraphicsItemChange change, const QVariant& value) {
    const bool dragged = scene() && scene()->mouseGrabberItem() && isSelected();
    if (change == ItemPositionChange && dragged && !isResizing()) return snapped(value.toPointF());
    if (change == ItemPositionHasChanged) {
        if (auto* canvas = dynamic_cast<CanvasScene*>(scene())) canvas->areaMoved();
    }
    return QGraphicsItem::itemChange(change, value);
}

void AreaItem::hoverMoveEvent(QGraphicsSceneHoverEvent* event) {
    setCursor(cursorFor(edgesAt(event->pos())));
}

void AreaItem::mousePressEvent(QGraphicsSceneMouseEvent* event) {
    QGraphicsItem::mousePressEvent(event);
    if (event->button() != Qt::LeftButton) return;
    resizing_ = edgesAt(event->pos());
    areaAtPress_ = area();
}

void AreaItem::mouseMoveEvent(QGraphicsSceneMouseEvent* event) {
    if (!isResizing()) {
        QGraphicsItem::mouseMoveEvent(event);
        return;
    }
    const QPointF way = event->scenePos() - event->buttonDownScenePos(Qt::LeftButton);
    const QSizeF least = leastSize();
    QRectF wanted = areaAtPress_;
    if (resizing_.testFlag(Qt::LeftEdge))
        wanted.setLeft(std::min(snapped(wanted.topLeft() + way).x(), wanted.right() - least.width()));
    if (resizing_.testFlag(Qt::RightEdge))
        wanted.setRight(std::max(snapped(wanted.bottomRight() + way).x(), wanted.left() + least.width()));
    if (resizing_.testFlag(Qt::TopEdge))
        wanted.setTop(std::min(snapped(wanted.topLeft() + way).y(), wanted.bottom() - least.height()));
    if (resizing_.testFlag(Qt::BottomEdge))
        wanted.setBottom(std::max(snapped(wanted.bottomRight() + way).y(), wanted.top() + least.height()));
    setLook(color_, {wanted.x(), wanted.y(), wanted.width(), wanted.height()});
}

void AreaItem::mouseReleaseEvent(QGraphicsSceneMouseEvent* event) {
    QGraphicsItem::mouseReleaseEvent(event);
    resizing_ = {};
}

void AreaItem::mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) {
    auto* canvas = dynamic_cast<CanvasScene*>(scene());
    if (event->button() != Qt::LeftButton || !canvas) return;
    event->accept();
    Q_EMIT canvas->areaActivated(id_);
}

} // namespace millrace::ui
