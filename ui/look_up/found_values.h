// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>
#include <optional>
#include <vector>

namespace millrace::ui {

/// What a parameter could be: the rows that hold the words looked for. Where several may be chosen, rows have
/// a check mark, and what the parameter says already is checked, also where it was not found.
class FoundValues : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { AboutRole = Qt::UserRole + 1 };

    using QAbstractListModel::QAbstractListModel;

    void setFound(std::vector<FoundValue> found, const ParameterSpec& spec,
                  const std::optional<boost::json::value>& now);
    void setFilter(const QString& words);
    bool isSeveral() const { return several_; }
    int count() const { return static_cast<int>(rows_.size()); } ///< looked for or not
    int chosen() const;                                          ///< checked ones
    void toggle(const QModelIndex& index);
    /// The row of what the parameter says now; the first if there is none.
    QModelIndex present() const;
    const boost::json::value& valueAt(const QModelIndex& index) const;
    /// What is checked, put together; nothing where nothing is.
    std::optional<boost::json::value> together() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void choiceChanged();

private:
    struct Row {
        QString title, about;
        boost::json::value value;
        bool checked = false;
        bool present = false;
    };
    void takeOver(const boost::json::value& now);

    std::vector<Row> rows_;
    std::vector<std::size_t> shown_; ///< of the rows
    QString filter_;
    ParameterType type_ = ParameterType::Text;
    bool several_ = false;
};

/// Draws such a row: title and what there is to say about it, one below the other.
class FoundValueDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    static constexpr int kRowHeight = 40;

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// The space bar checks; clicks are the list's matter.
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;
};

} // namespace millrace::ui
