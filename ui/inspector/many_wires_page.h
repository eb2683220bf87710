// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/param_editors/editor_context.h"

#include <QWidget>
#include <utility>
#include <vector>

class QLabel;

namespace millrace::ui {

class GraphSession;
class ParameterForm;

/// Several wires at once: their queues. Where they differ the field says so; what is written there holds for
/// all of them, as one step.
class ManyWiresPage : public QWidget {
    Q_OBJECT
public:
    explicit ManyWiresPage(GraphSession& session, QWidget* parent = nullptr);

    void showWires(const std::vector<GraphEdge>& wires);
    ParameterForm* form() const { return form_; }

private:
    std::vector<const GraphEdge*> wires() const;
    void refresh();
    void write(const QString& name);

    GraphSession& session_;
    EditorContextPtr context_;
    std::vector<std::pair<PortRef, PortRef>> ends_;
    QLabel *title_, *subtitle_;
    ParameterForm* form_;
};

} // namespace millrace::ui
