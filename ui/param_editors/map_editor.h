// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/param_editors/param_editor.h"

#include <vector>

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace millrace::ui {

class ExpressionField;

/// An ordered map, a row per member: a name, and what belongs to it (an expression, a type, a text) with its
/// error in words below.
class MapEditor : public ParamEditor {
    Q_OBJECT
public:
    MapEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent);
    void setValue(const boost::json::value* value) override;
    std::optional<boost::json::value> value() const override;
    void setFindings(const FieldFindings& findings) override;
    void focusPath(const QString& path) override;
    bool showsFindings() const override { return true; }

    int rowCount() const { return static_cast<int>(rows_.size()); }

public Q_SLOTS:
    void addRow();

private:
    struct Row {
        QWidget* widget;
        QLineEdit* name;
        ExpressionField* expression = nullptr; ///< one of the two is set
        QLineEdit* text = nullptr;
        QLabel* finding;
    };
    Row& appendRow(const QString& name, const QString& value);
    void removeRow(QWidget* widget);
    bool expressions() const;
    QString textOf(const Row& row) const;

    QVBoxLayout* layout_;
    std::vector<Row> rows_;
};

} // namespace millrace::ui
