// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/param_editors/param_editor.h"

#include <vector>

class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace millrace::ui {

class ParameterForm;

/// Objects one below the other, each in a frame: with names (ObjectMap) or numbered (ObjectList).
class ObjectListEditor : public ParamEditor {
    Q_OBJECT
public:
    ObjectListEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent);
    void setValue(const boost::json::value* value) override;
    std::optional<boost::json::value> value() const override;
    void setFindings(const FieldFindings& findings) override;
    void focusPath(const QString& path) override;
    bool showsFindings() const override { return true; }

public Q_SLOTS:
    void addItem();

private:
    struct Item {
        QWidget* widget;
        QLineEdit* name = nullptr; ///< ObjectMap only
        ParameterForm* form;
    };
    Item& append(const QString& name, const boost::json::object& values);
    bool named() const { return spec_.type == ParameterType::ObjectMap; }

    QVBoxLayout* layout_;
    std::vector<Item> items_;
};

} // namespace millrace::ui
