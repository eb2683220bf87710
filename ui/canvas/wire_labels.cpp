// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/wire_labels.h"

#include "ui/canvas/canvas_frame.h"
#include "ui/canvas/canvas_geometry.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/node_item.h"
#include "ui/canvas/port_painter.h"
#include "ui/canvas/wire_item.h"
#include "ui/canvas/wire_tokens.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionGraphicsItem>

namespace millrace::ui {

WireLabels::WireLabels(const CanvasScene& scene) : scene_(scene) {
    setFlag(ItemUsesExtendedStyleOption); // for the exposed part
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(5);
}

QRectF WireLabels::boundingRect() const { return scene_.sceneRect(); }

void WireLabels::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    if (!CanvasFrame::isStillPart()) paintAll(*painter, scene_, option->exposedRect);
}

void WireLabels::paintAll(QPainter& painter, const CanvasScene& scene, const QRectF& exposed) {
    const qreal zoom = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter.worldTransform());
    if (zoom < geometry::kDetailZoom) return;
    painter.setRenderHint(QPainter::Antialiasing);
    for (const WireItem* wire : scene.wires()) {
        if (wire->live() && wire->boundingRect().intersects(exposed)) wire->paintLabels(painter);
    }
    scene.tokens().paint(painter, exposed);
    // The names somebody asks about come before the rates beside the ports.
    for (const NodeItem* node : scene.nodes()) {
        if (PortPainter::showsNames(*node, zoom) && node->sceneBoundingRect().intersects(exposed))
            PortPainter(painter, zoom).paintNames(*node);
    }
}

} // namespace millrace::ui
