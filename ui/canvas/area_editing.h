// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/in_place_editor.h"

#include <QObject>
#include <QPointer>
#include <QString>

namespace millrace::ui {

class CanvasView;

/// Writing on the canvas: a double click on the title of a group box or on a sticky note opens a field there.
class AreaEditing : public QObject {
    Q_OBJECT
public:
    explicit AreaEditing(CanvasView& view);
    /// The field for a group box's title or a note's text.
    void open(const QString& id);
    InPlaceEditor* editor() const { return editor_; } ///< null when there is none

private:
    void write(const QString& id, const QString& text);

    CanvasView& view_;
    QPointer<InPlaceEditor> editor_;
};

} // namespace millrace::ui
