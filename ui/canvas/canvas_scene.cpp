// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/canvas_scene.h"

#include "ui/canvas/body_live.h"
#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/instance_drop.h"
#include "ui/canvas/instance_face.h"
#include "ui/canvas/moving_items.h"
#include "ui/canvas/splice_target.h"
#include "ui/canvas/still_layer.h"
#include "ui/canvas/wire_bends.h"
#include "ui/canvas/wire_drag.h"
#include "ui/canvas/wire_item.h"
#include "ui/canvas/wire_labels.h"
#include "ui/canvas/wire_tokens.h"
#include "ui/document/checkpoint_choice.h"
#include "ui/document/fresh_nodes.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"
#include "ui/settings/turn_queue.h"

#include <QGraphicsSceneMouseEvent>
#include <QGraphicsView>
#include <QKeyEvent>
#include <algorithm>

namespace millrace::ui {
namespace {

/// Room to pan beyond the outermost cards.
constexpr qreal kBeyond = 4000;
/// Screen pixels a press may wander and still be a click.
constexpr int kStill = 4;

/// Whether more than a number differs.
bool changesLook(const NodeLive& before, const NodeLive& now) {
    const auto inTrouble = [](const NodeLive& each) { return each.rejected + each.errors > 0; };
    return now.bottleneck != before.bottleneck || now.chip != before.chip ||
           inTrouble(now) != inTrouble(before);
}
/// Without what only numbers stand on.
QRectF lookRect(const NodeItem& node) { return node.boundingRect().translated(node.pos()); }
QRectF lookRect(const WireItem& wire) {
    return wire.path().boundingRect().adjusted(-14, -14, 14, 14).translated(wire.pos());
}

bool changesLook(const WireLive& before, const WireLive& now) {
    return now.full != before.full || now.held != before.held;
}

} // namespace

CanvasScene::CanvasScene(GraphSession& session, QObject* parent)
    : QGraphicsScene(parent),
      session_(session),
      areas_(std::make_unique<CanvasAreas>(*this)),
      bends_(std::make_unique<WireBends>(*this)),
      moving_(std::make_unique<MovingItems>(*this)),
      splice_(std::make_unique<SpliceTarget>(*this)) {
    setItemIndexMethod(QGraphicsScene::NoIndex);
    setSceneRect(-kBeyond, -kBeyond, 2 * kBeyond, 2 * kBeyond);
    tokens_ = new WireTokens(*this);
    addItem(new WireLabels(*this));
    connect(&session_, &GraphSession::edited, this, &CanvasScene::synchronise);
    connect(&session_, &GraphSession::documentReplaced, this, &CanvasScene::replaceAll);
    connect(&ShownBody::of(session_), &ShownBody::changed, this, &CanvasScene::replaceAll);
    connect(&session_, &GraphSession::planningChanged, this, &CanvasScene::planningArrived);
    connect(&session_, &GraphSession::runFindingsChanged, this, &CanvasScene::planningArrived);
    connect(&FreshNodes::of(session_), &FreshNodes::changed, this, &CanvasScene::planningArrived);
    connect(&CheckpointChoice::of(session_), &CheckpointChoice::changed, this, &CanvasScene::planningArrived);
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
    const auto& schemas = ShownBody::of(session_).planning().schemas;
    const auto found = schemas.find((node + "." + port).toStdString());
    return found == schemas.end() ? nullptr : found->second;
}

QRectF CanvasScene::contentRect() const {
    QRectF rect;
    for (const NodeItem* node : nodes_) {
        rect = rect.united(node->cardRect());
    }
    return rect.united(areas_->boundingRect());
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

void CanvasScene::selectAreas(const QStringList& ids) {
    const bool blocked = blockSignals(true);
    for (const QString& id : ids) {
        if (AreaItem* item = areas_->area(id)) item->setSelected(true);
    }
    blockSignals(blocked);
    Q_EMIT selectionChanged();
}

void CanvasScene::setLiveValues(const LiveValues& values) {
    live_ = values;
    const ShownBody& body = ShownBody::of(session_);
    const LiveValues shown = body.isPlain() ? live_ : liveInBody(live_, body);
    tokens_->follow(shown);
    // One rectangle to draw anew: to ask for each item costs more than many of them do.
    QRectF changed;
    const auto grow = [&changed](const QGraphicsItem& item) {
        changed = changed.united(item.boundingRect().translated(item.pos()));
    };
    QList<QRectF> looks; // where more than numbers has changed
    const auto pass = [&](auto& item, const auto& all) {
        const auto found = shown.active ? all.constFind(item.id()) : all.constEnd();
        const auto* live = found == all.constEnd() ? nullptr : &*found;
        if (!live && !item.live()) return;
        if (item.live()) grow(item);
        const bool looksOther = !live || !item.live() || changesLook(*item.live(), *live);
        item.setLive(live);
        if (live) grow(item);
        if (looksOther) looks << lookRect(item);
    };
    for (NodeItem* node : std::as_const(nodes_))
        pass(*node, shown.nodes);
    for (WireItem* wire : std::as_const(wires_))
        pass(*wire, shown.wires);
    // The window listens before it draws. Past the items: what they ask for would be drawn at once, and all
    // of it again for the numbers.
    TurnQueue::instance().add(this, [this, changed, looks] {
        if (changed.isNull()) return;
        for (QGraphicsView* view : views()) {
            if (auto* layer = view->findChild<StillLayer*>({}, Qt::FindDirectChildrenOnly))
                layer->noteChanges(looks);
            view->viewport()->update(view->mapFromScene(changed).boundingRect().adjusted(-2, -2, 2, 2));
        }
    });
    Q_EMIT liveValuesChanged();
}

void CanvasScene::nodeMoved(NodeItem& node) {
    const std::string id = node.id().toStdString();
    for (WireItem* wire : wires_) {
        if (wire->from().node == id || wire->to().node == id) placeWire(*wire);
    }
    if (!synchronising_) Q_EMIT contentChanged();
}

void CanvasScene::bendMoved(const QString& edgeId) {
    if (WireItem* item = wire(edgeId); item && !synchronising_) placeWire(*item);
}

void CanvasScene::areaMoved() {
    if (!synchronising_) Q_EMIT contentChanged();
}

void CanvasScene::replaceAll() {
    drag_.reset();
    splice_->clear();
    const bool blocked = blockSignals(true);
    qDeleteAll(wires_);
    qDeleteAll(nodes_);
    areas_->clear();
    bends_->clear();
    moving_->clear();
    wires_.clear();
    nodes_.clear();
    blockSignals(blocked);
    // The run goes on whichever body is shown; of another document nothing is known.
    if (sender() == &session_) live_ = {};
    synchronise();
    Q_EMIT selectionChanged();
}

void CanvasScene::synchronise() {
    moving_->clear();
    splice_->clear();
    synchroniseItems();
    if (live_.active) setLiveValues(LiveValues(live_));
    Q_EMIT contentChanged();
}

void CanvasScene::synchroniseItems() {
    synchronising_ = true;
    const ShownBody& body = ShownBody::of(session_);
    const Diagnostics findings = FreshNodes::of(session_).softened(session_.findings());
    const GraphLookup lookup(session_.document(), body.planning(), body.findings(findings));
    areas_->synchronise(session_.document());
    bends_->synchronise(session_.document());
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
        NodeFace face = makeFace(node, session_.document(), session_.registry(), known);
        face.promise = promiseOf(known.vertex, CheckpointChoice::of(session_));
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
    if (!contentRect().isNull() && !sceneRect().contains(wanted)) setSceneRect(sceneRect().united(wanted));
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
        item->setSilent(lookup.node(edge.from.node).silent || lookup.node(edge.to.node).silent);
        const GraphLookup::Wire& known = lookup.wire(edgeId);
        QStringList findings;
        for (const Diagnostic* d : known.findings) {
            if (d->severity == Severity::Error) findings << plainWords(d->message);
        }
        item->setFindings(findings);
        if (known.planned)
            item->setPlanned(known.planned->fused, known.planned->capacity, nameOf(known.planned->overflow));
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
    if (start && end) wire.setEnds(*start, *end, bends_->pointsOf(wire.id()));
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
        capsules.insert(item->capsuleRect().adjusted(0, 0, 0, geometry::kWireRateHeight));
    }
}

void CanvasScene::planningArrived() {
    synchroniseItems();
    Q_EMIT contentChanged();
}

void CanvasScene::mousePressEvent(QGraphicsSceneMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        NodeItem* item = nodeAt(event->scenePos());
        const auto hit = item ? item->portAt(event->scenePos()) : std::nullopt;
        if (hit) {
            pressPort(*item, *hit, event->modifiers());
            event->accept();
            return;
        }
    }
    if (event->button() == Qt::RightButton) {
        // A context menu acts on the selection: a right press on something else selects that first, and one
        // on the empty canvas nothing.
        QGraphicsItem* item = itemAt(event->scenePos(), {});
        if (!item || !item->isSelected()) clearSelection();
        if (item) item->setSelected(true);
        event->accept();
        return;
    }
    QGraphicsScene::mousePressEvent(event);
    if (event->button() == Qt::LeftButton) moving_->begin();
}

