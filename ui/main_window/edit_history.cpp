// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/edit_history.h"

#include "ui/document/graph_session.h"
#include "ui/settings/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {
namespace {

constexpr int kVisibleRows = 12, kRowHeight = 28;

} // namespace

EditHistory::EditHistory(GraphSession& session, QWidget* parent)
    : PopupFrame(parent), session_(session), list_(new QListWidget(this)), hint_(new QLabel(this)) {
    setObjectName("editHistory");
    setAccessibleName(tr("Edit history"));
    list_->setObjectName("editHistoryList");
    list_->setAccessibleName(tr("Edits, oldest first"));
    list_->setIconSize({14, 14});
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    hint_->setObjectName("editHistoryHint");
    hint_->setProperty("role", "secondary");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(list_);
    layout->addWidget(hint_);
    setFixedWidth(300);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        if (isVisible()) refresh();
    });
    connect(list_, &QListWidget::itemClicked, this, &EditHistory::jump);
    connect(list_, &QListWidget::itemActivated, this, &EditHistory::jump);
    connect(&session_.undoStack(), &QUndoStack::indexChanged, this, [this] {
        if (isVisible() && !jumping_) refresh();
    });
}

void EditHistory::open(QPoint globalCorner) {
    refresh();
    move(globalCorner);
    show();
    list_->setFocus();
}

void EditHistory::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        hide();
    else
        PopupFrame::keyPressEvent(event);
}

void EditHistory::jump() {
    jumping_ = true; // the item that was clicked lives on until it has been
    session_.undoStack().setIndex(list_->currentRow());
    session_.endMerge();
    jumping_ = false;
    refresh();
}

void EditHistory::refresh() {
    const QUndoStack& stack = session_.undoStack();
    const Theme& theme = Theme::instance();
    const QSignalBlocker quiet(list_);
    list_->clear();
    for (int i = 0; i <= stack.count(); ++i) {
        QString text = i > 0                           ? stack.text(i - 1)
                       : session_.filePath().isEmpty() ? tr("Start")
                                                       : tr("Opened %1").arg(session_.displayName());
        if (i == stack.cleanIndex() && i > 0) text = tr("%1 (saved)").arg(text);
        auto* item = new QListWidgetItem(text, list_);
        item->setSizeHint({0, kRowHeight});
        const bool now = i == stack.index(), undone = i > stack.index();
        item->setIcon(theme.icon(now      ? "chevron_right"
                                 : undone ? "redo"
                                          : "check",
                                 now ? theme.tokens().accent : theme.tokens().muted));
        item->setForeground(undone ? theme.tokens().muted : theme.tokens().text);
        if (now) item->setFont(theme.font(TextRole::Title));
        item->setData(Qt::AccessibleTextRole, now      ? tr("%1, the present state").arg(text)
                                              : undone ? tr("%1, undone").arg(text)
                                                       : text);
    }
    hint_->setText(tr("%n edit(s). A click goes to a state, Esc closes.", nullptr, stack.count()));
    list_->setCurrentRow(stack.index());
    list_->setFixedHeight(std::clamp(list_->count(), 1, kVisibleRows) * kRowHeight + 4);
    adjustSize();
}

} // namespace millrace::ui
