// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/area_page.h"

#include "ui/document/graph_session.h"
#include "ui/inspector/color_row.h"
#include "ui/inspector/page_scroll.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace millrace::ui {

AreaPage::AreaPage(GraphSession& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      head_(new QLabel),
      label_(new QLabel),
      hint_(new QLabel),
      title_(new QLineEdit),
      text_(new QPlainTextEdit),
      color_(new ColorRow) {
    setObjectName("areaPage");
    head_->setProperty("role", "strong");
    label_->setProperty("role", "label");
    hint_->setProperty("role", "muted");
    hint_->setWordWrap(true);
    title_->setObjectName("groupTitle");
    title_->setPlaceholderText(tr("A name for the group"));
    title_->setAccessibleName(tr("Title of the group"));
    text_->setObjectName("noteText");
    text_->setProperty("role", "mono");
    text_->setMinimumHeight(220);
    text_->setTabChangesFocus(true);
    text_->setAccessibleName(tr("Text of the note, in Markdown"));
    auto* host = new QWidget;
    auto* column = new QVBoxLayout(host);
    column->setContentsMargins(14, 14, 14, 16);
    column->setSpacing(5);
    column->addWidget(head_);
    column->addSpacing(8);
    column->addWidget(label_);
    column->addWidget(title_);
    column->addWidget(text_);
    column->addSpacing(8);
    auto* colorLabel = new QLabel(tr("Colour"));
    colorLabel->setProperty("role", "label");
    column->addWidget(colorLabel);
    column->addWidget(color_);
    column->addSpacing(8);
    column->addWidget(hint_);
    column->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scrolled(host, this));
    connect(title_, &QLineEdit::textEdited, this, &AreaPage::writeTitle);
    connect(title_, &QLineEdit::editingFinished, this, [this] { session_.endMerge(); });
    connect(text_, &QPlainTextEdit::textChanged, this, [this] {
        if (!refreshing_) writeText();
    });
    connect(color_, &ColorRow::chosen, this, &AreaPage::writeColor);
    connect(&session_, &GraphSession::edited, this, &AreaPage::refresh);
}

void AreaPage::showGroup(const QString& id) {
    group_ = id;
    note_.clear();
    refresh();
}

void AreaPage::showNote(const QString& id) {
    note_ = id;
    group_.clear();
    refresh();
}

void AreaPage::focusText() {
    QWidget* field = group_.isEmpty() ? static_cast<QWidget*>(text_) : title_;
    field->setFocus(Qt::ShortcutFocusReason);
    if (!group_.isEmpty()) title_->selectAll();
}

void AreaPage::refresh() {
    const GraphGroup* group = session_.document().findGroup(group_.toStdString());
    const StickyNote* note = session_.document().findStickyNote(note_.toStdString());
    if (!group && !note) return;
    refreshing_ = true;
    head_->setText(group ? tr("Group") : tr("Note"));
    label_->setText(group ? tr("Title") : tr("Text (Markdown)"));
    hint_->setText(group ? tr("Cards that stand in the box move with it. Deleting the box keeps them.")
                         : tr("Double-click the note to write on the canvas."));
    title_->setVisible(group);
    text_->setVisible(note);
    const QString title = group ? QString::fromStdString(group->title) : QString();
    const QString text = note ? QString::fromStdString(note->text) : QString();
    if (title_->text() != title) title_->setText(title);
    if (text_->toPlainText() != text) text_->setPlainText(text);
    color_->setColor(QString::fromStdString(group ? group->color : note->color));
    refreshing_ = false;
}

void AreaPage::writeTitle() {
    const GraphGroup* group = session_.document().findGroup(group_.toStdString());
    if (!group) return;
    GraphGroup changed = *group;
    changed.title = title_->text().toStdString();
    session_.apply(edit::SetGroup{group->id, std::move(changed), std::nullopt}, "group:" + group_);
}

void AreaPage::writeText() {
    const StickyNote* note = session_.document().findStickyNote(note_.toStdString());
    if (!note) return;
    StickyNote changed = *note;
    changed.text = text_->toPlainText().toStdString();
    session_.apply(edit::SetStickyNote{note->id, std::move(changed), std::nullopt}, "note:" + note_);
}

void AreaPage::writeColor(const QString& name) {
    if (const GraphGroup* group = session_.document().findGroup(group_.toStdString())) {
        GraphGroup changed = *group;
        changed.color = name.toStdString();
        session_.apply(edit::SetGroup{group->id, std::move(changed), std::nullopt});
    } else if (const StickyNote* note = session_.document().findStickyNote(note_.toStdString())) {
        StickyNote changed = *note;
        changed.color = name.toStdString();
        session_.apply(edit::SetStickyNote{note->id, std::move(changed), std::nullopt});
    }
}

} // namespace millrace::ui
