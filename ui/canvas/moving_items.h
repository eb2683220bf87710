// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"

#include <QPointF>
#include <optional>
#include <string>
#include <vector>

class QGraphicsItem;

namespace millrace::ui {

class CanvasScene;

/// A drag of the mouse on the canvas: takes along what does not stand in the selection but belongs to it
/// (what stands in a group box, the bends of wires whose two ends move) and tells in the end what has moved.
class MovingItems {
public:
    explicit MovingItems(CanvasScene& scene) : scene_(scene) {}

    void begin();  ///< after a press has selected
    void follow(); ///< after the selected items have moved
    void clear() { carried_.clear(); }
    /// Everything that is drawn elsewhere than the document says, as edits; nothing has moved: none. Nodes
    /// without a place in the document count when they are selected or carried.
    std::vector<GraphEdit> edits() const;
    /// What the undo list calls them.
    std::string label(const std::vector<GraphEdit>& edits) const;

private:
    struct Carried {
        QGraphicsItem* item;
        const QGraphicsItem* leader;
        QPointF start, leaderStart;
    };
    void carry(QGraphicsItem* item, const QGraphicsItem* leader);
    bool carries(const QGraphicsItem* item) const;

    CanvasScene& scene_;
    std::vector<Carried> carried_;
};

} // namespace millrace::ui
