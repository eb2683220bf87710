// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/arrange_commands.h"

#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/tidy_layout.h"
#include "ui/document/graph_session.h"
#include "ui/main_window/window_actions.h"

#include <QApplication>
#include <QMenu>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

ArrangeCommands::ArrangeCommands(GraphSession& session, CanvasScene& canvas, QObject* parent)
    : QObject(parent), session_(session), canvas_(canvas) {}

void ArrangeCommands::connectActions(const WindowActions& actions) {
    const auto on = [this](QAction* action, auto&& slot) {
        connect(action, &QAction::triggered, this, slot);
    };
    on(actions.tidy, [this] { tidy(); });
    on(actions.alignLeft, [this] { align(Side::Left); });
    on(actions.alignCentres, [this] { align(Side::Centre); });
    on(actions.alignRight, [this] { align(Side::Right); });
    on(actions.alignTop, [this] { align(Side::Top); });
    on(actions.alignMiddles, [this] { align(Side::Middle); });
    on(actions.alignBottom, [this] { align(Side::Bottom); });
    on(actions.distributeAcross, [this] { distribute(Qt::Horizontal); });
    on(actions.distributeDown, [this] { distribute(Qt::Vertical); });
    on(actions.snapToGrid, [this] { snapToGrid(); });
}

void ArrangeCommands::fillMenu(QMenu& menu, const WindowActions& actions) const {
    menu.addActions({actions.alignLeft, actions.alignCentres, actions.alignRight});
    menu.addSeparator();
    menu.addActions({actions.alignTop, actions.alignMiddles, actions.alignBottom});
    menu.addSeparator();
    menu.addActions({actions.distributeAcross, actions.distributeDown, actions.snapToGrid});
    menu.addSeparator();
    menu.addAction(actions.tidy);
}

std::vector<ArrangeCommands::Thing> ArrangeCommands::selection() const {
    std::vector<Thing> things;
    for (const std::string& id : canvas_.selectedNodes())
        things.push_back({id, false, canvas_.node(QString::fromStdString(id))->cardRect()});
    for (const std::string& id : canvas_.areas().selectedNotes(session_.document()))
        things.push_back({id, true, canvas_.areas().note(QString::fromStdString(id))->area()});
    return things;
}

void ArrangeCommands::moveTo(const std::vector<Thing>& things, const std::string& label) {
    const GraphBody& body = session_.document();
    edit::MoveNodes move;
    std::vector<GraphEdit> edits;
    for (const Thing& thing : things) {
        const Point to{thing.place.x(), thing.place.y()};
        if (const StickyNote* note = thing.note ? body.findStickyNote(thing.id) : nullptr) {
            StickyNote moved = *note;
            moved.area.x = to.x;
            moved.area.y = to.y;
            if (!(moved == *note)) edits.emplace_back(edit::SetStickyNote{thing.id, moved, std::nullopt});
        } else if (const auto before = body.position(thing.id); !before || !(*before == to)) {
            move.positions.emplace_back(thing.id, to);
        }
    }
    if (!move.positions.empty()) edits.emplace_back(std::move(move));
    if (!edits.empty()) session_.apply(edit::Composite{label, std::move(edits)});
}

void ArrangeCommands::align(Side side) {
    std::vector<Thing> things = selection();
    if (things.size() < 2) {
        Q_EMIT session_.failed(tr("Select two or more cards to align them."));
        return;
    }
    QRectF all;
    for (const Thing& thing : things)
        all = all.united(thing.place);
    for (Thing& thing : things) {
        QRectF& place = thing.place;
        switch (side) {
            case Side::Left: place.moveLeft(all.left()); break;
            case Side::Right: place.moveRight(all.right()); break;
            case Side::Top: place.moveTop(all.top()); break;
            case Side::Bottom: place.moveBottom(all.bottom()); break;
            case Side::Centre: place.moveLeft(std::round(all.center().x() - place.width() / 2)); break;
            case Side::Middle: place.moveTop(std::round(all.center().y() - place.height() / 2)); break;
        }
    }
    moveTo(things, "Align " + std::to_string(things.size()) + " cards");
}

void ArrangeCommands::distribute(Qt::Orientation along) {
    std::vector<Thing> things = selection();
    if (things.size() < 3) {
        Q_EMIT session_.failed(tr("Select three or more cards to distribute them."));
        return;
    }
    const bool across = along == Qt::Horizontal;
    const auto start = [&](const QRectF& place) { return across ? place.left() : place.top(); };
    const auto length = [&](const QRectF& place) { return across ? place.width() : place.height(); };
    std::stable_sort(things.begin(), things.end(), [&](const Thing& a, const Thing& b) {
        return start(a.place) + length(a.place) / 2 < start(b.place) + length(b.place) / 2;
    });
    // The outermost stay; between all there is the same room.
    qreal taken = 0;
    for (const Thing& thing : things)
        taken += length(thing.place);
    const QRectF &first = things.front().place, &last = things.back().place;
    const qreal room = start(last) + length(last) - start(first) - taken;
    const qreal gap = room / static_cast<qreal>(things.size() - 1);
    qreal at = start(first);
    for (Thing& thing : things) {
        const qreal place = std::round(at);
        at += length(thing.place) + gap;
        if (across) {
            thing.place.moveLeft(place);
        } else {
            thing.place.moveTop(place);
        }
    }
    moveTo(things, "Distribute " + std::to_string(things.size()) + " cards");
}

void ArrangeCommands::snapToGrid() {
    std::vector<Thing> things = selection();
    if (things.empty()) {
        for (const NodeItem* node : canvas_.nodes())
            things.push_back({node->id().toStdString(), false, node->cardRect()});
        for (const NoteItem* note : canvas_.areas().notes())
            things.push_back({note->id().toStdString(), true, note->area()});
    }
    for (Thing& thing : things)
        thing.place.moveTopLeft(snapped(thing.place.topLeft()));
    moveTo(things, "Snap to the grid");
}

void ArrangeCommands::tidy() {
    if (session_.document().nodes.empty()) return;
    QStringList chosen;
    for (const std::string& id : canvas_.selectedNodes())
        chosen << QString::fromStdString(id);
    for (const GroupItem* group : canvas_.areas().groups()) {
        if (group->isSelected()) chosen << CanvasAreas::standingIn(*group, canvas_.nodes());
    }
    chosen.removeDuplicates();
    if (chosen.size() < 2) chosen.clear();
    QApplication::setOverrideCursor(Qt::WaitCursor);
    const Result<GraphEdit> tidied = tidyLayout(canvas_, chosen);
    QApplication::restoreOverrideCursor();
    if (tidied.has_error()) {
        Q_EMIT session_.failed(firstMessage(tidied.error()));
        return;
    }
    session_.apply(tidied.value());
}

} // namespace millrace::ui
