// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/canvas_areas.h"

#include "ui/canvas/node_item.h"
#include "ui/settings/theme.h"

#include <cmath>
#include <utility>

namespace millrace::ui {

void CanvasAreas::synchronise(const GraphBody& body) {
    QHash<QString, GroupItem*> groupsBefore = std::exchange(groups_, {});
    qreal level = -3;
    for (const GraphGroup& group : body.groups) {
        const QString id = QString::fromStdString(group.id);
        GroupItem* item = groupsBefore.take(id);
        if (!item) {
            item = new GroupItem(group);
            scene_.addItem(item);
        } else {
            item->setGroup(group);
        }
        // A box in a box stands before it.
        const qreal extent = group.area.width * group.area.height;
        item->setZValue(level + 1 / (1 + extent / 1e4));
        groups_.insert(id, item);
    }
    qDeleteAll(groupsBefore);
    QHash<QString, NoteItem*> notesBefore = std::exchange(notes_, {});
    for (const StickyNote& note : body.stickyNotes) {
        const QString id = QString::fromStdString(note.id);
        NoteItem* item = notesBefore.take(id);
        if (!item) {
            item = new NoteItem(note);
            scene_.addItem(item);
        } else {
            item->setNote(note);
        }
        notes_.insert(id, item);
    }
    qDeleteAll(notesBefore);
}

void CanvasAreas::clear() {
    qDeleteAll(groups_);
    qDeleteAll(notes_);
    groups_.clear();
    notes_.clear();
}

AreaItem* CanvasAreas::area(const QString& id) const {
    if (GroupItem* found = group(id)) return found;
    return note(id);
}

AreaItem* CanvasAreas::at(QPointF scenePosition) const {
    AreaItem* found = nullptr;
    const auto look = [&](AreaItem* item) {
        const bool hit = item->shape().contains(item->mapFromScene(scenePosition));
        if (hit && (!found || item->zValue() > found->zValue())) found = item;
    };
    for (NoteItem* note : notes_)
        look(note);
    for (GroupItem* group : groups_)
        look(group);
    return found;
}

QRectF CanvasAreas::boundingRect() const {
    QRectF rect;
    for (const GroupItem* group : groups_)
        rect = rect.united(group->area());
    for (const NoteItem* note : notes_)
        rect = rect.united(note->area());
    return rect;
}

std::vector<std::string> CanvasAreas::selectedGroups(const GraphBody& body) const {
    std::vector<std::string> ids;
    for (const GraphGroup& group : body.groups) {
        const GroupItem* item = groups_.value(QString::fromStdString(group.id));
        if (item && item->isSelected()) ids.push_back(group.id);
    }
    return ids;
}

std::vector<std::string> CanvasAreas::selectedNotes(const GraphBody& body) const {
    std::vector<std::string> ids;
    for (const StickyNote& note : body.stickyNotes) {
        const NoteItem* item = notes_.value(QString::fromStdString(note.id));
        if (item && item->isSelected()) ids.push_back(note.id);
    }
    return ids;
}

QStringList CanvasAreas::standingIn(const GroupItem& group, const QHash<QString, NodeItem*>& nodes) {
    QStringList ids;
    for (const NodeItem* node : nodes) {
        if (group.holds(node->cardRect())) ids << node->id();
    }
    return ids;
}

Rect CanvasAreas::boxAround(const QRectF& content) {
    constexpr qreal kPadding = 20, grid = metric::kGrid;
    const QRectF wanted =
        content.adjusted(-kPadding, -GroupItem::kTitleHeight - kPadding / 2, kPadding, kPadding);
    const qreal left = std::floor(wanted.left() / grid) * grid, top = std::floor(wanted.top() / grid) * grid;
    return {left, top, std::ceil((wanted.right() - left) / grid) * grid,
            std::ceil((wanted.bottom() - top) / grid) * grid};
}

QStringList CanvasAreas::notesIn(const GroupItem& group) const {
    QStringList ids;
    for (const NoteItem* note : notes_) {
        if (group.holds(note->area())) ids << note->id();
    }
    return ids;
}

} // namespace millrace::ui
