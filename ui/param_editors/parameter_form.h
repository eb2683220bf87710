// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/parameter_spec.h"
#include "ui/param_editors/editor_context.h"

#include <QString>
#include <QWidget>
#include <boost/json/object.hpp>
#include <optional>
#include <vector>

class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace millrace::ui {

class ParamEditor;

/// A column of parameters built from their specs alone: label at the left, what a change costs at the right,
/// editor, findings in words. Shows those whose `visibleWhen` holds; advanced ones are behind "More". Also
/// serves nested objects, concurrency and wire settings.
class ParameterForm : public QWidget {
    Q_OBJECT
public:
    ParameterForm(const std::vector<ParameterSpec>& specs, EditorContextPtr context, bool nested,
                  QWidget* parent = nullptr);

    void setValues(const boost::json::object& values, const boost::json::object* top = nullptr);
    /// The members that are set, in the order of the specs; names no spec knows are kept at the end.
    boost::json::object values() const;
    /// Parameters in which several nodes differ, after setValues() without them.
    void setMixed(const QStringList& names);
    void setFindings(const FieldFindings& findings); ///< paths start with a parameter's name
    void focusParameter(const QString& path);
    ParamEditor* editor(const QString& name) const;
    /// What the link to the advanced parameters says; "More" unless set.
    void setMoreText(const QString& text);

Q_SIGNALS:
    void edited(const QString& name);
    void editingFinished();
    /// Somebody wants to see what the parameter could be (ParameterSpec::lookUp).
    void pickRequested(const QString& name, QWidget* button);

private:
    struct Row {
        QWidget* widget;
        QLabel* label;
        QLabel* tag;
        QLabel* mixed; ///< shown where several nodes differ
        QToolButton* reset;
        ParamEditor* editor;
        QLabel* finding;
        bool advanced;
    };
    void addRow(const ParameterSpec& spec);
    void addPickButton(const Row& row, QVBoxLayout& column);
    void updateVisibility();

    EditorContextPtr context_;
    QVBoxLayout* layout_;
    QPushButton* more_;
    std::vector<Row> rows_;
    boost::json::object original_, top_;
    QString moreText_;
    bool nested_, moreShown_ = false;
};

} // namespace millrace::ui
