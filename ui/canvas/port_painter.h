// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QPainter>

namespace millrace::ui {

class NodeItem;
struct PortShape;

/// Draws the ports of a card. Data ports are round and have the colour of the card, rejected ones are
/// diamonds, late ones squares; a ring without filling waits for its type. While a wire is dragged, ports
/// that take it glow, those that take it after a conversion have a glowing ring, and the others dim. A port
/// that an error is about is an exclamation mark on red.
class PortPainter {
public:
    PortPainter(QPainter& painter, qreal zoom) : p_(painter), zoom_(zoom) {}
    void paint(const NodeItem& node);

    /// How far names may reach to the right of a card.
    static constexpr qreal kNameReach = 110;
    /// Somebody points at a card with several outputs, or has chosen it.
    static bool showsNames(const NodeItem& node, qreal zoom);
    /// Beside the outputs, in scene coordinates.
    void paintNames(const NodeItem& node);

private:
    void port(const NodeItem& node, const PortShape& port, bool output);
    void shape(const PortShape& port, qreal radius, const QColor& color, bool filled);
    void faultMark(const PortShape& port);
    void name(const PortShape& port);

    QPainter& p_;
    qreal zoom_;
};

} // namespace millrace::ui
