// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

namespace millrace::ui {

/// A row with an icon, a text, and at the right what belongs to it: keys in a box, or a quiet word.
class CommandDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum Role { RightRole = Qt::UserRole + 20, KeysRole };
    static constexpr int kRowHeight = 30;

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    /// What a row needs to show all of its words.
    static int widthOf(const QModelIndex& index);
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace millrace::ui
