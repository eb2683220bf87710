// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/graph_preview.h"

#include "ui/canvas/node_face.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QPainter>
#include <algorithm>

namespace millrace::ui {

GraphPreview::GraphPreview(const Registry& registry, QWidget* parent) : QWidget(parent), registry_(registry) {
    setMinimumHeight(170);
}

void GraphPreview::setDocument(GraphDocument document) {
    document_ = std::move(document);
    update();
}

void GraphPreview::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.hairline, 1));
    painter.setBrush(t.canvas);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
    QRectF world;
    for (const GraphNode& node : document_.nodes) {
        const Point at = document_.position(node.id).value_or(Point{});
        world = world.united(QRectF(at.x, at.y, geometry::kCardWidth, geometry::kCardHeight));
    }
    if (world.isEmpty()) return;
    const QRectF room = QRectF(rect()).adjusted(16, 16, -16, -16);
    const qreal scale = std::min({room.width() / world.width(), room.height() / world.height(), 0.8});
    painter.translate(room.center());
    painter.scale(scale, scale);
    painter.translate(-world.center());
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(mixed(t.canvas, t.muted, 0.75), 2 / scale * 0.7));
    for (const GraphEdge& edge : document_.edges) {
        const Point from = document_.position(edge.from.node).value_or(Point{}),
                    to = document_.position(edge.to.node).value_or(Point{});
        painter.drawPath(
            wirePath(QPointF(from.x + geometry::kCardWidth, from.y + 40), QPointF(to.x, to.y + 40)));
    }
    QFont font = theme.font(TextRole::Title);
    font.setPixelSize(static_cast<int>(std::min(40.0, 10.5 / scale)));
    for (const GraphNode& node : document_.nodes) {
        const Point at = document_.position(node.id).value_or(Point{});
        const QRectF card(at.x, at.y, geometry::kCardWidth, geometry::kCardHeight);
        const NodeKind* kind = registry_.find(node.kind);
        painter.setPen(QPen(t.hairline, 1 / scale));
        painter.setBrush(t.panel);
        painter.drawRoundedRect(card, 10, 10);
        painter.setPen(Qt::NoPen);
        painter.setBrush(kind ? theme.category(kind->category) : t.bad);
        painter.drawRoundedRect(QRectF(card.left(), card.top(), card.width(), 12), 5, 5);
        painter.setPen(t.text);
        painter.setFont(font);
        painter.drawText(card.adjusted(10, 16, -8, -6), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextWordWrap,
                         titleOf(node, registry_));
    }
}

} // namespace millrace::ui
