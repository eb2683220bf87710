// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/node_note.h"

#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

namespace millrace::ui {
namespace {

constexpr qreal kLine = 14, kEdges = 4; ///< one line; above and below all of them
constexpr qreal kSide = 7.5;

} // namespace

QStringList nodeNoteLines(const QString& text, qreal cardWidth) {
    const QString between = QStringLiteral(" · ");
    const QFont font = Theme::instance().font(TextRole::Secondary);
    QStringList lines;
    for (const QString& part : text.split(between)) {
        const QString longer = lines.isEmpty() ? part : lines.last() + between + part;
        if (!lines.isEmpty() && tabularWidth(font, longer) <= cardWidth - 2 * kSide)
            lines.last() = longer;
        else
            lines << part;
    }
    return lines;
}

qreal nodeNoteHeight(qsizetype lines) { return kLine * static_cast<qreal>(lines) + kEdges; }

void paintNodeNote(QPainter& painter, const QRectF& card, const NodeNote& note) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    QColor color = t.muted;
    if (note.tone == NodeNote::Tone::Good) color = t.good;
    if (note.tone == NodeNote::Tone::Bad) color = t.bad;
    if (note.tone == NodeNote::Tone::Other) color = t.accent;
    const QFont font = theme.font(TextRole::Secondary);
    const QStringList lines = nodeNoteLines(note.text, card.width());
    qreal width = 0;
    for (const QString& line : lines)
        width = std::max(width, tabularWidth(font, line) + 2 * kSide + 2);
    width = std::min(card.width(), width);
    const QRectF box(card.left(), card.bottom() + 4, width, nodeNoteHeight(lines.size()));
    painter.setPen(QPen(mixed(t.hairline, color, 0.5), 1));
    painter.setBrush(t.panel);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), metric::kChipRadius, metric::kChipRadius);
    painter.setPen(note.tone == NodeNote::Tone::Quiet ? t.muted : mixed(color, t.text, 0.25));
    QPointF at(box.left() + kSide + 0.5,
               box.top() + (kLine + kEdges) / 2 + QFontMetricsF(font).capHeight() / 2);
    for (const QString& line : lines) {
        drawElided(painter, at, width - 2 * kSide + 1, font, line);
        at.ry() += kLine;
    }
}

} // namespace millrace::ui
