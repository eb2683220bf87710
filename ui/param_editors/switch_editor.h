// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/param_editors/param_editor.h"

class QCheckBox;

namespace millrace::ui {

/// On or off, with the word beside it.
class SwitchEditor : public ParamEditor {
    Q_OBJECT
public:
    SwitchEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent);
    void setValue(const boost::json::value* value) override;
    std::optional<boost::json::value> value() const override;
    void setMixed(bool mixed) override;
    void setFindings(const FieldFindings&) override {}
    void focusPath(const QString& path) override;

private:
    void showText();
    QCheckBox* box_;
    bool set_ = false;
};

} // namespace millrace::ui
