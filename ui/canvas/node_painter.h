// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>

namespace millrace::ui {

class NodeItem;
struct NodeFace;
struct NodeLive;

/// The card with room for ports, badge, focus ring and shadow, in its own coordinates.
QRectF cardPictureRect(const NodeItem& node);

/// Draws one card at a zoom: outline, colour spot, text, numbers, bar, ports, badges.
class NodePainter {
public:
    NodePainter(QPainter& painter, qreal zoom) : p_(painter), zoom_(zoom) {}
    /// Without the numbers in the CanvasFrame::StillPart.
    void paint(const NodeItem& node, bool selected);
    /// What that leaves out.
    void paintMoving(const NodeItem& node);

private:
    /// What no number of a run changes; kept as a picture where that is faster.
    void still(const NodeItem& node, bool selected);
    /// The numbers of a run.
    void moving(const NodeItem& node);
    /// From far away: colours alone.
    void sketch(const NodeItem& node, bool selected);
    void sketchBar(const NodeItem& node);
    /// Moves the card to a whole pixel: its picture is copied as it is, and what moves is drawn in line with
    /// it. Returns how it stood before.
    QTransform toWholePixels();
    /// What stands for the card until there is time for its picture.
    void placeholder(const NodeItem& node);
    void copyStill(const NodeItem& node, bool selected);
    void outline(const NodeItem& node, bool selected);
    /// `taken`: how much of its second line belongs to others.
    void spotAndTitle(const NodeFace& face, qreal taken);
    void numbers(const NodeFace& face, const NodeLive& live);
    void gist(const NodeFace& face);
    /// `taken`: how much at its right belongs to others.
    void chip(const QString& text, qreal top, qreal taken);
    /// How many records could not be used, at the right of the chip.
    void trouble(const NodeFace& face, const NodeLive& live, qreal top);
    void bar(const NodeItem& node);
    /// The parts of its time side by side on `rect`; draws what of it lies `within`.
    void shares(const QRectF& rect, const NodeLive& live, const QRectF& within);
    static QColor colorAt(const NodeLive& live, double place); ///< place in the bar, 0..1
    void bottleneckBadge(const NodeFace& face, const NodeLive& live);
    void findingBadge(const NodeFace& face);

    QPainter& p_;
    qreal zoom_;
};

} // namespace millrace::ui