void CanvasScene::mouseMoveEvent(QGraphicsSceneMouseEvent* event) {
    if (drag_) {
        drag_->moveTo(event->scenePos());
        event->accept();
        return;
    }
    QGraphicsScene::mouseMoveEvent(event);
    if (mouseGrabberItem()) moving_->follow();
    if (!event->buttons().testFlag(Qt::LeftButton) || !mouseGrabberItem()) return;
    const auto chosen = selectedNodes();
    splice_->follow(chosen.size() == 1 ? node(QString::fromStdString(chosen.front())) : nullptr);
    showDropTarget(*this, *event);
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
    if (dropOnSubgraph(*this, *event)) {
        synchronise();
        return;
    }
    writeMovedItems(true);
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
    if (event->button() == Qt::LeftButton && bendAt(event->scenePos())) {
        event->accept();
        return;
    }
    QGraphicsScene::mouseDoubleClickEvent(event);
}

bool CanvasScene::bendAt(QPointF scenePosition) {
    const GraphBody& body = session_.document();
    if (const BendItem* bend = bends_->at(scenePosition)) {
        const WireItem* of = wire(bend->edgeId());
        const GraphEdge* edge = of ? body.findEdge(of->from(), of->to()) : nullptr;
        return edge &&
               session_.apply(edit::Composite{"Straighten wire", {WireBends::remove(*edge, bend->index())}});
    }
    const WireItem* under = areas_->at(scenePosition) ? nullptr : wireNear(scenePosition);
    const GraphEdge* edge = under ? body.findEdge(under->from(), under->to()) : nullptr;
    if (!edge) return false;
    const QPainterPath& path = under->path();
    const std::size_t index = bendIndex(path.pointAtPercent(0), bends_->pointsOf(under->id()),
                                        path.pointAtPercent(1), scenePosition);
    return session_.apply(
        edit::Composite{"Bend wire", {WireBends::add(*edge, index, snapped(scenePosition * 2) / 2)}});
}

