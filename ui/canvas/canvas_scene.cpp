// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/canvas_scene.h"

#include "ui/canvas/wire_drag.h"
#include "ui/canvas/wire_item.h"
#include "ui/document/graph_session.h"
#include "ui/settings/theme.h"

#include <QGraphicsSceneMouseEvent>
#include <QKeyEvent>
#include <algorithm>

namespace millrace::ui {
namespace {

/// Room to pan beyond the outermost cards.
constexpr qreal kBeyond = 4000;
/// Screen pixels a press may wander and still be a click.
constexpr int kStill = 4;

} // namespace

CanvasScene::CanvasScene(GraphSession& session, QObject* parent) : QGraphicsScene(parent), session_(session) {
    setItemIndexMethod(QGraphicsScene::NoIndex);
    setSceneRect(-kBeyond, -kBeyond, 2 * kBeyond, 2 * kBeyond);
    connect(&session_, &GraphSession::edited, this, &CanvasScene::synchronise);
    connect(&session_, &GraphSession::documentReplaced, this, &CanvasScene::replaceAll);
    connect(&session_, &GraphSession::planningChanged, this, &CanvasScene::planningArrived);
    connect(&session_, &GraphSession::runFindingsChanged, this, &CanvasScene::planningArrived);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        update();
        Q_EMIT contentChanged();
    });
    synchronise();
}

CanvasScene::~CanvasScene() {
    drag_.reset();
    blockSignals(true);
}

NodeItem* CanvasScene::nodeAt(QPointF scenePosition) const {
    NodeItem* found = nullptr;
    for (NodeItem* node : nodes_) {
        const bool inside = node->cardRect().contains(scenePosition) || node->portAt(scenePosition);
        if (inside && (!found || node->zValue() > found->zValue())) found = node;
    }
    return found;
}

WireItem* CanvasScene::wireNear(QPointF scenePosition, const QString& exceptNode) const {
    for (WireItem* wire : wires_) {
        if (QString::fromStdString(wire->from().node) == exceptNode ||
            QString::fromStdString(wire->to().node) == exceptNode)
            continue;
        if (wire->shape().contains(scenePosition)) return wire;
    }
    return nullptr;
}

SchemaPtr CanvasScene::schemaAt(const QString& node, const QString& port) const {
    const auto& schemas = session_.planning().schemas;
    const auto found = schemas.find((node + "." + port).toStdString());
    return found == schemas.end() ? nullptr : found->second;
}

QRectF CanvasScene::contentRect() const {
    QRectF rect;
    for (const NodeItem* node : nodes_) {
        rect = rect.united(node->cardRect());
    }
    return rect;
}

std::vector<std::string> CanvasScene::selectedNodes() const {
    std::vector<std::string> ids;
    for (const GraphNode& node : session_.document().nodes) {
        const NodeItem* item = nodes_.value(QString::fromStdString(node.id));
        if (item && item->isSelected()) ids.push_back(node.id);
    }
    return ids;
}

std::vector<GraphEdge> CanvasScene::selectedEdges() const {
    std::vector<GraphEdge> edges;
    for (const GraphEdge& edge : session_.document().edges) {
        const WireItem* item = wires_.value(QString::fromStdString(edge.id()));
        if (item && item->isSelected()) edges.push_back(edge);
    }
    return edges;
}

void CanvasScene::selectOnly(const QStringList& nodeIds) {
    const bool blocked = blockSignals(true);
    clearSelection();
    for (const QString& id : nodeIds) {
        if (NodeItem* item = node(id)) item->setSelected(true);
    }
    blockSignals(blocked);
    Q_EMIT selectionChanged();
}

void CanvasScene::selectWire(const QString& edgeId) {
    const bool blocked = blockSignals(true);
    clearSelection();
    if (WireItem* item = wire(edgeId)) item->setSelected(true);
    blockSignals(blocked);
    Q_EMIT selectionChanged();
}

void CanvasScene::setLiveValues(const LiveValues& values) {
    live_ = values;
    for (auto it = nodes_.cbegin(); it != nodes_.cend(); ++it) {
        const auto found = live_.active ? live_.nodes.constFind(it.key()) : live_.nodes.constEnd();
        it.value()->setLive(found == live_.nodes.constEnd() ? nullptr : &*found);
    }
    for (auto it = wires_.cbegin(); it != wires_.cend(); ++it) {
        const auto found = live_.active ? live_.wires.constFind(it.key()) : live_.wires.constEnd();
        it.value()->setLive(found == live_.wires.constEnd() ? nullptr : &*found);
    }
    Q_EMIT liveValuesChanged();
}

void CanvasScene::nodeMoved(NodeItem& node) {
    const std::string id = node.id().toStdString();
    for (WireItem* wire : wires_) {
        if (wire->from().node == id || wire->to().node == id) placeWire(*wire);
    }
    if (!synchronising_) Q_EMIT contentChanged();
}

