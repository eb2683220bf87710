// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/param_editors/editor_context.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace millrace::ui {

class GraphSession;
class ParameterForm;

/// What belongs to the whole graph: name, notes, parameters.
class GraphPage : public QWidget {
    Q_OBJECT
public:
    explicit GraphPage(GraphSession& session, QWidget* parent = nullptr);

private:
    void refresh();
    void writeTexts(const QString& mergeKey);
    void writeParameters();

    GraphSession& session_;
    EditorContextPtr context_;
    QLineEdit* name_;
    QPlainTextEdit* notes_;
    ParameterForm* parameters_;
    bool refreshing_ = false;
};

} // namespace millrace::ui
