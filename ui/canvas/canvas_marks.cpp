// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/canvas_marks.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/wire_item.h"
#include "ui/document/shown_body.h"

namespace millrace::ui {

CanvasMarks::CanvasMarks(CanvasScene& canvas, QObject* parent) : QObject(parent), canvas_(canvas) {
    connect(&canvas_, &CanvasScene::contentChanged, this, &CanvasMarks::apply);
}

void CanvasMarks::setWireMarks(const QHash<QString, WireMark>& marks) {
    wireMarks_ = marks;
    apply();
}

void CanvasMarks::setCaptured(const QSet<QString>& nodes) {
    captured_ = nodes;
    apply();
}

void CanvasMarks::setNotes(const QHash<QString, NodeNote>& notes) {
    notes_ = notes;
    apply();
}

std::optional<NodeNote> CanvasMarks::noteOf(const QString& path) const {
    const auto own = notes_.constFind(path);
    if (own != notes_.cend()) return *own;
    int differ = 0, all = 0;
    NodeNote note;
    for (auto inside = notes_.cbegin(); inside != notes_.cend(); ++inside) {
        if (!inside.key().startsWith(path + '/')) continue;
        ++all;
        const NodeNote::Tone tone = inside->tone;
        if (tone == NodeNote::Tone::Quiet) continue;
        ++differ;
        // What got worse is told before what got better.
        if (tone == NodeNote::Tone::Bad || note.tone == NodeNote::Tone::Quiet ||
            (tone == NodeNote::Tone::Good && note.tone == NodeNote::Tone::Other))
            note.tone = tone;
    }
    if (all == 0) return std::nullopt;
    note.text = differ == 0 ? tr("no difference inside") : tr("%n node(s) inside differ", nullptr, differ);
    return note;
}

void CanvasMarks::apply() {
    const ShownBody& body = ShownBody::of(canvas_.session());
    for (auto wire = canvas_.wires().cbegin(); wire != canvas_.wires().cend(); ++wire) {
        const auto mark = wireMarks_.constFind(wire.key());
        wire.value()->setMark(mark == wireMarks_.cend() ? std::nullopt : std::optional<WireMark>(*mark));
    }
    for (auto node = canvas_.nodes().cbegin(); node != canvas_.nodes().cend(); ++node) {
        const QString path = body.pathOf(node.key());
        node.value()->setCaptured(captured_.contains(path));
        node.value()->setNote(noteOf(path));
    }
}

} // namespace millrace::ui
