// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <QWidget>
#include <optional>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QLineEdit;
QT_END_NAMESPACE

namespace millrace::ui {

/// One record to be written by hand: a field per column with its type beside it and what is wrong with it
/// below, in words. An empty field is NULL.
class RecordForm : public QWidget {
    Q_OBJECT
public:
    explicit RecordForm(QWidget* parent = nullptr);

    /// Builds the fields anew.
    void setSchema(SchemaPtr schema);
    const SchemaPtr& schema() const { return schema_; }
    /// Fills the columns that the record has, by name and type; the others stay.
    void fillFrom(const RecordBatch& batch, std::uint32_t row);
    void setText(const QString& column, const QString& text);
    /// The record; nothing while a field holds no value of its type: those say so.
    std::optional<RecordBatch> record();
    void focusFirst();

Q_SIGNALS:
    void edited();
    void accepted(); ///< Enter in a field

private:
    struct Row {
        QLineEdit* field;
        QLabel* finding;
    };
    void addRow(const Field& field, bool eventTime);

    SchemaPtr schema_;
    QWidget* host_ = nullptr;
    std::vector<Row> rows_;
};

} // namespace millrace::ui
