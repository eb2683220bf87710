// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/parameter_spec.h"
#include "ui/param_editors/editor_context.h"

#include <QWidget>
#include <vector>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QVBoxLayout;

namespace millrace::ui {

class GraphSession;
class ParameterForm;

/// What belongs to the whole graph: name, notes, parameters, checkpoints.
class GraphPage : public QWidget {
    Q_OBJECT
public:
    explicit GraphPage(GraphSession& session, QWidget* parent = nullptr);

private:
    void refresh();
    void writeTexts(const QString& mergeKey);
    void writeParameters();
    void writeCheckpoint();
    void showFindings();
    void refreshValues();
    void writeValue(const QString& name);

    GraphSession& session_;
    EditorContextPtr context_;
    QLineEdit* name_;
    QPlainTextEdit* notes_;
    QVBoxLayout* valuesHost_;
    ParameterForm* values_ = nullptr; ///< the values themselves, sliders for hot ones
    std::vector<ParameterSpec> valueSpecs_;
    ParameterForm* parameters_; ///< their definitions
    ParameterForm* checkpoint_;
    bool refreshing_ = false, defining_ = false;
};

} // namespace millrace::ui
