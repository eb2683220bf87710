// SPDX-License-Identifier: Apache-2.0
#include "ui/records/record_form.h"

#include "engine/data/batch_builder.h"
#include "ui/param_editors/param_editor.h"
#include "ui/records/record_text.h"
#include "ui/settings/plain_words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace millrace::ui {

RecordForm::RecordForm(QWidget* parent) : QWidget(parent) {
    setProperty("role", "bare");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
}

void RecordForm::setSchema(SchemaPtr schema) {
    schema_ = std::move(schema);
    rows_.clear();
    delete host_;
    host_ = new QWidget;
    host_->setProperty("role", "bare");
    auto* column = new QVBoxLayout(host_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    layout()->addWidget(host_);
    for (std::size_t i = 0; schema_ && i < schema_->size(); ++i)
        addRow(schema_->field(i), schema_->eventTime() == i);
    column->addStretch(1);
}

void RecordForm::addRow(const Field& field, bool eventTime) {
    const QString name = QString::fromStdString(field.name);
    auto* head = new QHBoxLayout;
    auto* label = new QLabel(name);
    label->setProperty("role", "label");
    auto* type =
        new QLabel(QString::fromStdString(field.type.name()) + (eventTime ? tr(" · event time") : QString()));
    type->setProperty("role", "secondary");
    head->addWidget(label);
    head->addStretch(1);
    head->addWidget(type);
    Row row{new QLineEdit, new QLabel};
    row.field->setObjectName("field_" + name);
    row.field->setProperty("role", "mono");
    row.field->setPlaceholderText("NULL");
    row.field->setAccessibleName(name);
    label->setBuddy(row.field);
    if (field.type.id() == TypeId::String) row.field->setToolTip(tr("Empty is NULL; \"\" is the empty text"));
    if (field.type.isNested()) {
        row.field->setReadOnly(true);
        row.field->setToolTip(tr("Values of this type are taken over as NULL"));
    }
    row.finding->setProperty("role", "error");
    row.finding->setWordWrap(true);
    row.finding->setObjectName("finding_" + name);
    row.finding->hide();
    auto* cell = new QVBoxLayout;
    cell->setSpacing(4);
    cell->addLayout(head);
    cell->addWidget(row.field);
    cell->addWidget(row.finding);
    static_cast<QVBoxLayout*>(host_->layout())->addLayout(cell);
    connect(row.field, &QLineEdit::textEdited, this, [this] {
        record(); // marks what is wrong
        Q_EMIT edited();
    });
    connect(row.field, &QLineEdit::returnPressed, this, &RecordForm::accepted);
    rows_.push_back(row);
}

void RecordForm::fillFrom(const RecordBatch& batch, std::uint32_t row) {
    if (!schema_ || !batch.schema()) return;
    for (std::size_t c = 0; c < schema_->size(); ++c) {
        const Field& field = schema_->field(c);
        const auto from = batch.schema()->indexOf(field.name);
        if (!from || !(batch.schema()->field(*from).type == field.type) || field.type.isNested()) continue;
        rows_[c].field->setText(textForField(batch.column(*from).valueAt(row), field.type));
        rows_[c].field->setCursorPosition(0);
    }
    record();
}

void RecordForm::setText(const QString& column, const QString& text) {
    const auto index = schema_ ? schema_->indexOf(column.toStdString()) : std::nullopt;
    if (!index) return;
    rows_[*index].field->setText(text);
    record();
}

std::optional<RecordBatch> RecordForm::record() {
    if (!schema_) return std::nullopt;
    std::vector<Value> values;
    for (std::size_t c = 0; c < schema_->size(); ++c) {
        const DataType& type = schema_->field(c).type;
        const auto value =
            type.isNested() ? Result<Value>(Value()) : valueFromText(rows_[c].field->text(), type);
        setFieldState(rows_[c].field, !value);
        rows_[c].finding->setVisible(!value);
        if (!value) {
            rows_[c].finding->setText(plainWords(value.error().items.front().message));
            continue;
        }
        values.push_back(*value);
    }
    if (values.size() != schema_->size()) return std::nullopt;
    BatchBuilder builder(schema_);
    builder.appendRow(values);
    return builder.finish();
}

void RecordForm::focusFirst() {
    if (rows_.empty()) return;
    rows_.front().field->setFocus(Qt::OtherFocusReason);
    rows_.front().field->selectAll();
}

} // namespace millrace::ui
