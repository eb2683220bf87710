// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/param_editors/param_editor.h"

class QComboBox;

namespace millrace::ui {

/// One of the descriptor's choices. A value that is none of them (a `${parameter}`, a newer version's word)
/// stays and is shown as it is.
class ChoiceEditor : public ParamEditor {
    Q_OBJECT
public:
    ChoiceEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent);
    void setValue(const boost::json::value* value) override;
    std::optional<boost::json::value> value() const override;
    void setMixed(bool mixed) override;
    void setFindings(const FieldFindings& findings) override;
    void focusPath(const QString& path) override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QComboBox* box_;
};

} // namespace millrace::ui
