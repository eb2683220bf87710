// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>
#include <vector>

namespace millrace::ui {

/// A colour that group boxes and sticky notes may have. Amber and red are not among them: on the canvas those
/// mean something.
struct GroupColor {
    const char* name; ///< as in graph files; empty = the plain one
    QString title;    ///< for people
    QColor color;     ///< of the present theme
};

/// All of them, the plain one first.
std::vector<GroupColor> groupColors();
/// Of the present theme; a name that is not known gives the plain one.
QColor groupColor(const QString& name);
/// A dot of the colour, 18 pixels wide, for buttons and menus.
QIcon swatch(const QColor& color);

} // namespace millrace::ui
