// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/group_item.h"
#include "ui/canvas/note_item.h"

#include <QGraphicsScene>
#include <QHash>
#include <string>
#include <vector>

namespace millrace::ui {

class NodeItem;

/// The group boxes and sticky notes of a canvas as items.
class CanvasAreas {
public:
    explicit CanvasAreas(QGraphicsScene& scene) : scene_(scene) {}

    /// Items come, go and change as the document says.
    void synchronise(const GraphBody& body);
    void clear();

    const QHash<QString, GroupItem*>& groups() const { return groups_; }
    const QHash<QString, NoteItem*>& notes() const { return notes_; }
    GroupItem* group(const QString& id) const { return groups_.value(id); }
    NoteItem* note(const QString& id) const { return notes_.value(id); }
    AreaItem* area(const QString& id) const;
    /// What takes the mouse at a place of the scene: a note, a title bar, an edge.
    AreaItem* at(QPointF scenePosition) const;
    QRectF boundingRect() const; ///< of all; null when there are none

    std::vector<std::string> selectedGroups(const GraphBody& body) const; ///< in document order
    std::vector<std::string> selectedNotes(const GraphBody& body) const;
    /// Those of the nodes that stand in the group.
    static QStringList standingIn(const GroupItem& group, const QHash<QString, NodeItem*>& nodes);
    /// The box for what stands in `content`, with room for its title, on the grid.
    static Rect boxAround(const QRectF& content);
    QStringList notesIn(const GroupItem& group) const;

private:
    QGraphicsScene& scene_;
    QHash<QString, GroupItem*> groups_;
    QHash<QString, NoteItem*> notes_;
};

} // namespace millrace::ui
