// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"
#include "ui/canvas/bend_item.h"

#include <QGraphicsScene>
#include <QHash>
#include <QPointF>
#include <optional>
#include <vector>

namespace millrace::ui {

/// The points that wires are led through, as items of a canvas.
class WireBends {
public:
    explicit WireBends(QGraphicsScene& scene) : scene_(scene) {}

    /// Items come, go and move as the document says.
    void synchronise(const GraphBody& body);
    void clear();

    /// Where the points of a wire are drawn now, from its start to its end.
    std::vector<QPointF> pointsOf(const QString& edgeId) const;
    const QHash<QString, std::vector<BendItem*>>& items() const { return items_; }
    BendItem* at(QPointF scenePosition) const;

    /// Leads the wire through one more point.
    static GraphEdit add(const GraphEdge& edge, std::size_t index, QPointF point);
    static GraphEdit remove(const GraphEdge& edge, std::size_t index);
    /// Takes the selected points away, in one edit for each wire.
    std::vector<GraphEdit> removeSelected(const GraphBody& body) const;
    /// Writes points that are drawn elsewhere than the document says.
    std::vector<GraphEdit> moved(const GraphBody& body) const;

private:
    QGraphicsScene& scene_;
    QHash<QString, std::vector<BendItem*>> items_; ///< by edge id; wires without bends have no entry
};

} // namespace millrace::ui
