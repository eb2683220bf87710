// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/color_row.h"

#include "ui/settings/group_colors.h"
#include "ui/settings/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

namespace millrace::ui {
ColorRow::ColorRow(QWidget* parent) : QWidget(parent), buttons_(new QButtonGroup(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    int index = 0;
    for (const GroupColor& color : groupColors()) {
        auto* button = new QToolButton(this);
        button->setObjectName(QStringLiteral("swatch_") + color.name);
        button->setProperty("color", color.name);
        button->setCheckable(true);
        button->setFixedSize(30, 30);
        button->setIconSize({18, 18});
        button->setToolTip(color.title);
        button->setAccessibleName(color.title);
        buttons_->addButton(button, index++);
        row->addWidget(button);
    }
    row->addStretch(1);
    paintButtons();
    connect(buttons_, &QButtonGroup::buttonClicked, this,
            [this](QAbstractButton* button) { Q_EMIT chosen(button->property("color").toString()); });
    connect(&Theme::instance(), &Theme::changed, this, &ColorRow::paintButtons);
}

void ColorRow::paintButtons() {
    const std::vector<GroupColor> colors = groupColors();
    for (QAbstractButton* button : buttons_->buttons())
        button->setIcon(swatch(colors[static_cast<std::size_t>(buttons_->id(button))].color));
}

void ColorRow::setColor(const QString& name) {
    for (QAbstractButton* button : buttons_->buttons()) {
        if (button->property("color").toString() == name) button->setChecked(true);
    }
}

} // namespace millrace::ui
