// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/key_recorder.h"

#include <QKeyEvent>

namespace millrace::ui {

KeyRecorder::KeyRecorder(QWidget* parent) : QLineEdit(parent) {
    setReadOnly(true);
    setContextMenuPolicy(Qt::NoContextMenu);
    setPlaceholderText(tr("Press the new keys here"));
}

void KeyRecorder::forget() {
    keys_ = {};
    clear();
    Q_EMIT recorded(keys_);
}

bool KeyRecorder::event(QEvent* event) {
    // Otherwise the window would run the command whose keys are pressed.
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void KeyRecorder::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    event->accept();
    switch (key) {
        case Qt::Key_Control:
        case Qt::Key_Shift:
        case Qt::Key_Alt:
        case Qt::Key_Meta:
        case Qt::Key_AltGr:
        case Qt::Key_unknown: return;
        default: break;
    }
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (key == Qt::Key_Escape && modifiers == Qt::NoModifier) return forget();
    keys_ = QKeySequence(QKeyCombination(modifiers, static_cast<Qt::Key>(key)));
    setText(keys_.toString(QKeySequence::NativeText));
    Q_EMIT recorded(keys_);
}

} // namespace millrace::ui
