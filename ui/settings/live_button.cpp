// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/live_button.h"

#include "ui/settings/theme.h"

#include <QPainter>

namespace millrace::ui {

namespace {
constexpr int kDot = 9, kDotGap = 4;
} // namespace

LiveButton::LiveButton(const QString& following, const QString& standing, QWidget* parent)
    : QToolButton(parent), following_(following), standing_(standing) {
    setText(tr("Live"));
    setCheckable(true);
    setProperty("role", "live");
    setIconSize({kDot + kDotGap, kDot});
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(&Theme::instance(), &Theme::changed, this, &LiveButton::tint);
    tint();
}

void LiveButton::setLive(bool live) {
    setChecked(live); // a click has changed it by itself
    if (live == isLive_) return;
    isLive_ = live;
    tint();
}

void LiveButton::tint() {
    const Tokens& t = Theme::instance().tokens();
    const QColor color = isLive_ ? t.accent : t.muted;
    QPixmap dot((kDot + kDotGap) * 4, kDot * 4);
    dot.setDevicePixelRatio(4);
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(isLive_ ? QPen(Qt::NoPen) : QPen(color, 1.25));
    painter.setBrush(isLive_ ? QBrush(color) : QBrush());
    const qreal edge = isLive_ ? 0 : 0.7;
    painter.drawEllipse(QRectF(0, 0, kDot, kDot).adjusted(edge, edge, -edge, -edge));
    painter.end();
    setIcon(dot);
    setChecked(isLive_);
    setToolTip(isLive_ ? following_ : standing_);
}

} // namespace millrace::ui
