// SPDX-License-Identifier: Apache-2.0
#include "ui/run/partial_run.h"

#include "engine/graph/registry.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/instance_face.h"
#include "ui/canvas/path_title.h"
#include "ui/document/graph_session.h"
#include "ui/document/instance_kind.h"
#include "ui/document/shown_body.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/status_line.h"
#include "ui/run/banner_column.h"
#include "ui/run/run_controller.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <set>

namespace millrace::ui {

GraphDocument partUpTo(const GraphDocument& document, const Registry& registry, const std::string& node) {
    GraphDocument part = document;
    std::set<std::string> needed{node};
    for (bool grown = true; grown;) {
        grown = false;
        for (const GraphEdge& edge : document.edges)
            if (needed.contains(edge.to.node)) grown = needed.insert(edge.from.node).second || grown;
    }
    std::erase_if(part.nodes, [&](const GraphNode& other) { return !needed.contains(other.id); });
    std::erase_if(part.edges, [&](const GraphEdge& edge) {
        return !needed.contains(edge.from.node) || !needed.contains(edge.to.node);
    });
    std::erase_if(part.layout, [&](const auto& place) { return !needed.contains(place.first); });
    const GraphNode* last = document.findNode(node);
    const NodeKindPtr kind = last ? kindOf(*last, document, registry) : nullptr;
    if (!kind) return part;
    for (const PortSpec& port : kind->outputPorts(last->params)) {
        if (port.role != PortRole::Data) continue;
        GraphNode table;
        table.id = part.freeId("up_to_" + node);
        table.kind = "live_table";
        table.title = titleOf(*last, document, registry).toStdString() + " " + port.name;
        GraphEdge wire;
        wire.from = {node, port.name};
        wire.to = {table.id, "in"};
        part.nodes.push_back(std::move(table));
        part.edges.push_back(std::move(wire));
    }
    return part;
}

PartialRun::PartialRun(MainWindow& window, RunController& runs, BannerColumn& banners)
    : window_(window), runs_(runs), banners_(banners), planner_(window.session().registry()) {
    connect(&planner_, &PlanningService::planned, this,
            [this](const std::shared_ptr<const Planning>& planning) { planned(*planning); });
    connect(&window_, &MainWindow::contextMenuOpening, this, [this](QMenu* menu) { fillContextMenu(*menu); });
    connect(&runs_, &RunController::started, this, &PartialRun::showBanner);
    connect(&runs_, &RunController::forgotten, this, [this] { banners_.hide("partial"); });
}

void PartialRun::runUpTo(const QString& node) {
    if (runs_.isActive() || !window_.session().document().findNode(node.toStdString())) return;
    node_ = node;
    const GraphSession& session = window_.session();
    planner_.request(partUpTo(session.document(), session.registry(), node.toStdString()),
                     session.graphFolder(), session.planConditions());
    planner_.hurry();
}

void PartialRun::planned(const Planning& planning) {
    if (planning.plan) return runs_.start(planning.plan, true);
    window_.dock().showPage("problems");
    window_.statusLine().showMessage(tr("Not run: %1").arg(firstMessage(planning.diagnostics)), 8000);
}

void PartialRun::showBanner() {
    if (!runs_.isPartial()) return banners_.hide("partial");
    const GraphSession& session = window_.session();
    const QString title =
        titleOfPath(node_.toStdString(), ShownBody::of(session).whole(), session.registry());
    auto* banner = new QFrame;
    banner->setObjectName("partialBanner");
    banner->setProperty("role", "card");
    auto* text = new QLabel(tr("<b>Part of the graph</b>: run up to <b>%1</b>; nothing behind it runs.")
                                .arg(title.toHtmlEscaped()));
    text->setTextFormat(Qt::RichText);
    auto* close = new QPushButton(tr("Hide"));
    close->setProperty("role", "small");
    auto* row = new QHBoxLayout(banner);
    row->setContentsMargins(14, 6, 8, 6);
    row->addWidget(text, 1);
    row->addWidget(close);
    connect(close, &QPushButton::clicked, this, [this] { banners_.hide("partial"); });
    banners_.show("partial", 12, banner);
}

void PartialRun::fillContextMenu(QMenu& menu) {
    const auto chosen = window_.canvas().selectedNodes();
    // Inside of a subgraph there is no way to its node from outside of it alone.
    if (chosen.size() != 1 || runs_.isActive() || !ShownBody::of(window_.session()).isTop()) return;
    QAction* action = menu.addAction(tr("Run up to here"));
    action->setObjectName("runUpToHere");
    connect(action, &QAction::triggered, this,
            [this, node = QString::fromStdString(chosen.front())] { runUpTo(node); });
}

} // namespace millrace::ui
