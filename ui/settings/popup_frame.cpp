// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/popup_frame.h"

#include <QPainterPath>
#include <QRegion>

namespace millrace::ui {

namespace {

constexpr qreal kCornerRadius = 10; ///< of the style sheet, too

} // namespace

PopupFrame::PopupFrame(QWidget* parent) : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint) {
    setProperty("role", "popup");
    setAttribute(Qt::WA_StyledBackground);
}

void PopupFrame::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    QPainterPath outline;
    outline.addRoundedRect(rect(), kCornerRadius, kCornerRadius);
    setMask(QRegion(outline.toFillPolygon().toPolygon()));
}

} // namespace millrace::ui
