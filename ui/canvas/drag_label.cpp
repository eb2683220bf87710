// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/drag_label.h"

#include "ui/settings/theme.h"

#include <QFontMetricsF>
#include <QPainter>

namespace millrace::ui {
namespace {

/// Beside the cursor, where the hand does not hide it.
constexpr qreal kRight = 16, kBelow = 14, kHigh = 22, kPadding = 8;

} // namespace

DragLabel::DragLabel() {
    setFlag(ItemIgnoresTransformations);
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(11);
    hide();
}

void DragLabel::setText(const QString& text, bool refused) {
    if (text == text_ && refused == refused_) return;
    prepareGeometryChange();
    text_ = text;
    refused_ = refused;
    const qreal width = QFontMetricsF(Theme::instance().font(TextRole::Label)).horizontalAdvance(text);
    box_ = QRectF(kRight, kBelow, width + 2 * kPadding, kHigh);
    setVisible(!text.isEmpty());
    update();
}

void DragLabel::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(mixed(t.hairline, t.text, 0.18), 1));
    painter->setBrush(t.raised);
    painter->drawRoundedRect(box_.adjusted(0.5, 0.5, -0.5, -0.5), metric::kChipRadius, metric::kChipRadius);
    painter->setPen(refused_ ? t.muted : t.text);
    painter->setFont(theme.font(TextRole::Label));
    painter->drawText(box_.adjusted(kPadding, 0, -kPadding, 0), Qt::AlignVCenter | Qt::AlignLeft, text_);
}

} // namespace millrace::ui
