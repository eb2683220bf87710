// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/canvas/node_item.h"
#include "ui/document/graph_commands.h"

#include <QGraphicsPathItem>
#include <optional>

namespace millrace::ui {

class CanvasScene;

/// A wire in the hand of the user, from the press on a port to the release. Lives exactly that long.
class WireDrag {
public:
    /// `moved` is the wire taken off its end when an existing one is moved.
    WireDrag(CanvasScene& scene, OpenWire wire, std::optional<GraphEdge> moved);
    ~WireDrag();

    void moveTo(QPointF scenePosition);
    /// Connects when let go over a fitting port (or over a card with exactly one that fits). Gives the open
    /// wire back when let go over empty canvas.
    std::optional<OpenWire> finish(QPointF scenePosition);

private:
    std::optional<PortRef> target(QPointF scenePosition) const;
    bool fits(const PortRef& port, bool output) const;
    void connectTo(const PortRef& port);
    void hintAll();

    CanvasScene& scene_;
    OpenWire wire_;
    std::optional<GraphEdge> moved_;
    QGraphicsPathItem* line_;
    QPointF start_;
    bool everMoved_ = false;
};

} // namespace millrace::ui
