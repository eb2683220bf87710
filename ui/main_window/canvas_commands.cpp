// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/canvas_commands.h"

#include "engine/graph/graph_json.h"
#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/splice_target.h"
#include "ui/canvas/wire_item.h"
#include "ui/document/graph_session.h"
#include "ui/document/instance_kind.h"
#include "ui/document/wire_commands.h"
#include "ui/help/kind_example.h"
#include "ui/main_window/area_commands.h"
#include "ui/settings/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <cmath>

namespace millrace::ui {

CanvasCommands::CanvasCommands(GraphSession& session, CanvasView& view, QObject* parent)
    : QObject(parent), session_(session), view_(view) {}

void CanvasCommands::addKind(const QString& kindName, QPointF scenePosition,
                             const std::optional<OpenWire>& wire) {
    const NodeKindPtr kind = kindToAdd(session_, kindName.toStdString());
    if (!kind) {
        Q_EMIT session_.failed(tr("There is no such node, or it would hold itself here."));
        return;
    }
    QPointF corner = scenePosition - QPointF(geometry::kCardWidth / 2, geometry::kCardHeight / 2);
    if (wire) corner = scenePosition - QPointF(wire->fromOutput ? 0 : geometry::kCardWidth, 40);
    corner = snapped(corner);
    std::string id;
    const GraphDocument& document = session_.document();
    GraphEdit add = commands::addNode(document, *kind, Point{corner.x(), corner.y()}, wire, &id);
    const WireItem* under = wire ? nullptr : view_.canvas().spliceTarget().wireFor(*kind, scenePosition);
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
    std::vector<GraphEdit> edits = AreaCommands::removals(view_.canvas());
    if (!nodes.empty() || !edges.empty()) {
        edits.push_back(reconnect
                            ? commands::removeAndHeal(session_.document(), session_.registry(), nodes, edges)
                            : commands::remove(session_.document(), nodes, edges));
    }
    if (edits.empty()) return;
    if (edits.size() == 1) {
        session_.apply(edits.front());
    } else {
        const std::string label = edits.back().label();
        session_.apply(edit::Composite{label, std::move(edits)});
    }
}

QString CanvasCommands::selectionText() const {
    const auto chosen = AreaCommands::selectionWithContents(view_.canvas());
    if (chosen.nodes.empty() && chosen.groups.empty() && chosen.notes.empty()) return {};
    return QString::fromStdString(
        writeFragment(session_.document(), chosen.nodes, chosen.groups, chosen.notes));
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

void CanvasCommands::paste(bool withInputs) {
    const QString text = QGuiApplication::clipboard()->text();
    if (text != lastPasted_) {
        lastPasted_ = text;
        pasteCount_ = 0;
    }
    ++pasteCount_;
    pasteText(text, "Paste", withInputs);
}

void CanvasCommands::duplicate() {
    const QString text = selectionText();
    if (text.isEmpty()) return;
    pasteCount_ = 1;
    pasteText(text, "Duplicate", false);
}

Point CanvasCommands::pasteOffset(const GraphDocument& fragment) const {
    const double shift = 2.0 * metric::kGrid * std::max(1, pasteCount_);
    QRectF area;
    for (const auto& [node, at] : fragment.layout) {
        area = area.united(QRectF(at.x, at.y, geometry::kCardWidth, geometry::kCardHeight));
    }
    const QRectF seen = view_.mapToScene(view_.viewport()->rect()).boundingRect();
    if (area.isNull() || seen.intersects(area.translated(shift, shift))) return {shift, shift};
    // What comes from elsewhere goes where the user looks.
    const QPointF way = snapped(seen.center() - area.center());
    return {way.x() + shift - 2.0 * metric::kGrid, way.y() + shift - 2.0 * metric::kGrid};
}

bool CanvasCommands::pasteText(const QString& text, const char* label, bool withInputs) {
    const Result<GraphFile> fragment = parseGraph(text.toStdString(), {});
    if (fragment.has_error()) {
        Q_EMIT session_.failed(
            tr("The clipboard holds no part of a graph: %1").arg(firstMessage(fragment.error())));
        return false;
    }
    const GraphDocument& part = fragment.value().document;
    Result<edit::Composite> composite =
        pasteFragment(session_.document(), part, pasteOffset(part),
                      withInputs ? OutsideInputs::KeepExisting : OutsideInputs::Drop);
    if (composite.has_error()) {
        Q_EMIT session_.failed(firstMessage(composite.error()));
        return false;
    }
    if (composite.value().edits.empty()) return false;
    QStringList ids, areas;
    for (const GraphEdit& edit : composite.value().edits) {
        if (const auto* added = std::get_if<edit::AddNode>(&edit.change()))
            ids << QString::fromStdString(added->node.id);
        if (const auto* group = std::get_if<edit::SetGroup>(&edit.change()))
            areas << QString::fromStdString(group->id);
        if (const auto* note = std::get_if<edit::SetStickyNote>(&edit.change()))
            areas << QString::fromStdString(note->id);
    }
    composite.value().label = label;
    if (!session_.apply(composite.value())) return false;
    view_.canvas().selectOnly(ids);
    if (!areas.isEmpty()) view_.canvas().selectAreas(areas);
    return true;
}

bool CanvasCommands::insertExample(const NodeKind& kind) {
    const Result<GraphDocument> example = kindExample(kind);
    if (example.has_error()) return false;
    const QRectF there = view_.canvas().contentRect();
    const QPointF at = snapped(there.isNull() ? QPointF(0, 0) : there.bottomLeft() + QPointF(0, 60));
    Result<edit::Composite> composite =
        pasteFragment(session_.document(), example.value(), Point{at.x(), at.y()});
    if (composite.has_error()) {
        Q_EMIT session_.failed(firstMessage(composite.error()));
        return false;
    }
    QStringList ids;
    for (const GraphEdit& edit : composite.value().edits) {
        if (const auto* added = std::get_if<edit::AddNode>(&edit.change()))
            ids << QString::fromStdString(added->node.id);
    }
    composite.value().label = "Insert example";
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
    const CanvasAreas& areas = view_.canvas().areas();
    if (areas.groups().isEmpty() && areas.notes().isEmpty()) return;
    view_.canvas().selectAreas(areas.groups().keys() + areas.notes().keys());
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
