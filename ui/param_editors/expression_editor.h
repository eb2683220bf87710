// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/param_editors/param_editor.h"

namespace millrace::ui {

class ExpressionField;

/// One expression or predicate.
class ExpressionEditor : public ParamEditor {
    Q_OBJECT
public:
    ExpressionEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent);
    void setValue(const boost::json::value* value) override;
    std::optional<boost::json::value> value() const override;
    void setMixed(bool mixed) override;
    void setFindings(const FieldFindings& findings) override;
    void focusPath(const QString& path) override;

private:
    ExpressionField* field_;
};

} // namespace millrace::ui
