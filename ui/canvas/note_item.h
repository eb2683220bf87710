// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/area_item.h"

#include <QTextDocument>
#include <memory>

namespace millrace::ui {

/// A sticky note: Markdown on a coloured sheet, behind wires and cards.
class NoteItem : public AreaItem {
public:
    enum { Type = UserType + 4 };

    explicit NoteItem(const StickyNote& note);

    int type() const override { return Type; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

    const QString& text() const { return text_; } ///< Markdown
    void setNote(const StickyNote& note);
    QSizeF leastSize() const override { return {80, 40}; }
    QRectF textPlace() const override { return area(); }
    /// What is drawn, laid out for the width of the sheet.
    const QTextDocument& page() const;

protected:
    void resized() override { page_.reset(); }

private:
    QString text_;
    mutable std::unique_ptr<QTextDocument> page_; ///< made when it is drawn
    mutable QRgb inkOfPage_ = 0;
};

} // namespace millrace::ui
