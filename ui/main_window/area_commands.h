// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"

#include <QObject>
#include <QPointF>
#include <QRectF>
#include <vector>

class QMenu;

namespace millrace::ui {

class CanvasScene;
class CanvasView;
class GraphSession;

/// What the user does with group boxes and sticky notes.
class AreaCommands : public QObject {
    Q_OBJECT
public:
    AreaCommands(GraphSession& session, CanvasView& view, QObject* parent);

    /// A box around the selection, or an empty one where the cursor is; its title is edited at once.
    void groupSelection();
    /// An empty note where the cursor is; its text is edited at once.
    void addNote();
    /// Of all selected boxes and notes.
    void setColor(const QString& name);
    bool hasSelection() const; ///< of a box or a note
    /// One entry for each colour.
    void fillColorMenu(QMenu& menu);

    /// Takes away selected boxes, notes and bends; cards stay.
    static std::vector<GraphEdit> removals(const CanvasScene& canvas);
    /// What a copy of the selection takes: boxes with all that stands in them.
    struct Selection {
        std::vector<std::string> nodes, groups, notes; ///< ids in document order
    };
    static Selection selectionWithContents(const CanvasScene& canvas);

private:
    GraphSession& session_;
    CanvasView& view_;
};

} // namespace millrace::ui
