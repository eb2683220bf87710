// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/document/graph_reach.h"

#include <QObject>

namespace millrace::ui {

class CanvasView;
class GraphSession;
struct WindowActions;

/// Whether the selected nodes take part in a run, and which others belong to them.
class SelectionCommands : public QObject {
    Q_OBJECT
public:
    SelectionCommands(GraphSession& session, CanvasView& view, const WindowActions& actions, QObject* parent);

    void setMode(NodeMode mode);
    void toggleBypass();
    void select(Reach reach); ///< what the selected nodes reach, themselves included

private:
    GraphSession& session_;
    CanvasView& view_;
};

} // namespace millrace::ui
