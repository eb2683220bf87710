// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/canvas/node_item.h"
#include "ui/canvas/wire_fits.h"

#include <QGraphicsPathItem>
#include <memory>
#include <optional>
#include <vector>

namespace millrace::ui {

class CanvasScene;
class DragLabel;

/// A wire, or all wires of a port, in the hand of the user, from the press on a port to the release. Lives
/// exactly that long.
class WireDrag {
public:
    /// A new wire.
    WireDrag(CanvasScene& scene, const OpenWire& wire);
    /// Existing wires, taken off by one of their ends; `output`: by the end at the output.
    WireDrag(CanvasScene& scene, std::vector<GraphEdge> moved, bool output);
    ~WireDrag();

    void moveTo(QPointF scenePosition);
    /// Connects when let go over a fitting port (or over a card with exactly one that fits). Gives the open
    /// wire back when a new one is let go over empty canvas; moved ones are taken off there.
    std::optional<OpenWire> finish(QPointF scenePosition);

private:
    struct Target {
        PortRef port;
        WireFit fit;
    };
    void begin();
    bool output() const { return !fits_.front().end().fromOutput; } ///< the side of ports that can take it
    std::optional<Target> target(QPointF scenePosition) const;
    WireFit fitAt(const PortRef& port, bool output) const;
    void connectTo(const Target& target);
    void hintAll();
    QString words(QPointF scenePosition, const std::optional<Target>& target, bool& refused) const;
    QPainterPath pathTo(QPointF end) const;

    CanvasScene& scene_;
    std::vector<GraphEdge> moved_;
    std::vector<WireFits> fits_; ///< one for each end that stays
    std::vector<QPointF> starts_;
    std::unique_ptr<QGraphicsPathItem> line_;
    std::unique_ptr<DragLabel> label_;
    bool everMoved_ = false;
};

} // namespace millrace::ui
