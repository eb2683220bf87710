// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/canvas/live_values.h"
#include "ui/canvas/node_item.h"
#include "ui/document/graph_commands.h"

#include <QGraphicsScene>
#include <QHash>
#include <memory>
#include <optional>

namespace millrace::ui {

class GraphLookup;
class GraphSession;
class WireItem;
class WireDrag;

/// The document as items. Follows every edit by comparing itself with the document; writes back nothing but
/// edits: moved cards, new wires.
class CanvasScene : public QGraphicsScene {
    Q_OBJECT
public:
    explicit CanvasScene(GraphSession& session, QObject* parent = nullptr);
    ~CanvasScene() override;

    GraphSession& session() const { return session_; }
    NodeItem* node(const QString& id) const { return nodes_.value(id); }
    WireItem* wire(const QString& edgeId) const { return wires_.value(edgeId); }
    const QHash<QString, NodeItem*>& nodes() const { return nodes_; }
    const QHash<QString, WireItem*>& wires() const { return wires_; }
    NodeItem* nodeAt(QPointF scenePosition) const;
    WireItem* wireNear(QPointF scenePosition, const QString& exceptNode = {}) const;
    /// The schema at a node's port, where the planner knows it.
    SchemaPtr schemaAt(const QString& node, const QString& port) const;
    QRectF contentRect() const; ///< of all cards; null when there are none

    std::vector<std::string> selectedNodes() const; ///< ids in document order
    std::vector<GraphEdge> selectedEdges() const;
    void selectOnly(const QStringList& nodeIds);
    void selectWire(const QString& edgeId);

    /// Copies the numbers onto the cards and wires; GUI thread, meant for every 40 ms.
    void setLiveValues(const LiveValues& values);
    const LiveValues& liveValues() const { return live_; }

    /// Called by cards while they move.
    void nodeMoved(NodeItem& node);

Q_SIGNALS:
    void nodeActivated(const QString& id);   ///< double-clicked
    void wireClicked(const QString& edgeId); ///< pressed and let go at one place
    /// A wire was let go over empty canvas.
    void openWireDropped(const millrace::ui::OpenWire& wire, QPointF scenePosition);
    void liveValuesChanged();
    void contentChanged(); ///< cards came, went, moved or changed colour: the minimap redraws

protected:
    void mousePressEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseMoveEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseReleaseEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void synchronise();
    void replaceAll();
    void synchroniseItems();
    void synchroniseNodes(const GraphLookup& lookup);
    void synchroniseWires(const GraphLookup& lookup);
    void placeWire(WireItem& wire);
    void placeCapsules();
    void planningArrived();
    void writeMovedNodes(bool maySplice);
    void highlightSpliceTarget();
    WireItem* spliceTarget() const;
    void breakLinks(const QString& node, const NodeItem::Hit& port);

    GraphSession& session_;
    QHash<QString, NodeItem*> nodes_;
    QHash<QString, WireItem*> wires_;
    LiveValues live_;
    std::unique_ptr<WireDrag> drag_;
    WireItem* spliceTarget_ = nullptr;
    bool synchronising_ = false;
};

} // namespace millrace::ui

Q_DECLARE_METATYPE(millrace::ui::OpenWire)
