// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <QAbstractTableModel>
#include <vector>

namespace millrace::ui {

/// Record batches as a table, newest record first. Holds the (shared) batches and reads a cell only when it
/// is shown; keeps at most `kMostRows`.
class RecordsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr std::size_t kMostRows = 1000;
    using QAbstractTableModel::QAbstractTableModel;

    /// Takes over the newest records of the batches (oldest batch first).
    void setBatches(std::vector<RecordBatch> batches);
    /// Only records that contain this text in a cell, whatever the case; empty = all.
    void setFilter(const QString& text);
    void clear();
    /// Tab-separated with a header, the records shown.
    QString toTsv(const QList<int>& rows) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        std::uint32_t batch;
        std::uint32_t row; ///< physical
    };
    QString cellText(const Row& row, std::size_t column) const;
    bool matches(const Row& row) const;
    std::vector<Row> chosenRows() const;

    std::vector<RecordBatch> batches_;
    std::vector<Row> rows_;
    SchemaPtr schema_;
    QString filter_;
};

} // namespace millrace::ui
