// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/page_scroll.h"

#include <QScrollArea>

namespace millrace::ui {

QWidget* scrolled(QWidget* content, QWidget* parent) {
    auto* area = new QScrollArea(parent);
    content->setProperty("role", "bare");
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus); // the fields in it bring themselves into view
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return area;
}

} // namespace millrace::ui
