// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/canvas_commands.h"

#include "engine/graph/graph_json.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/wire_item.h"
#include "ui/document/graph_session.h"
#include "ui/settings/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <cmath>

namespace millrace::ui {

CanvasCommands::CanvasCommands(GraphSession& session, CanvasView& view, QObject* parent)
    : QObject(parent), session_(session), view_(view) {}

void CanvasCommands::addKind(const QString& kindName, QPointF scenePosition,
                             const std::optional<OpenWire>& wire) {
    const NodeKind* kind = session_.registry().find(kindName.toStdString());
    if (!kind) return;
    QPointF corner = scenePosition - QPointF(geometry::kCardWidth / 2, geometry::kCardHeight / 2);
    if (wire) corner = scenePosition - QPointF(wire->fromOutput ? 0 : geometry::kCardWidth, 40);
    corner = snapped(corner);
    std::string id;
    const GraphDocument& document = session_.document();
    GraphEdit add = commands::addNode(document, *kind, Point{corner.x(), corner.y()}, wire, &id);
    const WireItem* under = wire ? nullptr : view_.canvas().wireNear(scenePosition);
    if (under) {
        // The splice is worked out on a document that has the node already, then both are one step.
        GraphDocument with = document;
        const Result<GraphEdit> added = add.apply(with);
        const GraphEdge* edge = with.findEdge(under->from(), under->to());
        if (added.has_value() && edge) {
            if (auto splice = commands::splice(with, session_.registry(), *edge, id)) {
                const std::string label = add.label();
                add = edit::Composite{label, {add, *splice}};
            }
        }
    }
    if (!session_.apply(add)) return;
    view_.canvas().selectOnly({QString::fromStdString(id)});
    view_.setFocus();
}

void CanvasCommands::removeSelection(bool reconnect) {
    const auto nodes = view_.canvas().selectedNodes();
    const auto edges = view_.canvas().selectedEdges();
    if (nodes.empty() && edges.empty()) return;
    session_.apply(commands::remove(session_.document(), nodes, edges, reconnect));
}

QString CanvasCommands::selectionText() const {
    const auto nodes = view_.canvas().selectedNodes();
    return nodes.empty() ? QString() : QString::fromStdString(writeFragment(session_.document(), nodes));
}

void CanvasCommands::copy() {
    const QString text = selectionText();
    if (text.isEmpty()) return;
    QGuiApplication::clipboard()->setText(text);
    lastPasted_ = text;
    pasteCount_ = 0;
}

void CanvasCommands::cut() {
    copy();
    removeSelection(false);
}

void CanvasCommands::paste() {
    const QString text = QGuiApplication::clipboard()->text();
    if (text != lastPasted_) {
        lastPasted_ = text;
        pasteCount_ = 0;
    }
    ++pasteCount_;
    pasteText(text, std::nullopt, "Paste");
}

void CanvasCommands::duplicate() {
    const QString text = selectionText();
    if (text.isEmpty()) return;
    pasteCount_ = 1;
    pasteText(text, std::nullopt, "Duplicate");
}

bool CanvasCommands::pasteText(const QString& text, std::optional<QPointF> at, const char* label) {
    const Result<GraphFile> fragment = parseGraph(text.toStdString(), {});
    if (fragment.has_error()) {
        Q_EMIT session_.failed(
            tr("The clipboard holds no part of a graph: %1").arg(firstMessage(fragment.error())));
        return false;
    }
    const double shift = 2.0 * metric::kGrid * std::max(1, pasteCount_);
    const Point offset = at ? Point{at->x(), at->y()} : Point{shift, shift};
    Result<edit::Composite> composite = pasteFragment(session_.document(), fragment.value().document, offset);
    if (composite.has_error()) {
        Q_EMIT session_.failed(firstMessage(composite.error()));
        return false;
    }
    if (composite.value().edits.empty()) return false;
    QStringList ids;
    for (const GraphEdit& edit : composite.value().edits) {
        if (const auto* added = std::get_if<edit::AddNode>(&edit.change()))
            ids << QString::fromStdString(added->node.id);
    }
    composite.value().label = label;
    if (!session_.apply(composite.value())) return false;
    view_.canvas().selectOnly(ids);
    return true;
}

void CanvasCommands::selectAll() {
    QStringList ids;
    for (const GraphNode& node : session_.document().nodes) {
        ids << QString::fromStdString(node.id);
    }
    view_.canvas().selectOnly(ids);
}

void CanvasCommands::tidy() {
    auto nodes = view_.canvas().selectedNodes();
    if (nodes.size() < 2) nodes.clear();
    if (session_.document().nodes.empty()) return;
    session_.apply(commands::tidy(session_.document(), nodes));
}

void CanvasCommands::nudge(int dx, int dy) {
    edit::MoveNodes move;
    for (const std::string& id : view_.canvas().selectedNodes()) {
        const QPointF at = view_.canvas().node(QString::fromStdString(id))->pos();
        move.positions.emplace_back(id, Point{at.x() + dx * metric::kGrid, at.y() + dy * metric::kGrid});
    }
    if (!move.positions.empty()) session_.apply(move, "nudge");
}

void CanvasCommands::walk(int dx, int dy) {
    const auto selected = view_.canvas().selectedNodes();
    if (selected.empty()) {
        if (!session_.document().nodes.empty()) {
            view_.canvas().selectOnly({QString::fromStdString(session_.document().nodes.front().id)});
        }
        return;
    }
    const QPointF from = view_.canvas().node(QString::fromStdString(selected.back()))->cardRect().center();
    QString best;
    double bestCost = 1e18;
    for (const NodeItem* node : view_.canvas().nodes()) {
        const QPointF way = node->cardRect().center() - from;
        const double along = way.x() * dx + way.y() * dy;
        const double aside = std::abs(way.x() * dy) + std::abs(way.y() * dx);
        if (along < 1) continue;
        bool wired = false;
        const std::string id = node->id().toStdString();
        for (const GraphEdge& edge : session_.document().edges) {
            wired = wired || (edge.from.node == selected.back() && edge.to.node == id) ||
                    (edge.to.node == selected.back() && edge.from.node == id);
        }
        const double cost = along + 2 * aside + (wired ? 0 : 400);
        if (cost < bestCost) {
            bestCost = cost;
            best = node->id();
        }
    }
    if (best.isEmpty()) return;
    view_.canvas().selectOnly({best});
    view_.centreOnNode(best);
}

} // namespace millrace::ui
