// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/canvas/live_values.h"
#include "ui/canvas/node_item.h"
#include "ui/document/graph_commands.h"

#include <QGraphicsScene>
#include <QHash>
#include <functional>
#include <memory>
#include <optional>

namespace millrace::ui {

class AreaItem;
class CanvasAreas;
class GraphLookup;
class GraphSession;
class MovingItems;
class WireBends;
class SpliceTarget;
class WireItem;
class WireDrag;
class WireTokens;

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
    const CanvasAreas& areas() const { return *areas_; } ///< group boxes and sticky notes
    const WireBends& bends() const { return *bends_; }
    WireTokens& tokens() const { return *tokens_; } ///< records on their way
    NodeItem* nodeAt(QPointF scenePosition) const;
    WireItem* wireNear(QPointF scenePosition, const QString& exceptNode = {}) const;
    /// The schema at a node's port, where the planner knows it.
    SchemaPtr schemaAt(const QString& node, const QString& port) const;
    QRectF contentRect() const; ///< of all cards, boxes and notes; null when there are none

    std::vector<std::string> selectedNodes() const; ///< ids in document order
    std::vector<GraphEdge> selectedEdges() const;
    void selectOnly(const QStringList& nodeIds);
    void selectWire(const QString& edgeId);
    /// Adds to what is selected.
    void selectAreas(const QStringList& ids);

    /// Copies the numbers onto the cards and wires; GUI thread, meant for every 40 ms.
    void setLiveValues(const LiveValues& values);
    /// Rich text about the last records on a wire, for its tooltip; empty = nothing to tell.
    using RecordsTip = std::function<QString(const QString& edgeId)>;
    void setRecordsTip(RecordsTip tip) { recordsTip_ = std::move(tip); }
    QString recordsTip(const QString& edgeId) const { return recordsTip_ ? recordsTip_(edgeId) : QString(); }
    const LiveValues& liveValues() const { return live_; }

    /// The wire that a card in the hand would be put into.
    SpliceTarget& spliceTarget() const { return *splice_; }
    /// Called by cards, bends, boxes and notes while they move.
    void nodeMoved(NodeItem& node);
    void bendMoved(const QString& edgeId);
    void areaMoved();

Q_SIGNALS:
    void nodeActivated(const QString& id);   ///< double-clicked
    void areaActivated(const QString& id);   ///< a box's title or a note was double-clicked
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
    void writeMovedItems(bool maySplice);
    bool bendAt(QPointF scenePosition);
    void pressPort(const NodeItem& node, const NodeItem::Hit& port, Qt::KeyboardModifiers modifiers);
    std::vector<GraphEdge> wiresAt(const PortRef& port, bool output) const;

    GraphSession& session_;
    QHash<QString, NodeItem*> nodes_;
    QHash<QString, WireItem*> wires_;
    std::unique_ptr<CanvasAreas> areas_;
    std::unique_ptr<WireBends> bends_;
    std::unique_ptr<MovingItems> moving_;
    WireTokens* tokens_; ///< a part of the scene
    LiveValues live_;
    RecordsTip recordsTip_;
    std::unique_ptr<WireDrag> drag_;
    std::unique_ptr<SpliceTarget> splice_;
    bool synchronising_ = false;
};

} // namespace millrace::ui

Q_DECLARE_METATYPE(millrace::ui::OpenWire)
