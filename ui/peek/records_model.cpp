// SPDX-License-Identifier: Apache-2.0
#include "ui/peek/records_model.h"

#include "ui/records/record_text.h"
#include "ui/settings/theme.h"

namespace millrace::ui {

void RecordsModel::setBatches(std::vector<RecordBatch> batches) {
    const SchemaPtr schema = batches.empty() ? schema_ : batches.back().schema();
    const bool otherColumns = !schema_ || !schema || !(*schema_ == *schema);
    if (otherColumns) beginResetModel();
    schema_ = schema;
    if (otherColumns) compileFilter();
    // A wire's schema never changes within a run; batches of an earlier run with other columns are left out.
    std::erase_if(batches, [&](const RecordBatch& b) { return !(*b.schema() == *schema_); });
    if (otherColumns) {
        batches_ = std::move(batches);
        rows_ = chosenRows();
        endResetModel();
        return;
    }
    const auto before = static_cast<int>(rows_.size());
    std::swap(batches_, batches);
    std::vector<Row> rows = chosenRows();
    const auto after = static_cast<int>(rows.size());
    if (after > before) beginInsertRows({}, before, after - 1);
    if (after < before) beginRemoveRows({}, after, before - 1);
    rows_ = std::move(rows);
    if (after > before) endInsertRows();
    if (after < before) endRemoveRows();
    if (after > 0) Q_EMIT dataChanged(index(0, 0), index(after - 1, columnCount() - 1), {Qt::DisplayRole});
}

void RecordsModel::setFilter(const QString& text) {
    if (text == filter_) return;
    beginResetModel();
    filter_ = text;
    compileFilter();
    rows_ = chosenRows();
    endResetModel();
}

void RecordsModel::clear() {
    beginResetModel();
    batches_.clear();
    rows_.clear();
    schema_.reset();
    predicate_.reset();
    endResetModel();
}

void RecordsModel::compileFilter() {
    predicate_.reset();
    if (!schema_ || filter_.trimmed().isEmpty()) return;
    const auto compiled = Expression::compilePredicate(filter_.toStdString(), *schema_);
    if (compiled) predicate_ = *compiled;
}

std::vector<RecordsModel::Row> RecordsModel::chosenRows() {
    std::vector<Row> rows;
    if (predicate_) {
        for (std::size_t b = batches_.size(); b-- > 0;) {
            const Selection fitting = evaluator_.select(*predicate_, batches_[b]);
            for (std::size_t i = fitting.size(); i-- > 0 && rows.size() < kMostRows;)
                rows.push_back({static_cast<std::uint32_t>(b), fitting[i]});
        }
        return rows;
    }
    for (std::size_t b = batches_.size(); b-- > 0 && rows.size() < kMostRows;) {
        const RecordBatch& batch = batches_[b];
        for (std::size_t i = batch.rows(); i-- > 0 && rows.size() < kMostRows;) {
            const Row row{static_cast<std::uint32_t>(b), batch.rowAt(i)};
            if (matches(row)) rows.push_back(row);
        }
    }
    return rows;
}

bool RecordsModel::matches(const Row& row) const {
    if (filter_.isEmpty()) return true;
    for (std::size_t c = 0; c < schema_->size(); ++c)
        if (cellText(row, c).contains(filter_, Qt::CaseInsensitive)) return true;
    return false;
}

QString RecordsModel::cellText(const Row& row, std::size_t column) const {
    const Column& values = batches_[row.batch].column(column);
    return QString::fromStdString(millrace::toText(values.valueAt(row.row), values.type()));
}

int RecordsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int RecordsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || !schema_ ? 0 : static_cast<int>(schema_->size());
}

QVariant RecordsModel::data(const QModelIndex& index, int role) const {
    const auto r = static_cast<std::size_t>(index.row());
    const auto c = static_cast<std::size_t>(index.column());
    if (!schema_ || r >= rows_.size() || c >= schema_->size()) return {};
    const Row& row = rows_[r];
    const Column& column = batches_[row.batch].column(c);
    switch (role) {
        case Qt::DisplayRole: return cellText(row, c).left(500);
        case Qt::ToolTipRole: return cellText(row, c).left(4000).toHtmlEscaped();
        case Qt::TextAlignmentRole:
            return QVariant(Qt::AlignVCenter |
                            (schema_->field(c).type.isNumeric() ? Qt::AlignRight : Qt::AlignLeft));
        case Qt::ForegroundRole:
            return column.isNull(row.row) ? QVariant(Theme::instance().tokens().muted) : QVariant();
        case Qt::FontRole:
            return schema_->field(c).type.isNumeric() ? QVariant(Theme::instance().font(TextRole::Mono))
                                                      : QVariant();
        default: return {};
    }
}

QVariant RecordsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (!schema_ || orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const Field& field = schema_->field(static_cast<std::size_t>(section));
    if (role == Qt::DisplayRole) return QString::fromStdString(field.name);
    if (role == Qt::ToolTipRole) {
        const bool eventTime = schema_->eventTime() == static_cast<std::size_t>(section);
        return QString::fromStdString(field.name + ": " + field.type.name()) +
               (eventTime ? tr(" (event time)") : QString());
    }
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | (field.type.isNumeric() ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

QString RecordsModel::toTsv(const QList<int>& rows) const {
    const auto clean = [](QString text) { return text.replace('\t', ' ').replace('\n', ' '); };
    QStringList lines, cells;
    for (int c = 0; c < columnCount(); ++c)
        cells << headerData(c, Qt::Horizontal, Qt::DisplayRole).toString();
    lines << cells.join('\t');
    for (const int r : rows) {
        if (r < 0 || r >= rowCount()) continue;
        cells.clear();
        for (int c = 0; c < columnCount(); ++c)
            cells << clean(cellText(rows_[static_cast<std::size_t>(r)], static_cast<std::size_t>(c)));
        lines << cells.join('\t');
    }
    return lines.join('\n') + '\n';
}

std::pair<const RecordBatch*, std::uint32_t> RecordsModel::recordAt(int row) const {
    const Row& at = rows_.at(static_cast<std::size_t>(row));
    return {&batches_[at.batch], at.row};
}

QString RecordsModel::toCsv(const QList<int>& rows) const {
    if (!schema_) return {};
    QStringList lines{csvHeader(*schema_)};
    for (const int r : rows) {
        const auto [batch, row] = recordAt(r);
        lines << recordCsv(*batch, row);
    }
    return lines.join('\n') + '\n';
}

boost::json::array RecordsModel::toJson(const QList<int>& rows) const {
    boost::json::array list;
    for (const int r : rows) {
        const auto [batch, row] = recordAt(r);
        list.push_back(recordJson(*batch, row));
    }
    return list;
}

} // namespace millrace::ui
