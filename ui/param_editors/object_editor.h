// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/param_editors/param_editor.h"

namespace millrace::ui {

class ParameterForm;

/// An object with the members its spec names, as a form within the form.
class ObjectEditor : public ParamEditor {
    Q_OBJECT
public:
    ObjectEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent);
    void setValue(const boost::json::value* value) override;
    std::optional<boost::json::value> value() const override;
    void setFindings(const FieldFindings& findings) override;
    void focusPath(const QString& path) override;
    bool showsFindings() const override { return true; }

private:
    ParameterForm* form_;
};

} // namespace millrace::ui
