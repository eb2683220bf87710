// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/moving_items.h"

#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/wire_bends.h"
#include "ui/document/graph_session.h"

#include <algorithm>

namespace millrace::ui {

void MovingItems::carry(QGraphicsItem* item, const QGraphicsItem* leader) {
    if (item == leader || item->isSelected() || carries(item)) return;
    carried_.push_back({item, leader, item->pos(), leader->pos()});
}

bool MovingItems::carries(const QGraphicsItem* item) const {
    return std::any_of(carried_.begin(), carried_.end(),
                       [item](const Carried& carried) { return carried.item == item; });
}

void MovingItems::begin() {
    carried_.clear();
    for (const GroupItem* group : scene_.areas().groups()) {
        if (!group->isSelected() || group->isResizing()) continue;
        for (NodeItem* node : scene_.nodes()) {
            if (group->holds(node->cardRect())) carry(node, group);
        }
        for (NoteItem* note : scene_.areas().notes()) {
            if (group->holds(note->area())) carry(note, group);
        }
        for (GroupItem* inner : scene_.areas().groups()) {
            if (inner != group && group->area().contains(inner->area())) carry(inner, group);
        }
    }
    const auto moves = [&](const std::string& id) -> const NodeItem* {
        const NodeItem* node = scene_.node(QString::fromStdString(id));
        return node && (node->isSelected() || carries(node)) ? node : nullptr;
    };
    const auto& bends = scene_.bends().items();
    for (const GraphEdge& edge : scene_.session().document().edges) {
        const auto found = bends.constFind(QString::fromStdString(edge.id()));
        if (found == bends.constEnd()) continue;
        const NodeItem* leader = moves(edge.from.node);
        if (!leader || !moves(edge.to.node)) continue;
        for (BendItem* bend : *found)
            carry(bend, leader);
    }
}

void MovingItems::follow() {
    for (const Carried& carried : carried_)
        carried.item->setPos(carried.start + carried.leader->pos() - carried.leaderStart);
}

std::vector<GraphEdit> MovingItems::edits() const {
    const GraphBody& body = scene_.session().document();
    std::vector<GraphEdit> edits;
    edit::MoveNodes move;
    for (const GraphNode& node : body.nodes) {
        const NodeItem* item = scene_.node(QString::fromStdString(node.id));
        if (!item || (!item->isSelected() && !carries(item))) continue;
        const std::optional<Point> before = body.position(node.id);
        const Point now{item->pos().x(), item->pos().y()};
        if (!before || !(*before == now)) move.positions.emplace_back(node.id, now);
    }
    if (!move.positions.empty()) edits.emplace_back(std::move(move));
    for (const GraphGroup& group : body.groups) {
        const GroupItem* item = scene_.areas().group(QString::fromStdString(group.id));
        if (!item || item->writtenArea() == group.area) continue;
        GraphGroup changed = group;
        changed.area = item->writtenArea();
        edits.emplace_back(edit::SetGroup{group.id, std::move(changed), std::nullopt});
    }
    for (const StickyNote& note : body.stickyNotes) {
        const NoteItem* item = scene_.areas().note(QString::fromStdString(note.id));
        if (!item || item->writtenArea() == note.area) continue;
        StickyNote changed = note;
        changed.area = item->writtenArea();
        edits.emplace_back(edit::SetStickyNote{note.id, std::move(changed), std::nullopt});
    }
    for (GraphEdit& bends : scene_.bends().moved(body))
        edits.push_back(std::move(bends));
    return edits;
}

std::string MovingItems::label(const std::vector<GraphEdit>& edits) const {
    const GraphBody& body = scene_.session().document();
    std::string nodes;
    for (const GraphEdit& edit : edits) {
        if (const auto* group = std::get_if<edit::SetGroup>(&edit.change())) {
            const Rect& before = body.findGroup(group->id)->area;
            const Rect& after = group->group->area;
            const bool moved = before.width == after.width && before.height == after.height;
            return (moved ? "Move group " : "Resize group ") +
                   (group->group->title.empty() ? group->id : group->group->title);
        }
        if (std::holds_alternative<edit::MoveNodes>(edit.change())) nodes = edit.label();
    }
    if (!nodes.empty()) return nodes;
    const bool note = !edits.empty() && std::holds_alternative<edit::SetStickyNote>(edits.front().change());
    return note ? "Move note" : "Lead wire";
}

} // namespace millrace::ui
