// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/spot_label.h"

#include "ui/settings/theme.h"

#include <QPainter>

namespace millrace::ui {

SpotLabel::SpotLabel(QWidget* parent, int size) : QWidget(parent) { setFixedSize(size, size); }

void SpotLabel::setKind(const NodeKind* kind) {
    unknown_ = !kind;
    color_ = QColor();
    icon_ = kind ? QString::fromStdString(kind->icon.empty() ? kind->name : kind->icon)
                 : QStringLiteral("warning");
    if (kind) category_ = kind->category;
    update();
}

void SpotLabel::setIcon(const QString& icon, const QColor& color) {
    icon_ = icon;
    color_ = color;
    update();
}

void SpotLabel::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color_.isValid() ? color_ : unknown_ ? theme.tokens().bad : theme.category(category_));
    painter.drawRoundedRect(rect(), 6, 6);
    const int icon = width() * 2 / 3;
    const qreal left = (width() - icon) / 2.0;
    painter.drawPixmap(QPointF(left, left),
                       theme.pixmap(icon_, theme.tokens().onSpot, icon, devicePixelRatioF()));
}

} // namespace millrace::ui
