// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/text_painting.h"

#include <QFontMetricsF>
#include <algorithm>

namespace millrace::ui {
namespace {

qreal digitCell(const QFontMetricsF& metrics) {
    qreal widest = 0;
    for (char digit = '0'; digit <= '9'; ++digit) {
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    }
    return widest;
}

} // namespace

qreal drawTabular(QPainter& painter, QPointF origin, const QFont& font, const QString& text) {
    const QFontMetricsF metrics(font);
    const qreal cell = digitCell(metrics);
    painter.setFont(font);
    qreal x = origin.x();
    for (const QChar c : text) {
        const qreal width = metrics.horizontalAdvance(c);
        const qreal advance = c.isDigit() ? cell : width;
        painter.drawText(QPointF(x + (advance - width) / 2, origin.y()), QString(c));
        x += advance;
    }
    return x - origin.x();
}

qreal tabularWidth(const QFont& font, const QString& text) {
    const QFontMetricsF metrics(font);
    const qreal cell = digitCell(metrics);
    qreal width = 0;
    for (const QChar c : text) {
        width += c.isDigit() ? cell : metrics.horizontalAdvance(c);
    }
    return width;
}

void drawElided(QPainter& painter, QPointF baseline, qreal width, const QFont& font, const QString& text) {
    painter.setFont(font);
    painter.drawText(baseline, QFontMetricsF(font).elidedText(text, Qt::ElideRight, width));
}

QString wholeWords(const QString& text, qreal width, const QFont& font) {
    const QFontMetricsF metrics(font);
    if (metrics.horizontalAdvance(text) <= width) return text;
    QStringList words = text.split(' ');
    while (words.size() > 1) {
        words.removeLast();
        if (words.last() == QLatin1String("with")) continue;
        const QString shown = words.size() > 1 ? words.join(' ') + QStringLiteral("…") : words.first();
        if (metrics.horizontalAdvance(shown) <= width) return shown;
    }
    return words.first();
}

} // namespace millrace::ui