void CanvasScene::replaceAll() {
    drag_.reset();
    spliceTarget_ = nullptr;
    const bool blocked = blockSignals(true);
    qDeleteAll(wires_);
    qDeleteAll(nodes_);
    wires_.clear();
    nodes_.clear();
    blockSignals(blocked);
    live_ = {};
    synchronise();
    Q_EMIT selectionChanged();
}

void CanvasScene::synchronise() {
    spliceTarget_ = nullptr;
    synchroniseItems();
    if (live_.active) setLiveValues(LiveValues(live_));
    Q_EMIT contentChanged();
}

void CanvasScene::synchroniseItems() {
    synchronising_ = true;
    const GraphLookup lookup(session_.document(), session_.planning(), session_.findings());
    synchroniseNodes(lookup);
    synchroniseWires(lookup);
    placeCapsules();
    synchronising_ = false;
}

void CanvasScene::synchroniseNodes(const GraphLookup& lookup) {
    QHash<QString, NodeItem*> before = std::exchange(nodes_, {});
    double fallbackX = 0;
    for (const GraphNode& node : session_.document().nodes) {
        const GraphLookup::Node& known = lookup.node(node.id);
        NodeFace face = makeFace(node, session_.registry(), known);
        const QString id = face.id;
        NodeItem* item = before.take(id);
        if (!item) {
            item = new NodeItem(std::move(face));
            addItem(item);
        } else {
            item->setFace(std::move(face));
        }
        nodes_.insert(id, item);
        // Graph files written by hand may have no layout: such nodes stand in a row until they are moved or
        // tidied.
        item->setPos(known.position ? QPointF(known.position->x, known.position->y) : QPointF(fallbackX, 0));
        fallbackX += 260;
    }
    qDeleteAll(before);
    // The canvas has no edge: there is always room to pan beyond the outermost cards. It only grows, so the
    // view keeps its place.
    const QRectF wanted = contentRect().adjusted(-kBeyond, -kBeyond, kBeyond, kBeyond);
    if (!nodes_.isEmpty() && !sceneRect().contains(wanted)) setSceneRect(sceneRect().united(wanted));
}

void CanvasScene::synchroniseWires(const GraphLookup& lookup) {
    QHash<QString, WireItem*> before = std::exchange(wires_, {});
    for (const GraphEdge& edge : session_.document().edges) {
        const std::string edgeId = edge.id();
        const QString id = QString::fromStdString(edgeId);
        if (!nodes_.contains(QString::fromStdString(edge.from.node)) ||
            !nodes_.contains(QString::fromStdString(edge.to.node)))
            continue;
        WireItem* item = before.take(id);
        if (!item) {
            item = new WireItem(edge);
            addItem(item);
        }
        wires_.insert(id, item);
        const PortShape* port = node(QString::fromStdString(edge.from.node))
                                    ->face()
                                    .shape.port(QString::fromStdString(edge.from.port), true);
        item->setSide(port && port->spec.role != PortRole::Data);
        const GraphLookup::Wire& known = lookup.wire(edgeId);
        QStringList findings;
        for (const Diagnostic* d : known.findings) {
            if (d->severity == Severity::Error) findings << QString::fromStdString(d->message);
        }
        item->setFindings(findings);
        if (known.planned) item->setPlanned(known.planned->fused, known.planned->capacity);
        placeWire(*item);
    }
    qDeleteAll(before);
}

void CanvasScene::placeWire(WireItem& wire) {
    const NodeItem* from = node(QString::fromStdString(wire.from().node));
    const NodeItem* to = node(QString::fromStdString(wire.to().node));
    if (!from || !to) return;
    const auto start = from->portPosition(QString::fromStdString(wire.from().port), true);
    const auto end = to->portPosition(QString::fromStdString(wire.to().port), false);
    if (start && end) wire.setEnds(*start, *end);
}

void CanvasScene::placeCapsules() {
    RectGrid cards, capsules;
    for (const NodeItem* node : nodes_) {
        cards.insert(node->cardRect());
    }
    for (const GraphEdge& edge : session_.document().edges) {
        WireItem* item = wire(QString::fromStdString(edge.id()));
        if (!item) continue;
        item->setCapsulePlace(capsulePlace(item->path(), cards, capsules));
        capsules.insert(item->capsuleRect());
    }
}

void CanvasScene::planningArrived() {
    synchroniseItems();
    Q_EMIT contentChanged();
}

WireItem* CanvasScene::spliceTarget() const {
    const std::vector<std::string> chosen = selectedNodes();
    if (chosen.size() != 1) return nullptr;
    const GraphDocument& document = session_.document();
    for (const GraphEdge& edge : document.edges) {
        if (edge.from.node == chosen.front() || edge.to.node == chosen.front()) return nullptr;
    }
    const NodeItem* item = node(QString::fromStdString(chosen.front()));
    if (!item || item->face().shape.inputs.empty() || item->face().shape.outputs.empty()) return nullptr;
    const QRectF heart = item->cardRect().adjusted(40, 20, -40, -20);
    for (WireItem* wire : wires_) {
        if (wire->shape().intersects(heart)) return wire;
    }
    return nullptr;
}

