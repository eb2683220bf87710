// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>

namespace millrace::ui {

class NodeItem;
struct NodeFace;
struct NodeLive;

/// Draws one card at a zoom: outline, colour spot, text, numbers, bar, ports, badges.
class NodePainter {
public:
    NodePainter(QPainter& painter, qreal zoom) : p_(painter), zoom_(zoom) {}
    void paint(const NodeItem& node, bool selected);

private:
    void outline(const NodeItem& node, bool selected);
    void spotAndTitle(const NodeFace& face);
    void numbers(const NodeFace& face, const NodeLive& live);
    void gist(const NodeFace& face);
    void chip(const QString& text, qreal top);
    void bar(const NodeItem& node);
    void ports(const NodeItem& node);
    void bottleneckBadge(const NodeFace& face, const NodeLive& live);
    void findingBadge(const NodeFace& face);

    QPainter& p_;
    qreal zoom_;
};

} // namespace millrace::ui
