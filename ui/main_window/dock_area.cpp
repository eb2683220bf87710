// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/dock_area.h"

#include "ui/main_window/dock_tabs.h"
#include "ui/settings/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::ui {
namespace {

/// Gives the keys to the first field of a page.
void enter(QWidget& page) {
    for (QWidget* field = page.nextInFocusChain(); field != &page; field = field->nextInFocusChain()) {
        const bool takes = field->isVisible() && field->isEnabled() && (field->focusPolicy() & Qt::TabFocus);
        if (takes && page.isAncestorOf(field)) return field->setFocus(Qt::ShortcutFocusReason);
    }
    page.setFocus(Qt::ShortcutFocusReason); // what it holds may come later
}

} // namespace

DockArea::DockArea(QWidget* parent)
    : QWidget(parent),
      tabs_(new DockTabs(this)),
      cornerRow_(new QHBoxLayout),
      stack_(new QStackedWidget(this)),
      collapse_(new QToolButton(this)) {
    setObjectName("dockArea");
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(10, 0, 10, 0);
    row->setSpacing(8);
    row->addWidget(tabs_);
    row->addStretch(1);
    cornerRow_->setSpacing(8);
    row->addLayout(cornerRow_);
    collapse_->setFixedSize(26, 26);
    collapse_->setObjectName("dockCollapse");
    row->addWidget(collapse_);
    auto* line = new QFrame(this);
    line->setProperty("role", "hairline");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(row);
    layout->addWidget(line);
    layout->addWidget(stack_, 1);
    const auto tint = [this] {
        collapse_->setIcon(Theme::instance().icon(collapsed_ ? "chevron_up" : "chevron_down",
                                                  Theme::instance().tokens().muted));
        collapse_->setToolTip(collapsed_ ? tr("Show the dock") : tr("Hide the dock"));
    };
    connect(&Theme::instance(), &Theme::changed, this, tint);
    connect(this, &DockArea::collapsedChanged, this, tint);
    tint();
    connect(collapse_, &QToolButton::clicked, this, [this] { setCollapsed(!collapsed_); });
    connect(tabs_, &DockTabs::chosen, this, &DockArea::showPage);
}

void DockArea::addPage(const QString& id, const QString& title, QWidget* page, int place, QWidget* corner) {
    pages_.insert(id, {page, corner});
    stack_->addWidget(page);
    tabs_->insertTab(id, title, place);
    if (corner) {
        cornerRow_->addWidget(corner);
        corner->hide();
    }
    if (tabs_->current().isEmpty()) activate(id);
    auto* command = new QAction(tr("Show %1").arg(title), this);
    command->setObjectName("actionPage" + id.left(1).toUpper() + id.mid(1));
    static const QHash<QString, QString> kIcons{
        {"charts", "chart"},     {"timeline", "timeline"}, {"peek", "peek"},
        {"problems", "warning"}, {"rejected", "discard"},  {"log", "log"},
        {"runs", "history"},     {"tests", "check"},       {"experiment", "compare"}};
    command->setData(kIcons.value(id, "right"));
    addAction(command);
    connect(command, &QAction::triggered, this, [this, id, page] {
        showPage(id);
        enter(*page);
    });
}

void DockArea::setFooter(QWidget* footer) {
    delete footer_;
    footer_ = footer;
    if (!footer_) return;
    layout()->addWidget(footer_);
    footer_->setVisible(!collapsed_);
}

void DockArea::setBadge(const QString& id, const QString& text, const QColor& color) {
    tabs_->setBadge(id, text, color);
}

void DockArea::activate(const QString& id) {
    if (!pages_.contains(id)) return;
    if (QWidget* old = pages_.value(tabs_->current()).corner) old->hide();
    tabs_->setCurrent(id);
    stack_->setCurrentWidget(pages_.value(id).widget);
    if (QWidget* corner = pages_.value(id).corner) corner->setVisible(!collapsed_);
    Q_EMIT currentChanged(id);
}

void DockArea::showPage(const QString& id) {
    activate(id);
    setCollapsed(false);
}

QString DockArea::currentPage() const { return tabs_->current(); }

QWidget* DockArea::page(const QString& id) const { return pages_.value(id).widget; }

void DockArea::setCollapsed(bool collapsed) {
    if (collapsed_ == collapsed) return;
    collapsed_ = collapsed;
    stack_->setVisible(!collapsed);
    if (footer_) footer_->setVisible(!collapsed);
    setMaximumHeight(collapsed ? metric::kDockTabHeight + 1 : QWIDGETSIZE_MAX);
    if (QWidget* corner = pages_.value(tabs_->current()).corner) corner->setVisible(!collapsed);
    Q_EMIT collapsedChanged(collapsed);
}

} // namespace millrace::ui
