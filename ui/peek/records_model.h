// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"
#include "engine/expression/expression.h"

#include <QAbstractTableModel>
#include <boost/json/array.hpp>
#include <optional>
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
    /// Only records for which the text, read as an expression over the columns, is TRUE; where it is no
    /// expression, those that contain it in a cell, whatever the case. Empty = all.
    void setFilter(const QString& text);
    bool filtersByExpression() const { return predicate_.has_value(); }
    const SchemaPtr& schema() const { return schema_; } ///< null while there are no records
    void clear();
    /// Tab-separated with a header, the records shown.
    QString toTsv(const QList<int>& rows) const;
    QString toCsv(const QList<int>& rows) const;
    boost::json::array toJson(const QList<int>& rows) const;
    /// The record shown in a row: its batch and the physical row in it.
    std::pair<const RecordBatch*, std::uint32_t> recordAt(int row) const;

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
    std::vector<Row> chosenRows();
    void compileFilter();

    std::vector<RecordBatch> batches_;
    std::vector<Row> rows_;
    SchemaPtr schema_;
    QString filter_;
    std::optional<Expression> predicate_;
    Evaluator evaluator_;
};

} // namespace millrace::ui
