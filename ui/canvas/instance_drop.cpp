// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/instance_drop.h"

#include "ui/canvas/breadcrumb.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"

#include <QGraphicsSceneMouseEvent>
#include <QGraphicsView>

namespace millrace::ui {

namespace {

/// A press that wanders less is a click.
constexpr int kStill = 4;

bool wasDragged(const QGraphicsSceneMouseEvent& event) {
    const QPoint way = event.screenPos() - event.buttonDownScreenPos(Qt::LeftButton);
    return way.manhattanLength() > kStill;
}

/// The card in hand is the one that was pressed: a rubber band over an instance drops nothing.
bool holdsCards(const CanvasScene& scene, const QGraphicsSceneMouseEvent& event) {
    const NodeItem* pressed = scene.nodeAt(event.scenePos());
    return pressed != nullptr && pressed->isSelected() && wasDragged(event);
}

NodeItem* instanceUnder(const CanvasScene& scene, const QGraphicsSceneMouseEvent& event) {
    if (!holdsCards(scene, event)) return nullptr;
    for (NodeItem* item : scene.nodes()) {
        if (item->isSelected() || !item->cardRect().contains(event.scenePos())) continue;
        const GraphNode* node = scene.session().document().findNode(item->id().toStdString());
        if (node != nullptr && isInstance(*node)) return item;
    }
    return nullptr;
}

Breadcrumb* breadcrumbUnder(const CanvasScene& scene, const QGraphicsSceneMouseEvent& event) {
    if (!holdsCards(scene, event)) return nullptr;
    for (const QGraphicsView* view : scene.views()) {
        auto* crumbs = view->findChild<Breadcrumb*>();
        if (crumbs != nullptr && crumbs->isVisible() &&
            crumbs->rect().contains(crumbs->mapFromGlobal(event.screenPos())))
            return crumbs;
    }
    return nullptr;
}

} // namespace

void showDropTarget(CanvasScene& scene, const QGraphicsSceneMouseEvent& event) {
    const NodeItem* target = instanceUnder(scene, event);
    for (NodeItem* item : scene.nodes())
        if (!item->isSelected()) item->setHovered(item == target);
    for (const QGraphicsView* view : scene.views())
        if (auto* crumbs = view->findChild<Breadcrumb*>())
            crumbs->setDropTarget(crumbs == breadcrumbUnder(scene, event));
}

bool dropOnSubgraph(CanvasScene& scene, const QGraphicsSceneMouseEvent& event) {
    NodeItem* instance = instanceUnder(scene, event);
    Breadcrumb* crumbs = breadcrumbUnder(scene, event);
    if (instance == nullptr && crumbs == nullptr) return false;
    GraphSession& session = scene.session();
    const ShownBody& body = ShownBody::of(session);
    const auto nodes = scene.selectedNodes();
    const Result<GraphEdit> edit =
        instance != nullptr ? moveIntoSubgraph(body.whole(), body.path(), nodes, instance->id().toStdString())
                            : moveOutOfSubgraph(body.whole(), body.path(), nodes);
    if (instance != nullptr) instance->setHovered(false);
    if (crumbs != nullptr) crumbs->setDropTarget(false);
    if (edit.has_error())
        Q_EMIT session.failed(firstMessage(edit.error()));
    else
        session.apply(*edit);
    return true;
}

} // namespace millrace::ui
