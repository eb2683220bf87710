// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/mode_switch.h"

#include "ui/settings/theme.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace millrace::ui {
namespace {

constexpr const char* kIcons[] = {"enable", "bypass", "disable"};

} // namespace

ModeSwitch::ModeSwitch(QWidget* parent) : QWidget(parent) {
    setObjectName("modeSwitch");
    const QString names[] = {tr("Enabled"), tr("Bypassed"), tr("Disabled")};
    const QString tips[] = {tr("Enabled (E): takes part in a run"),
                            tr("Bypassed (B): records pass it as they are"),
                            tr("Disabled (D): left out with its wires, and so is what only it feeds")};
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    for (std::size_t i = 0; i < buttons_.size(); ++i) {
        auto* button = new QToolButton(this);
        button->setObjectName(QString("mode%1").arg(i));
        button->setAccessibleName(names[i]);
        button->setToolTip(tips[i]);
        button->setCheckable(true);
        button->setFixedSize(26, 26);
        button->setIconSize({16, 16});
        layout->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, i] {
            setMode(static_cast<NodeMode>(i));
            Q_EMIT chosen(static_cast<NodeMode>(i));
        });
        buttons_[i] = button;
    }
    connect(&Theme::instance(), &Theme::changed, this, &ModeSwitch::refreshIcons);
    refreshIcons();
}

void ModeSwitch::setMode(std::optional<NodeMode> mode) {
    for (std::size_t i = 0; i < buttons_.size(); ++i) {
        buttons_[i]->setChecked(mode && static_cast<std::size_t>(*mode) == i);
    }
    refreshIcons();
}

void ModeSwitch::setBypassOffered(bool offered) {
    buttons_[static_cast<std::size_t>(NodeMode::Bypassed)]->setVisible(offered);
}

void ModeSwitch::refreshIcons() {
    const Theme& theme = Theme::instance();
    for (std::size_t i = 0; i < buttons_.size(); ++i) {
        const QColor color = buttons_[i]->isChecked() ? theme.tokens().accent : theme.tokens().muted;
        buttons_[i]->setIcon(theme.icon(kIcons[i], color));
    }
}

} // namespace millrace::ui
