// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/node_note.h"
#include "ui/canvas/wire_mark.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>
#include <optional>

namespace millrace::ui {

class CanvasScene;

/// What is drawn on cards and wires beside document and numbers: breakpoints, nodes that a safe run replaces,
/// what a comparison says. Kept here, since items come and go with the document and with the shown body; by
/// the paths of nodes, wires by the ids of the shown body. An instance sums up the
/// notes of those inside.
class CanvasMarks : public QObject {
    Q_OBJECT
public:
    explicit CanvasMarks(CanvasScene& canvas, QObject* parent = nullptr);

    void setWireMarks(const QHash<QString, WireMark>& marks);
    void setCaptured(const QSet<QString>& nodes);
    void setNotes(const QHash<QString, NodeNote>& notes);
    const QHash<QString, NodeNote>& notes() const { return notes_; }

private:
    void apply();
    std::optional<NodeNote> noteOf(const QString& path) const;

    CanvasScene& canvas_;
    QHash<QString, WireMark> wireMarks_;
    QSet<QString> captured_;
    QHash<QString, NodeNote> notes_;
};

} // namespace millrace::ui
