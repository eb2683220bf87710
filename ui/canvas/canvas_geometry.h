// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"
#include "ui/canvas/rect_grid.h"

#include <QPainterPath>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <vector>

namespace millrace::ui {

/// Sizes of cards and wires in canvas units (pixels at 100 %).
namespace geometry {
inline constexpr qreal kCardWidth = 184;
inline constexpr qreal kCardHeight = 98;
inline constexpr qreal kPortRadius = 4.5;
inline constexpr qreal kPortReach = 12; ///< how far from a port a press still means the port
inline constexpr qreal kBarHeight = 5;
inline constexpr qreal kCapsuleWidth = 46;
inline constexpr qreal kCapsuleHeight = 18;
inline constexpr qreal kWireRateHeight = 14; ///< the rate below a capsule
inline constexpr qreal kDetailZoom = 0.6;    ///< below it capsules, sparklines and small text go
inline constexpr qreal kRateZoom = 0.4;      ///< below it the rate goes, too
inline constexpr qreal kSketchZoom = 0.3;    ///< below it only colours stay
} // namespace geometry

/// Where a port stands on its card.
struct PortShape {
    PortSpec spec;
    QPointF position;   ///< relative to the card's top left corner
    bool typed = false; ///< the columns of its records are known
};

/// The outline of one card: its size depends on the number of ports alone, never on numbers shown.
struct CardShape {
    QRectF rect;
    std::vector<PortShape> inputs, outputs;

    static CardShape make(const std::vector<PortSpec>& inputs, const std::vector<PortSpec>& outputs);
    const PortShape* port(const QString& name, bool output) const;
};

/// The curve of a wire from an output to an input.
QPainterPath wirePath(QPointF from, QPointF to);
/// The same, led smoothly through points on its way.
QPainterPath wirePath(QPointF from, const std::vector<QPointF>& bends, QPointF to);
/// Where among its bends a point of the wire would have to be put in: the index of the bend behind it.
std::size_t bendIndex(QPointF from, const std::vector<QPointF>& bends, QPointF to, QPointF point);
/// Where on the wire a capsule covers neither a card nor another capsule, as near to the middle as possible.
QPointF capsulePlace(const QPainterPath& wire, const RectGrid& cards, const RectGrid& capsules);
/// The nearest point of the 20-pixel grid.
QPointF snapped(QPointF point);

} // namespace millrace::ui
