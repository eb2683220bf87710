// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QGraphicsItem>
#include <QString>

namespace millrace::ui {

/// A line of words that goes along with the cursor, as large at every zoom.
class DragLabel : public QGraphicsItem {
public:
    DragLabel();
    void setText(const QString& text, bool refused);
    const QString& text() const { return text_; }

    QRectF boundingRect() const override { return box_.adjusted(-1, -1, 1, 1); }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    QString text_;
    QRectF box_;
    bool refused_ = false;
};

} // namespace millrace::ui
