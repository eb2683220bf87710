// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QGridLayout>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace millrace::ui {

/// Figures below each other: what each one is on the left, its value on the right.
class FigureGrid : public QGridLayout {
public:
    FigureGrid();
    /// The label of the value, which is still empty; `tip` says what the figure means.
    QLabel* addFigure(const QString& name, const QString& tip);
};

} // namespace millrace::ui
