// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/param_editors/param_editor.h"

class QLabel;
class QLineEdit;
class QSlider;

namespace millrace::ui {

/// One line: text, numbers with their unit, durations, sizes, time stamps, file names (with a button),
/// columns (with completion). Hot numbers with a range have a slider beside the field. `${name}` is allowed
/// everywhere, so what is no number is kept as text.
class LineEditor : public ParamEditor {
    Q_OBJECT
public:
    LineEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent);

    void setValue(const boost::json::value* value) override;
    std::optional<boost::json::value> value() const override;
    void setMixed(bool mixed) override;
    void setFindings(const FieldFindings& findings) override;
    void focusPath(const QString& path) override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void browse();
    void syncSlider();
    void placeUnit();

    QLineEdit* field_;
    QLabel* unit_ = nullptr;
    QSlider* slider_ = nullptr;
};

} // namespace millrace::ui
