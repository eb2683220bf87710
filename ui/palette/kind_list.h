// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>
#include <vector>

namespace millrace::ui {

/// Rows of node kinds, with section heads between them where asked for.
class KindListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { KindRole = Qt::UserRole + 1, HeadRole };
    struct Row {
        const NodeKind* kind = nullptr; ///< null = a section head
        QString head;
    };

    using QAbstractListModel::QAbstractListModel;
    /// Kinds in the given order, no heads.
    void setKinds(const std::vector<const NodeKind*>& kinds);
    /// Kinds grouped by category, instances of subgraphs before all, each group under its head.
    void setGrouped(const std::vector<const NodeKind*>& kinds);
    const NodeKind* kindAt(const QModelIndex& index) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    QStringList mimeTypes() const override;

private:
    void reset(std::vector<Row> rows);
    std::vector<Row> rows_;
};

/// Draws such a row: colour square and title; with `summaries`, icon spot, title and summary.
class KindDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    KindDelegate(bool summaries, QObject* parent) : QStyledItemDelegate(parent), summaries_(summaries) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    bool summaries_;
};

QString categoryHead(Category category); ///< "Sources"

} // namespace millrace::ui
