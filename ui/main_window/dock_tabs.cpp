// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/dock_tabs.h"

#include "ui/settings/theme.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace millrace::ui {
namespace {

constexpr int kSide = 11, kGap = 2, kBadgeGap = 7;

} // namespace

DockTabs::DockTabs(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void DockTabs::insertTab(const QString& id, const QString& title, int place) {
    const auto at =
        std::find_if(tabs_.begin(), tabs_.end(), [place](const Tab& tab) { return tab.place > place; });
    tabs_.insert(at, Tab{id, title, {}, {}, place});
    updateGeometry();
    update();
}

void DockTabs::setBadge(const QString& id, const QString& text, const QColor& color) {
    for (Tab& tab : tabs_) {
        if (tab.id != id) continue;
        tab.badge = text;
        tab.badgeColor = color;
    }
    updateGeometry();
    update();
}

void DockTabs::setCurrent(const QString& id) {
    current_ = id;
    for (const Tab& tab : tabs_) {
        if (tab.id == id) setAccessibleName(tr("Dock page: %1").arg(tab.title));
    }
    update();
}

int DockTabs::widthOf(const Tab& tab) const {
    const QFontMetrics metrics(Theme::instance().font(TextRole::Body));
    int width = metrics.horizontalAdvance(tab.title) + 2 * kSide;
    if (!tab.badge.isEmpty())
        width += kBadgeGap +
                 QFontMetrics(Theme::instance().font(TextRole::LabelStrong)).horizontalAdvance(tab.badge);
    return width;
}

QRect DockTabs::tabRect(const QString& id) const {
    int left = 0;
    for (const Tab& tab : tabs_) {
        const int width = widthOf(tab);
        if (tab.id == id) return {left, 4, width, height() - 8};
        left += width + kGap;
    }
    return {};
}

QSize DockTabs::sizeHint() const {
    int width = 0;
    for (const Tab& tab : tabs_) {
        width += widthOf(tab) + kGap;
    }
    return {width, metric::kDockTabHeight};
}

void DockTabs::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Tab& tab : tabs_) {
        const QRect box = tabRect(tab.id);
        const bool current = tab.id == current_;
        if (current || tab.id == hovered_) {
            painter.setPen(current && hasFocus() ? QPen(t.accent, 1) : QPen(Qt::NoPen));
            painter.setBrush(current ? t.raised : mixed(t.panel, t.raised, 0.6));
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
        }
        QFont font = theme.font(TextRole::Body);
        if (current) font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(current ? t.text : t.muted);
        painter.drawText(box.adjusted(kSide, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, tab.title);
        if (!tab.badge.isEmpty()) {
            painter.setFont(theme.font(TextRole::LabelStrong));
            painter.setPen(tab.badgeColor);
            painter.drawText(box.adjusted(0, 0, -kSide, 0), Qt::AlignVCenter | Qt::AlignRight, tab.badge);
        }
    }
}

void DockTabs::mousePressEvent(QMouseEvent* event) {
    for (const Tab& tab : tabs_) {
        if (tabRect(tab.id).contains(event->pos())) {
            Q_EMIT chosen(tab.id);
            return;
        }
    }
}

void DockTabs::mouseMoveEvent(QMouseEvent* event) {
    hovered_.clear();
    for (const Tab& tab : tabs_) {
        if (tabRect(tab.id).contains(event->pos())) hovered_ = tab.id;
    }
    update();
}

void DockTabs::leaveEvent(QEvent*) {
    hovered_.clear();
    update();
}

void DockTabs::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (step == 0 || tabs_.empty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    int at = 0;
    for (std::size_t i = 0; i < tabs_.size(); ++i) {
        if (tabs_[i].id == current_) at = static_cast<int>(i);
    }
    const int count = static_cast<int>(tabs_.size());
    Q_EMIT chosen(tabs_[static_cast<std::size_t>((at + step + count) % count)].id);
}

} // namespace millrace::ui
