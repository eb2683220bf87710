// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/in_place_editor.h"

#include <QKeyEvent>

namespace millrace::ui {

InPlaceEditor::InPlaceEditor(const QString& text, bool severalLines, QWidget* parent)
    : QPlainTextEdit(parent), severalLines_(severalLines) {
    setObjectName("inPlaceEditor");
    setVerticalScrollBarPolicy(severalLines ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    if (!severalLines) setLineWrapMode(NoWrap);
    setTabChangesFocus(true);
    setPlainText(text);
    selectAll();
}

void InPlaceEditor::finish(bool accept) {
    if (done_) return;
    done_ = true;
    if (accept) Q_EMIT accepted(toPlainText());
    Q_EMIT finished();
    hide();
    deleteLater();
}

void InPlaceEditor::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape) {
        finish(false);
    } else if (enter && (!severalLines_ || event->modifiers().testFlag(Qt::ControlModifier))) {
        finish(true);
    } else {
        QPlainTextEdit::keyPressEvent(event);
    }
}

void InPlaceEditor::focusOutEvent(QFocusEvent* event) {
    QPlainTextEdit::focusOutEvent(event);
    // A menu or another window only borrows the focus.
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason)
        finish(true);
}

} // namespace millrace::ui
