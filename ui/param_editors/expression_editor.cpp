// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/expression_editor.h"

#include "ui/param_editors/expression_field.h"

#include <QVBoxLayout>

namespace millrace::ui {

ExpressionEditor::ExpressionEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent)
    : ParamEditor(spec, std::move(context), parent), field_(new ExpressionField(context_, false, this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(field_);
    setFocusProxy(field_);
    field_->setObjectName("expression");
    setMixed(false);
    connect(field_, &ExpressionField::edited, this, &ParamEditor::edited);
    connect(field_, &ExpressionField::left, this, &ParamEditor::editingFinished);
}

void ExpressionEditor::setValue(const boost::json::value* value) {
    field_->setText(value ? fieldText(*value) : QString());
}

void ExpressionEditor::setMixed(bool mixed) {
    const QString hint = defaultText(spec_);
    field_->setPlaceholderText(mixed            ? mixedText()
                               : hint.isEmpty() ? QString::fromStdString(spec_.placeholder)
                                                : hint);
}

std::optional<boost::json::value> ExpressionEditor::value() const {
    if (field_->text().trimmed().isEmpty()) return std::nullopt;
    return boost::json::value(field_->text().toStdString());
}

void ExpressionEditor::setFindings(const FieldFindings& findings) { field_->setFindings(findings); }

void ExpressionEditor::focusPath(const QString&) { field_->setFocus(Qt::OtherFocusReason); }

} // namespace millrace::ui
