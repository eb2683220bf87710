// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/schema.h"
#include "ui/debug/breakpoint_list.h"
#include "ui/param_editors/editor_context.h"

#include <QDialog>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
QT_END_NAMESPACE

namespace millrace::ui {

class ExpressionField;

/// What happens on a wire: hold, log or pause, at which records, and whether it is on. Says at once what is
/// wrong with the condition.
class BreakpointDialog : public QDialog {
    Q_OBJECT
public:
    /// `columns`: on the wire; null = not known, the condition is then checked when a run starts.
    BreakpointDialog(BreakpointList& list, const QString& wire, const QString& title, SchemaPtr columns,
                     QWidget* parent = nullptr);

private:
    WireBreakpoint chosen() const;
    void check();
    void save();

    BreakpointList& list_;
    QString wire_;
    SchemaPtr columns_;
    QComboBox* action_;
    QWidget* records_; ///< condition and count
    QWidget* queue_;   ///< depth
    ExpressionField* condition_;
    QLabel* finding_;
    QLineEdit *hits_, *depth_;
    QCheckBox* enabled_;
    QPushButton* save_;
};

} // namespace millrace::ui
