// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointF>
#include <QString>

class QPainter;

namespace millrace::ui {

/// A breakpoint as a wire shows it. Filled: it is on; hollow: it is off; with two bars: it holds now.
struct WireMark {
    enum class Shape {
        Circle,  ///< holds the wire
        Diamond, ///< logs only
        Square   ///< pauses the run when the wire fills
    };
    Shape shape = Shape::Circle;
    bool enabled = true;
    bool conditional = false; ///< not at every record: a line across
    QString text;             ///< for the tooltip

    bool operator==(const WireMark&) const = default;
};

inline constexpr double kWireMarkRadius = 6;
/// How far before the wire's end its mark stands: beside the port, clear of it.
inline constexpr double kWireMarkDistance = 24;

void paintWireMark(QPainter& painter, QPointF centre, const WireMark& mark, bool holding);

} // namespace millrace::ui
