// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/text_painting.h"

#include <QFontMetricsF>
#include <QGlyphRun>
#include <QHash>
#include <QPaintEngine>
#include <QRawFont>
#include <algorithm>
#include <memory>
#include <vector>

namespace millrace::ui {
namespace {

/// Widths and glyphs of a font, looked up once each: figures are drawn many times a second.
class FontCells {
public:
    explicit FontCells(const QFont& font) : font_(font), metrics_(font), raw_(QRawFont::fromFont(font)) {
        for (char digit = '0'; digit <= '9'; ++digit)
            digit_ = std::max(digit_, metrics_.horizontalAdvance(QChar(digit)));
    }

    struct Cell {
        qreal width = 0;
        quint32 glyph = 0; ///< 0 = not in this font
    };
    const QFont& font() const { return font_; }
    const QRawFont& raw() const { return raw_; }
    Cell of(QChar c) {
        const auto known = cells_.constFind(c);
        if (known != cells_.constEnd()) return *known;
        const QList<quint32> glyphs = raw_.glyphIndexesForString(QString(c));
        return *cells_.insert(c, {metrics_.horizontalAdvance(c), glyphs.isEmpty() ? 0 : glyphs.front()});
    }
    qreal advance(QChar c, const Cell& cell) const { return c.isDigit() ? digit_ : cell.width; }

private:
    QFont font_;
    QFontMetricsF metrics_;
    QRawFont raw_;
    qreal digit_ = 0;
    QHash<QChar, Cell> cells_;
};

FontCells& cellsOf(const QFont& font) {
    static std::vector<std::unique_ptr<FontCells>> all; // a program draws with few fonts
    for (const auto& cells : all) {
        if (cells->font() == font) return *cells;
    }
    all.push_back(std::make_unique<FontCells>(font));
    return *all.back();
}

} // namespace

qreal drawTabular(QPainter& painter, QPointF origin, const QFont& font, const QString& text) {
    FontCells& cells = cellsOf(font);
    static QList<quint32> glyphs;
    static QList<QPointF> places;
    glyphs.clear();
    places.clear();
    qreal x = origin.x();
    // Pictures to be read by others keep text as text.
    bool inOneGo = painter.paintEngine()->type() == QPaintEngine::Raster;
    for (const QChar c : text) {
        const FontCells::Cell cell = cells.of(c);
        const qreal advance = cells.advance(c, cell);
        inOneGo = inOneGo && cell.glyph != 0;
        glyphs << cell.glyph;
        places << QPointF(x + (advance - cell.width) / 2, origin.y());
        x += advance;
    }
    if (inOneGo) {
        QGlyphRun run;
        run.setRawFont(cells.raw());
        run.setRawData(glyphs.constData(), places.constData(), static_cast<int>(glyphs.size()));
        painter.drawGlyphRun({}, run);
    } else {
        painter.setFont(font);
        for (qsizetype i = 0; i < text.size(); ++i)
            painter.drawText(places[i], QString(text[i]));
    }
    return x - origin.x();
}

qreal tabularWidth(const QFont& font, const QString& text) {
    FontCells& cells = cellsOf(font);
    qreal width = 0;
    for (const QChar c : text)
        width += cells.advance(c, cells.of(c));
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