void CanvasScene::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && drag_) {
        drag_.reset();
        event->accept();
        return;
    }
    if (event->key() == Qt::Key_Escape && ShownBody::of(session_).leave()) {
        event->accept();
        return;
    }
    QGraphicsScene::keyPressEvent(event);
}

void CanvasScene::writeMovedItems(bool maySplice) {
    std::vector<GraphEdit> edits = moving_->edits();
    moving_->clear();
    if (edits.empty()) return;
    std::string label = moving_->label(edits);
    const auto* move = std::get_if<edit::MoveNodes>(&edits.front().change());
    if (maySplice && move && selectedNodes().size() == 1) {
        if (auto put = splice_->splice(move->positions.front().first)) {
            label = put->label();
            edits.push_back(std::move(*put));
        }
    }
    splice_->clear();
    if (edits.size() == 1 && edits.front().label() == label) {
        session_.apply(edits.front());
    } else {
        session_.apply(edit::Composite{label, std::move(edits)});
    }
}

void CanvasScene::pressPort(const NodeItem& node, const NodeItem::Hit& port,
                            Qt::KeyboardModifiers modifiers) {
    const PortRef end{node.id().toStdString(), port.port.toStdString()};
    const bool breaks = modifiers.testFlag(Qt::AltModifier), moves = modifiers.testFlag(Qt::ControlModifier);
    if (!breaks && !moves) {
        drag_ = std::make_unique<WireDrag>(*this, OpenWire{end, port.output});
        return;
    }
    std::vector<GraphEdge> wires = wiresAt(end, port.output);
    if (wires.empty()) return;
    if (breaks) {
        session_.apply(commands::remove(session_.document(), {}, wires));
        return;
    }
    // Where some of them are selected, only those are meant.
    std::vector<GraphEdge> chosen;
    for (const GraphEdge& edge : wires) {
        const WireItem* item = wire(QString::fromStdString(edge.id()));
        if (item && item->isSelected()) chosen.push_back(edge);
    }
    drag_ = std::make_unique<WireDrag>(*this, std::move(chosen.empty() ? wires : chosen), port.output);
}

std::vector<GraphEdge> CanvasScene::wiresAt(const PortRef& port, bool output) const {
    std::vector<GraphEdge> wires;
    for (const GraphEdge& edge : session_.document().edges) {
        if ((output ? edge.from : edge.to) == port) wires.push_back(edge);
    }
    return wires;
}

} // namespace millrace::ui
