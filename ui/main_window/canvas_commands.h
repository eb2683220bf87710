// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/document/graph_commands.h"

#include <QObject>
#include <QPointF>
#include <optional>

namespace millrace::ui {

class CanvasView;
class GraphSession;

/// What the user does to the selection: add, delete, clipboard, duplicate. Clipboard content is a
/// fragment of a graph file as text.
class CanvasCommands : public QObject {
    Q_OBJECT
public:
    CanvasCommands(GraphSession& session, CanvasView& view, QObject* parent);

    /// The card's port stands at the point when a wire comes with it, else the card's middle. On a wire the
    /// node is put into it.
    void addKind(const QString& kind, QPointF scenePosition, const std::optional<OpenWire>& wire);
    void removeSelection(bool reconnect);
    void copy();
    void cut();
    /// `withInputs`: wires from nodes outside of what was copied stay where those nodes exist.
    void paste(bool withInputs);
    void duplicate();
    /// The example of a kind, laid out below what is there; one step.
    bool insertExample(const NodeKind& kind);
    void selectAll();
    void nudge(int dx, int dy); ///< steps of the grid
    /// Selects the nearest card on that side of the selected one, wired neighbours first.
    void walk(int dx, int dy);

private:
    bool pasteText(const QString& text, const char* label, bool withInputs);
    Point pasteOffset(const GraphDocument& fragment) const;
    QString selectionText() const;

    GraphSession& session_;
    CanvasView& view_;
    QString lastPasted_;
    int pasteCount_ = 0;
};

} // namespace millrace::ui
