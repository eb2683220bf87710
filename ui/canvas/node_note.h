// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRectF>
#include <QString>
#include <QStringList>

class QPainter;

namespace millrace::ui {

/// What stands below a card: what a comparison of two runs says of the node.
struct NodeNote {
    enum class Tone { Quiet, Good, Bad, Other };
    QString text;
    Tone tone = Tone::Quiet;

    bool operator==(const NodeNote&) const = default;
};

/// As many parts of the text, divided by " · ", in a line as a card is wide.
QStringList nodeNoteLines(const QString& text, qreal cardWidth);
qreal nodeNoteHeight(qsizetype lines); ///< below the card, 4 apart

/// `card`: the outline of the card the note belongs to.
void paintNodeNote(QPainter& painter, const QRectF& card, const NodeNote& note);

} // namespace millrace::ui