void CanvasScene::highlightSpliceTarget() {
    WireItem* target = spliceTarget();
    if (target == spliceTarget_) return;
    if (spliceTarget_) spliceTarget_->setHighlighted(false);
    spliceTarget_ = target;
    if (spliceTarget_) spliceTarget_->setHighlighted(true);
}

void CanvasScene::mousePressEvent(QGraphicsSceneMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        NodeItem* item = nodeAt(event->scenePos());
        const auto hit = item ? item->portAt(event->scenePos()) : std::nullopt;
        if (hit) {
            const PortRef port{item->id().toStdString(), hit->port.toStdString()};
            if (event->modifiers().testFlag(Qt::AltModifier)) {
                breakLinks(item->id(), *hit);
            } else if (event->modifiers().testFlag(Qt::ControlModifier)) {
                // Takes the last wire off this port by this end; the other end stays in its place.
                for (auto edge = session_.document().edges.rbegin(); edge != session_.document().edges.rend();
                     ++edge) {
                    if ((hit->output ? edge->from : edge->to) != port) continue;
                    drag_ = std::make_unique<WireDrag>(
                        *this, OpenWire{hit->output ? edge->to : edge->from, !hit->output}, *edge);
                    break;
                }
            } else {
                drag_ = std::make_unique<WireDrag>(*this, OpenWire{port, hit->output}, std::nullopt);
            }
            event->accept();
            return;
        }
    }
    if (event->button() == Qt::RightButton) {
        // A context menu acts on the selection: a right press on something else selects that first.
        QGraphicsItem* item = itemAt(event->scenePos(), {});
        if (item && !item->isSelected()) {
            clearSelection();
            item->setSelected(true);
        }
        event->accept();
        return;
    }
    QGraphicsScene::mousePressEvent(event);
}

void CanvasScene::mouseMoveEvent(QGraphicsSceneMouseEvent* event) {
    if (drag_) {
        drag_->moveTo(event->scenePos());
        event->accept();
        return;
    }
    QGraphicsScene::mouseMoveEvent(event);
    if (event->buttons().testFlag(Qt::LeftButton) && mouseGrabberItem()) highlightSpliceTarget();
}

void CanvasScene::mouseReleaseEvent(QGraphicsSceneMouseEvent* event) {
    if (drag_ && event->button() == Qt::LeftButton) {
        const std::unique_ptr<WireDrag> drag = std::move(drag_);
        const std::optional<OpenWire> open = drag->finish(event->scenePos());
        if (open) Q_EMIT openWireDropped(*open, event->scenePos());
        event->accept();
        return;
    }
    QGraphicsScene::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton) return;
    writeMovedNodes(true);
    const QPoint way = event->screenPos() - event->buttonDownScreenPos(Qt::LeftButton);
    if (way.manhattanLength() > kStill || nodeAt(event->scenePos())) return;
    if (const WireItem* wire = wireNear(event->scenePos())) Q_EMIT wireClicked(wire->id());
}

void CanvasScene::mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) {
    if (NodeItem* item = nodeAt(event->scenePos()); item && event->button() == Qt::LeftButton) {
        selectOnly({item->id()});
        Q_EMIT nodeActivated(item->id());
        event->accept();
        return;
    }
    QGraphicsScene::mouseDoubleClickEvent(event);
}

void CanvasScene::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && drag_) {
        drag_.reset();
        event->accept();
        return;
    }
    QGraphicsScene::keyPressEvent(event);
}

void CanvasScene::writeMovedNodes(bool maySplice) {
    edit::MoveNodes move;
    for (const GraphNode& node : session_.document().nodes) {
        const NodeItem* item = nodes_.value(QString::fromStdString(node.id));
        if (!item->isSelected()) continue;
        const std::optional<Point> before = session_.document().position(node.id);
        const Point now{item->pos().x(), item->pos().y()};
        if (!before || !(*before == now)) move.positions.emplace_back(node.id, now);
    }
    if (move.positions.empty()) return;
    std::vector<GraphEdit> edits{GraphEdit(move)};
    WireItem* target = maySplice ? spliceTarget() : nullptr;
    if (target) {
        const GraphEdge* edge = session_.document().findEdge(target->from(), target->to());
        const auto put = edge ? commands::splice(session_.document(), session_.registry(), *edge,
                                                 move.positions.front().first)
                              : std::nullopt;
        if (put) edits.push_back(*put);
    }
    if (spliceTarget_) spliceTarget_->setHighlighted(false);
    spliceTarget_ = nullptr;
    if (edits.size() == 1) {
        session_.apply(edits.front());
    } else {
        const std::string label = edits.back().label();
        session_.apply(edit::Composite{label, std::move(edits)});
    }
}

void CanvasScene::breakLinks(const QString& node, const NodeItem::Hit& port) {
    const PortRef end{node.toStdString(), port.port.toStdString()};
    std::vector<GraphEdge> edges;
    for (const GraphEdge& edge : session_.document().edges) {
        if ((port.output ? edge.from : edge.to) == end) edges.push_back(edge);
    }
    if (!edges.empty()) session_.apply(commands::remove(session_.document(), {}, edges, false));
}

} // namespace millrace::ui
