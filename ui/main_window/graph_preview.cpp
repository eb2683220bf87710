// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/graph_preview.h"

#include "ui/canvas/node_face.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

namespace millrace::ui {

GraphPreview::GraphPreview(const Registry& registry, QWidget* parent) : QWidget(parent), registry_(registry) {
    setObjectName("graphPreview");
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
    const QRectF place = QRectF(rect()).adjusted(16, 16, -16, -16);
    const qreal scale = std::min({place.width() / world.width(), place.height() / world.height(), 0.8});
    painter.translate(place.center());
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
    constexpr qreal kLeastText = 9; ///< pixels
    font.setPixelSize(static_cast<int>(std::min(40.0, 10.5 / scale)));
    constexpr int kWrapped = Qt::AlignVCenter | Qt::AlignLeft | Qt::TextWordWrap;
    const QRectF words(10, 16, geometry::kCardWidth - 18, geometry::kCardHeight - 22);
    // Words on all cards or on none.
    const bool readable =
        font.pixelSize() * scale >= kLeastText &&
        std::all_of(document_.nodes.begin(), document_.nodes.end(), [&](const GraphNode& node) {
            return words.contains(
                QFontMetricsF(font).boundingRect(words, kWrapped, titleOf(node, registry_)));
        });
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
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
        const QRectF room = words.translated(card.topLeft());
        if (readable) {
            painter.setPen(t.text);
            painter.setFont(font);
            painter.drawText(room, kWrapped, titleOf(node, registry_));
        } else {
            // No room for words: the sign of its kind.
            const QString icon = QString::fromStdString(!kind                ? "warning"
                                                        : kind->icon.empty() ? kind->name
                                                                             : kind->icon);
            const qreal size = std::min(12 / scale, room.height());
            const QPixmap sign = theme.pixmap(icon, t.muted, 12, devicePixelRatioF());
            painter.drawPixmap(QRectF(room.center() - QPointF(size, size) / 2, QSizeF(size, size)), sign,
                               QRectF(sign.rect()));
        }
    }
}

} // namespace millrace::ui
