// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/subgraph_commands.h"

#include "ui/canvas/breadcrumb.h"
#include "ui/canvas/canvas_geometry.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/port_lane.h"
#include "ui/document/graph_session.h"
#include "ui/document/instance_kind.h"
#include "ui/document/shown_body.h"
#include "ui/main_window/canvas_commands.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/window_actions.h"

#include <QMenu>
#include <algorithm>

namespace millrace::ui {

namespace {

constexpr int kCrumbLeft = 12, kCrumbTop = 10;

} // namespace

SubgraphCommands::SubgraphCommands(MainWindow& window) : QObject(&window), window_(window) {
    const WindowActions& actions = window.actions();
    connect(actions.makeSubgraph, &QAction::triggered, this, &SubgraphCommands::make);
    connect(actions.unpackSubgraph, &QAction::triggered, this, &SubgraphCommands::unpack);
    connect(actions.makeIndependent, &QAction::triggered, this, &SubgraphCommands::makeIndependent);
    connect(actions.enterSubgraph, &QAction::triggered, this, &SubgraphCommands::enter);
    connect(actions.leaveSubgraph, &QAction::triggered, this, &SubgraphCommands::leave);
    connect(actions.moveOut, &QAction::triggered, this, &SubgraphCommands::moveOut);
    connect(&window.canvas(), &CanvasScene::nodeActivated, this, &SubgraphCommands::enter);
    connect(&window.canvas(), &QGraphicsScene::selectionChanged, this, &SubgraphCommands::updateActions);
    connect(&window.session(), &GraphSession::edited, this, &SubgraphCommands::updateActions);
    connect(&ShownBody::of(window.session()), &ShownBody::changed, this, &SubgraphCommands::bodyChanged);
    auto* crumbs = new Breadcrumb(window.session(), &window.canvasView());
    crumbs->move(kCrumbLeft, kCrumbTop);
    ports_ = new PortLane(window.canvas(), window.canvasView());
    connect(actions.remove, &QAction::triggered, ports_, &PortLane::removeSelected);
    updateActions();
}

QString SubgraphCommands::selectedInstance() const {
    const auto nodes = window_.canvas().selectedNodes();
    if (nodes.size() != 1) return {};
    const GraphNode* node = window_.session().document().findNode(nodes.front());
    return node != nullptr && isInstance(*node) ? QString::fromStdString(node->id) : QString();
}

bool SubgraphCommands::apply(const Result<GraphEdit>& edit) {
    if (!edit.has_error()) return window_.session().apply(*edit);
    Q_EMIT window_.session().failed(firstMessage(edit.error()));
    return false;
}

void SubgraphCommands::make() {
    const ShownBody& body = ShownBody::of(window_.session());
    std::string instance;
    const int count = static_cast<int>(body.whole().subgraphs.size());
    const QString title = count == 0 ? tr("Subgraph") : tr("Subgraph %1").arg(count + 1);
    if (apply(makeSubgraph(body.whole(), body.path(), window_.canvas().selectedNodes(), title.toStdString(),
                           &instance)))
        window_.canvas().selectOnly({QString::fromStdString(instance)});
}

void SubgraphCommands::unpack() {
    const ShownBody& body = ShownBody::of(window_.session());
    std::vector<std::string> nodes;
    if (!apply(unpackSubgraph(body.whole(), body.path(), selectedInstance().toStdString(), &nodes))) return;
    QStringList ids;
    for (const std::string& id : nodes)
        ids << QString::fromStdString(id);
    window_.canvas().selectOnly(ids);
}

void SubgraphCommands::makeIndependent() {
    const ShownBody& body = ShownBody::of(window_.session());
    apply(millrace::makeIndependent(body.whole(), body.path(), selectedInstance().toStdString()));
}

void SubgraphCommands::enter() {
    const QString instance = selectedInstance();
    if (!instance.isEmpty()) ShownBody::of(window_.session()).enter(instance);
}

void SubgraphCommands::leave() { ShownBody::of(window_.session()).leave(); }

void SubgraphCommands::moveOut() {
    const ShownBody& body = ShownBody::of(window_.session());
    apply(moveOutOfSubgraph(body.whole(), body.path(), window_.canvas().selectedNodes()));
}

void SubgraphCommands::fillAddMenu(QMenu& menu) {
    const ShownBody& body = ShownBody::of(window_.session());
    const QPointF at = window_.canvasView().insertionPoint();
    for (const NodeKindPtr& kind : instanceKinds(window_.session())) {
        const std::string id = subgraphOf(newNode(*kind, body.whole()));
        const Subgraph* subgraph = body.whole().findSubgraph(id);
        const QString title = QString::fromStdString(subgraph->title.empty() ? id : subgraph->title);
        connect(menu.addAction(title), &QAction::triggered, this,
                [this, at, name = QString::fromStdString(kind->name)] {
                    window_.commands().addKind(name, at, {});
                });
    }
    menu.menuAction()->setVisible(!menu.isEmpty());
}

void SubgraphCommands::bodyChanged() {
    const ShownBody& body = ShownBody::of(window_.session());
    const QString before = std::exchange(left_, body.pathOf({}));
    // Back outside, the instance that was left is the one that is selected.
    const QString prefix = body.pathOf({});
    if (before.size() > prefix.size() && before.startsWith(prefix))
        window_.canvas().selectOnly({before.mid(prefix.size()).section('/', 0, 0)});
    fit();
    window_.canvasView().setFocus();
    updateActions();
}

void SubgraphCommands::fit() {
    CanvasView& view = window_.canvasView();
    view.fitAll();
    // The ports at the edges belong to what is seen, too.
    const QRectF ports = ports_->rect();
    if (ports.isNull() || view.mapToScene(view.viewport()->rect()).boundingRect().contains(ports)) return;
    const QRectF all = ports.united(window_.canvas().contentRect()).adjusted(-24, -60, 24, 36);
    view.setZoom(
        std::min({1.0, view.viewport()->width() / all.width(), view.viewport()->height() / all.height()}));
    view.centerOn(all.center());
}

void SubgraphCommands::updateActions() {
    const WindowActions& actions = window_.actions();
    const bool top = ShownBody::of(window_.session()).isTop();
    const bool selection = !window_.canvas().selectedNodes().empty();
    const bool instance = !selectedInstance().isEmpty();
    actions.makeSubgraph->setEnabled(selection);
    for (QAction* action : {actions.unpackSubgraph, actions.makeIndependent, actions.enterSubgraph})
        action->setEnabled(instance);
    actions.leaveSubgraph->setEnabled(!top);
    actions.moveOut->setEnabled(!top && selection);
}

} // namespace millrace::ui
