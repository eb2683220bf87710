// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/object_editor.h"

#include "ui/param_editors/parameter_form.h"

#include <QFrame>
#include <QHBoxLayout>

namespace millrace::ui {

ObjectEditor::ObjectEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent)
    : ParamEditor(spec, std::move(context), parent),
      form_(new ParameterForm(spec_.fields, context_, true, this)) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(2, 2, 0, 0);
    layout->setSpacing(10);
    auto* line = new QFrame(this);
    line->setProperty("role", "vhairline");
    layout->addWidget(line);
    layout->addWidget(form_, 1);
    connect(form_, &ParameterForm::edited, this, &ParamEditor::edited);
    connect(form_, &ParameterForm::editingFinished, this, &ParamEditor::editingFinished);
}

void ObjectEditor::setValue(const boost::json::value* value) {
    form_->setValues(value && value->is_object() ? value->get_object() : boost::json::object{});
}

std::optional<boost::json::value> ObjectEditor::value() const {
    boost::json::object object = form_->values();
    if (object.empty()) return std::nullopt;
    return boost::json::value(std::move(object));
}

void ObjectEditor::setFindings(const FieldFindings& findings) { form_->setFindings(findings); }

void ObjectEditor::focusPath(const QString& path) { form_->focusParameter(path); }

} // namespace millrace::ui
