// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/note_item.h"

#include "ui/canvas/canvas_geometry.h"
#include "ui/settings/group_colors.h"
#include "ui/settings/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QCoreApplication>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <QTextBlock>
#include <QTextCursor>

namespace millrace::ui {
namespace {

constexpr qreal kPadding = 12;

/// Links take the colour of the theme; what the import gave them belongs to another one.
void colourLinks(QTextDocument& page, const QColor& color) {
    for (QTextBlock block = page.begin(); block.isValid(); block = block.next()) {
        for (auto part = block.begin(); !part.atEnd(); ++part) {
            if (!part.fragment().charFormat().isAnchor()) continue;
            QTextCursor cursor(&page);
            cursor.setPosition(part.fragment().position());
            cursor.setPosition(part.fragment().position() + part.fragment().length(),
                               QTextCursor::KeepAnchor);
            QTextCharFormat format;
            format.setForeground(color);
            cursor.mergeCharFormat(format);
        }
    }
}

} // namespace

NoteItem::NoteItem(const StickyNote& note) : AreaItem(note.id) {
    setZValue(-1);
    setNote(note);
}

void NoteItem::setNote(const StickyNote& note) {
    const QString text = QString::fromStdString(note.text);
    if (text != text_) {
        text_ = text;
        page_.reset();
    }
    setLook(QString::fromStdString(note.color), note.area);
}

const QTextDocument& NoteItem::page() const {
    const Theme& theme = Theme::instance();
    const QRgb ink = theme.tokens().accent.rgb();
    if (page_ && ink == inkOfPage_) return *page_;
    page_ = std::make_unique<QTextDocument>();
    inkOfPage_ = ink;
    page_->setUndoRedoEnabled(false);
    page_->setDocumentMargin(0);
    page_->setDefaultFont(theme.font(TextRole::Body));
    page_->setMarkdown(text_, QTextDocument::MarkdownDialectGitHub);
    colourLinks(*page_, theme.tokens().accent);
    page_->setTextWidth(std::max(1.0, size().width() - 2 * kPadding));
    return *page_;
}

void NoteItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const qreal shown = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const bool selected = option->state.testFlag(QStyle::State_Selected);
    const QColor own = groupColor(color());
    const QRectF rect = QRectF({}, size()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter->setRenderHint(QPainter::Antialiasing);
    QPen pen(selected ? t.accent : mixed(t.canvas, own, 0.45), selected ? 1.5 : 1);
    pen.setCosmetic(true);
    painter->setPen(pen);
    painter->setBrush(mixed(t.canvas, own, 0.16));
    painter->drawRoundedRect(rect, metric::kControlRadius, metric::kControlRadius);
    painter->save();
    painter->setClipRect(rect.adjusted(4, 4, -4, -4), Qt::IntersectClip);
    painter->translate(kPadding, kPadding);
    if (shown < geometry::kSketchZoom) {
        // Too small to read: lines that say that something is written there.
        painter->setPen(Qt::NoPen);
        painter->setBrush(withAlpha(t.muted, 0.35));
        const qreal lines = text_.isEmpty() ? 0 : std::min(6.0, (size().height() - 24) / 18);
        for (int i = 0; i < static_cast<int>(lines); ++i)
            painter->drawRect(QRectF(0, 4 + 18.0 * i, (size().width() - 24) * (i % 3 == 2 ? 0.6 : 1), 7));
    } else if (text_.isEmpty()) {
        painter->setPen(t.muted);
        painter->setFont(theme.font(TextRole::Label));
        painter->drawText(QRectF(0, 0, size().width() - 2 * kPadding, size().height() - 2 * kPadding),
                          Qt::TextWordWrap,
                          QCoreApplication::translate("NoteItem", "Double-click to write, in Markdown"));
    } else {
        QAbstractTextDocumentLayout::PaintContext context;
        context.palette.setColor(QPalette::Text, t.text);
        page().documentLayout()->draw(painter, context);
    }
    painter->restore();
    paintHandles(*painter, selected);
}

} // namespace millrace::ui
