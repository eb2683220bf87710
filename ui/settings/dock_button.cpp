// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/dock_button.h"

#include <QToolButton>

namespace millrace::ui {

QToolButton* dockButton(const char* objectName, const QString& text, const QString& toolTip) {
    auto* button = new QToolButton;
    button->setObjectName(objectName);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setProperty("role", "dock");
    return button;
}

} // namespace millrace::ui
