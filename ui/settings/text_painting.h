// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QPainter>
#include <QPointF>
#include <QString>

namespace millrace::ui {

/// Draws text with every digit in a cell of one width, so that changing figures do not jump; the baseline
/// starts at `origin`. Returns the width used.
qreal drawTabular(QPainter& painter, QPointF origin, const QFont& font, const QString& text);
qreal tabularWidth(const QFont& font, const QString& text);
/// One line, cut with an ellipsis at `width`.
void drawElided(QPainter& painter, QPointF baseline, qreal width, const QFont& font, const QString& text);

/// `text` if it fits, else as many of its words as do, with "…": "fused with Per vehicle…", never a part of a
/// word nor a preposition at the end; the first word stays in any case.
QString wholeWords(const QString& text, qreal width, const QFont& font);

} // namespace millrace::ui
