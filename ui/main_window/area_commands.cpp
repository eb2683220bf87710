// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/area_commands.h"

#include "ui/canvas/area_editing.h"
#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/wire_bends.h"
#include "ui/document/graph_session.h"
#include "ui/settings/group_colors.h"

#include <QMenu>
#include <QSet>

namespace millrace::ui {
namespace {

std::string oneOrMany(const char* one, std::size_t count) {
    return count == 1 ? one : std::string(one) + "s";
}

} // namespace

AreaCommands::AreaCommands(GraphSession& session, CanvasView& view, QObject* parent)
    : QObject(parent), session_(session), view_(view) {}

void AreaCommands::groupSelection() {
    const CanvasScene& canvas = view_.canvas();
    const GraphBody& body = session_.document();
    QRectF around;
    for (const std::string& id : canvas.selectedNodes())
        around = around.united(canvas.node(QString::fromStdString(id))->cardRect());
    for (const std::string& id : canvas.areas().selectedNotes(body))
        around = around.united(canvas.areas().note(QString::fromStdString(id))->area());
    for (const std::string& id : canvas.areas().selectedGroups(body))
        around = around.united(canvas.areas().group(QString::fromStdString(id))->area());
    if (around.isNull()) around = QRectF(view_.insertionPoint(), QSizeF(320, 160));
    GraphGroup group;
    group.id = body.freeId("group");
    group.area = CanvasAreas::boxAround(around);
    const QString id = QString::fromStdString(group.id);
    if (!session_.apply(edit::Composite{"Group", {edit::SetGroup{group.id, group, std::nullopt}}})) return;
    view_.canvas().selectOnly({});
    view_.canvas().selectAreas({id});
    view_.editing().open(id);
}

void AreaCommands::addNote() {
    const QPointF at = snapped(view_.insertionPoint());
    StickyNote note;
    note.id = session_.document().freeId("note");
    note.area = {at.x(), at.y(), 240, 140};
    const QString id = QString::fromStdString(note.id);
    if (!session_.apply(edit::Composite{"Add note", {edit::SetStickyNote{note.id, note, std::nullopt}}}))
        return;
    view_.canvas().selectOnly({});
    view_.canvas().selectAreas({id});
    view_.editing().open(id);
}

void AreaCommands::setColor(const QString& name) {
    const CanvasScene& canvas = view_.canvas();
    const GraphBody& body = session_.document();
    std::vector<GraphEdit> edits;
    for (const std::string& id : canvas.areas().selectedGroups(body)) {
        GraphGroup group = *body.findGroup(id);
        group.color = name.toStdString();
        if (!(group == *body.findGroup(id))) edits.emplace_back(edit::SetGroup{id, group, std::nullopt});
    }
    for (const std::string& id : canvas.areas().selectedNotes(body)) {
        StickyNote note = *body.findStickyNote(id);
        note.color = name.toStdString();
        if (!(note == *body.findStickyNote(id)))
            edits.emplace_back(edit::SetStickyNote{id, note, std::nullopt});
    }
    if (!edits.empty()) session_.apply(edit::Composite{"Change colour", std::move(edits)});
}

bool AreaCommands::hasSelection() const {
    const CanvasAreas& areas = view_.canvas().areas();
    const GraphBody& body = session_.document();
    return !areas.selectedGroups(body).empty() || !areas.selectedNotes(body).empty();
}

void AreaCommands::fillColorMenu(QMenu& menu) {
    for (const GroupColor& color : groupColors()) {
        QAction* action = menu.addAction(swatch(color.color), color.title);
        action->setObjectName(QStringLiteral("color_") + color.name);
        connect(action, &QAction::triggered, this, [this, name = QString(color.name)] { setColor(name); });
    }
}

std::vector<GraphEdit> AreaCommands::removals(const CanvasScene& canvas) {
    const GraphBody& body = canvas.session().document();
    const auto groups = canvas.areas().selectedGroups(body), notes = canvas.areas().selectedNotes(body);
    std::vector<GraphEdit> edits;
    std::vector<GraphEdit> gone;
    for (const std::string& id : groups)
        gone.emplace_back(edit::SetGroup{id, std::nullopt, std::nullopt});
    for (const std::string& id : notes)
        gone.emplace_back(edit::SetStickyNote{id, std::nullopt, std::nullopt});
    if (!gone.empty()) {
        const std::string what =
            groups.empty() ? oneOrMany("note", notes.size()) : oneOrMany("group", groups.size());
        edits.emplace_back(edit::Composite{"Delete " + what, std::move(gone)});
    }
    std::vector<GraphEdit> straight = canvas.bends().removeSelected(body);
    if (!straight.empty()) edits.emplace_back(edit::Composite{"Straighten wire", std::move(straight)});
    return edits;
}

AreaCommands::Selection AreaCommands::selectionWithContents(const CanvasScene& canvas) {
    const GraphBody& body = canvas.session().document();
    QSet<QString> nodes, notes, groups;
    for (const GroupItem* group : canvas.areas().groups()) {
        if (!group->isSelected()) continue;
        groups << group->id();
        for (const GroupItem* inner : canvas.areas().groups()) {
            if (group->area().contains(inner->area())) groups << inner->id();
        }
        for (const QString& id : CanvasAreas::standingIn(*group, canvas.nodes()))
            nodes << id;
        for (const QString& id : canvas.areas().notesIn(*group))
            notes << id;
    }
    for (const std::string& id : canvas.selectedNodes())
        nodes << QString::fromStdString(id);
    for (const std::string& id : canvas.areas().selectedNotes(body))
        notes << QString::fromStdString(id);
    Selection selection;
    for (const GraphNode& node : body.nodes) {
        if (nodes.contains(QString::fromStdString(node.id))) selection.nodes.push_back(node.id);
    }
    for (const GraphGroup& group : body.groups) {
        if (groups.contains(QString::fromStdString(group.id))) selection.groups.push_back(group.id);
    }
    for (const StickyNote& note : body.stickyNotes) {
        if (notes.contains(QString::fromStdString(note.id))) selection.notes.push_back(note.id);
    }
    return selection;
}

} // namespace millrace::ui
