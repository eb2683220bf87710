// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"
#include "engine/graph/parameter_spec.h"
#include "ui/param_editors/editor_context.h"

#include <QWidget>
#include <functional>
#include <string>
#include <vector>

class QLabel;

namespace millrace::ui {

class GraphSession;
class ModeSwitch;
class ParameterForm;

/// Several nodes at once: the settings they share. Where they differ the field says so; what is written there
/// holds for all of them, as one step.
class ManyPage : public QWidget {
    Q_OBJECT
public:
    explicit ManyPage(GraphSession& session, QWidget* parent = nullptr);

    void showNodes(const std::vector<std::string>& ids);
    ParameterForm* parameters() const { return parameters_; }
    ParameterForm* concurrency() const { return concurrency_; }

private:
    std::vector<const GraphNode*> nodes() const;
    void rebuild();
    void refresh();
    void refreshFindings();
    void writeParameter(const QString& name);
    void writeConcurrency(const QString& name);
    void writeMode(NodeMode mode);
    void applyToAll(const QString& name, std::vector<GraphEdit> edits);

    GraphSession& session_;
    EditorContextPtr context_;
    std::vector<std::string> ids_;
    std::vector<std::string> kinds_; ///< the form was built for these
    std::vector<ParameterSpec> specs_;
    QLabel *title_, *subtitle_, *parametersHead_;
    ModeSwitch* mode_;
    QWidget* host_;
    ParameterForm* parameters_ = nullptr;
    ParameterForm* concurrency_;
};

} // namespace millrace::ui
