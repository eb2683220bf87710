// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"

#include <QObject>
#include <QRectF>
#include <string>
#include <vector>

class QMenu;

namespace millrace::ui {

class CanvasScene;
class GraphSession;
struct WindowActions;

/// Puts cards and notes in order: aligned, evenly apart, on the grid, or the whole graph tidied. Each is one
/// step of the history.
class ArrangeCommands : public QObject {
    Q_OBJECT
public:
    enum class Side { Left, Centre, Right, Top, Middle, Bottom };

    ArrangeCommands(GraphSession& session, CanvasScene& canvas, QObject* parent);

    void connectActions(const WindowActions& actions);
    void fillMenu(QMenu& menu, const WindowActions& actions) const;

    void align(Side side);
    void distribute(Qt::Orientation along);
    /// The selection, or everything when nothing is selected.
    void snapToGrid();
    /// Lays the selected nodes out from left to right, or all when fewer than two are selected.
    void tidy();

private:
    struct Thing {
        std::string id;
        bool note = false;
        QRectF place;
    };
    std::vector<Thing> selection() const;
    void moveTo(const std::vector<Thing>& things, const std::string& label);

    GraphSession& session_;
    CanvasScene& canvas_;
};

} // namespace millrace::ui
