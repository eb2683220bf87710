// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/way_back.h"

#include <QKeyEvent>

namespace millrace::ui {

WayBack::WayBack(QWidget& window, QWidget& canvas) : QObject(&window), canvas_(canvas) {
    window.installEventFilter(this);
}

bool WayBack::eventFilter(QObject* watched, QEvent* event) {
    const bool escape =
        event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape;
    if (!escape) return QObject::eventFilter(watched, event);
    canvas_.setFocus();
    return true;
}

} // namespace millrace::ui
