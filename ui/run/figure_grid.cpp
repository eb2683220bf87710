// SPDX-License-Identifier: Apache-2.0
#include "ui/run/figure_grid.h"

#include <QLabel>

namespace millrace::ui {

FigureGrid::FigureGrid() {
    setContentsMargins(0, 0, 0, 0);
    setVerticalSpacing(6);
    setColumnStretch(0, 1);
}

QLabel* FigureGrid::addFigure(const QString& name, const QString& tip) {
    const int row = rowCount();
    auto* label = new QLabel(name);
    label->setProperty("role", "label");
    label->setToolTip(tip);
    auto* value = new QLabel;
    value->setAlignment(Qt::AlignRight);
    value->setToolTip(tip);
    value->setAccessibleName(name);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    addWidget(label, row, 0);
    addWidget(value, row, 1);
    return value;
}

} // namespace millrace::ui
