// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/area_editing.h"

#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/in_place_editor.h"
#include "ui/document/graph_session.h"

#include <QScrollBar>
#include <algorithm>

namespace millrace::ui {

AreaEditing::AreaEditing(CanvasView& view) : QObject(&view), view_(view) {
    const auto end = [this] {
        if (editor_) editor_->finish(true);
    };
    connect(&view.canvas(), &CanvasScene::areaActivated, this, &AreaEditing::open);
    connect(&view, &CanvasView::zoomChanged, this, end);
    connect(view.horizontalScrollBar(), &QScrollBar::valueChanged, this, end);
    connect(view.verticalScrollBar(), &QScrollBar::valueChanged, this, end);
}

void AreaEditing::open(const QString& id) {
    if (editor_) editor_->finish(true);
    const CanvasAreas& areas = view_.canvas().areas();
    const GroupItem* group = areas.group(id);
    const NoteItem* note = areas.note(id);
    if (!group && !note) return;
    const QRectF place = group ? group->textPlace() : note->textPlace();
    QRect field = view_.mapFromScene(place).boundingRect();
    field.setSize(field.size().expandedTo(group ? QSize(160, 30) : QSize(200, 90)));
    if (group) field.setHeight(std::max(30, std::min(field.height(), 40)));
    editor_ = new InPlaceEditor(group ? group->title() : note->text(), note != nullptr, &view_);
    if (note) editor_->setProperty("role", "mono");
    const int pixels = static_cast<int>(std::clamp(13 * view_.zoom(), 12.0, 24.0));
    editor_->setStyleSheet(QStringLiteral("QPlainTextEdit { font-size: %1px; }").arg(pixels));
    editor_->setAccessibleName(group ? tr("Title of the group") : tr("Text of the note, in Markdown"));
    editor_->setGeometry(field.intersected(view_.rect().adjusted(4, 4, -4, -4)));
    connect(editor_, &InPlaceEditor::accepted, this, [this, id](const QString& text) { write(id, text); });
    connect(editor_, &InPlaceEditor::finished, this, [this] {
        if (editor_ && editor_->hasFocus()) view_.setFocus();
    });
    editor_->show();
    editor_->setFocus(Qt::OtherFocusReason);
}

void AreaEditing::write(const QString& id, const QString& text) {
    GraphSession& session = view_.canvas().session();
    if (const GraphGroup* group = session.document().findGroup(id.toStdString())) {
        GraphGroup changed = *group;
        changed.title = text.simplified().toStdString();
        if (!(changed == *group)) session.apply(edit::SetGroup{group->id, changed, std::nullopt});
    } else if (const StickyNote* note = session.document().findStickyNote(id.toStdString())) {
        StickyNote changed = *note;
        changed.text = text.toStdString();
        if (!(changed == *note)) session.apply(edit::SetStickyNote{note->id, changed, std::nullopt});
    }
}

} // namespace millrace::ui
