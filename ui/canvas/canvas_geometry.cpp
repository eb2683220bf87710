// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/canvas_geometry.h"

#include "ui/settings/theme.h"

#include <QLineF>
#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

std::vector<PortShape> placed(const std::vector<PortSpec>& ports, qreal x) {
    std::vector<PortShape> result;
    // One port stands level with the title, so that wires between single-port cards run straight.
    const qreal first = ports.size() == 1 ? 40 : 30;
    for (std::size_t i = 0; i < ports.size(); ++i) {
        result.push_back({ports[i], QPointF(x, first + 28.0 * static_cast<qreal>(i)), false});
    }
    return result;
}

std::vector<QPointF> throughPoints(QPointF from, const std::vector<QPointF>& bends, QPointF to) {
    std::vector<QPointF> points{from};
    points.insert(points.end(), bends.begin(), bends.end());
    points.push_back(to);
    return points;
}

/// Where a wire heads at its i-th point, as a vector of length 1: to the right at the ports, else along the
/// line from the point before to the point behind.
QPointF heading(const std::vector<QPointF>& points, std::size_t i) {
    if (i == 0 || i + 1 == points.size()) return {1, 0};
    const QLineF along(points[i - 1], points[i + 1]);
    return along.length() < 1 ? QPointF(1, 0) : (along.p2() - along.p1()) / along.length();
}

void appendSegment(QPainterPath& path, const std::vector<QPointF>& points, std::size_t i) {
    const QPointF p = points[i - 1], q = points[i];
    const qreal reach = 0.4 * QLineF(p, q).length();
    path.cubicTo(p + heading(points, i - 1) * reach, q - heading(points, i) * reach, q);
}

} // namespace

CardShape CardShape::make(const std::vector<PortSpec>& inputs, const std::vector<PortSpec>& outputs) {
    CardShape shape;
    shape.inputs = placed(inputs, 0);
    shape.outputs = placed(outputs, geometry::kCardWidth);
    const auto rows = static_cast<qreal>(std::max(inputs.size(), outputs.size()));
    const qreal height = std::max(geometry::kCardHeight, 30 + 28 * (rows - 1) + 22);
    shape.rect = QRectF(0, 0, geometry::kCardWidth, height);
    return shape;
}

const PortShape* CardShape::port(const QString& name, bool output) const {
    const std::string wanted = name.toStdString();
    for (const PortShape& port : output ? outputs : inputs) {
        if (port.spec.name == wanted) return &port;
    }
    return nullptr;
}

QPainterPath wirePath(QPointF from, QPointF to) {
    const qreal dx = to.x() - from.x(), dy = to.y() - from.y();
    qreal reach = std::clamp(std::abs(dx) * 0.5, 24.0, 160.0);
    if (dx < 40) reach = std::clamp(40 + std::abs(dx) * 0.35 + std::abs(dy) * 0.15, 40.0, 220.0);
    QPainterPath path(from);
    path.cubicTo(from + QPointF(reach, 0), to - QPointF(reach, 0), to);
    return path;
}

QPainterPath wirePath(QPointF from, const std::vector<QPointF>& bends, QPointF to) {
    if (bends.empty()) return wirePath(from, to);
    const auto through = throughPoints(from, bends, to);
    QPainterPath path(from);
    for (std::size_t i = 1; i < through.size(); ++i)
        appendSegment(path, through, i);
    return path;
}

std::size_t bendIndex(QPointF from, const std::vector<QPointF>& bends, QPointF to, QPointF point) {
    const auto through = throughPoints(from, bends, to);
    std::size_t best = 0;
    qreal nearest = 1e18;
    for (std::size_t i = 1; i < through.size(); ++i) {
        QPainterPath segment(through[i - 1]);
        appendSegment(segment, through, i);
        for (int step = 0; step <= 24; ++step) {
            const qreal distance = QLineF(segment.pointAtPercent(step / 24.0), point).length();
            if (distance >= nearest) continue;
            nearest = distance;
            best = i - 1;
        }
    }
    return best;
}

QPointF capsulePlace(const QPainterPath& wire, const RectGrid& cards, const RectGrid& capsules) {
    const auto rectAt = [](QPointF centre) {
        return QRectF(centre.x() - geometry::kCapsuleWidth / 2, centre.y() - geometry::kCapsuleHeight / 2,
                      geometry::kCapsuleWidth, geometry::kCapsuleHeight + geometry::kWireRateHeight);
    };
    QPointF best = wire.pointAtPercent(0.5);
    double bestCost = 1e18;
    for (int i = 0; i <= 32; ++i) {
        const double away = 0.025 * ((i + 1) / 2) * (i % 2 ? 1 : -1);
        const QPointF centre = wire.pointAtPercent(0.5 + away);
        const QRectF rect = rectAt(centre);
        double cost = std::abs(away);
        const auto avoid = [&](const RectGrid& others, const QMarginsF& distance) {
            const QRectF room = rect.marginsAdded(distance);
            others.visitNear(room, [&](const QRectF& other) {
                const QRectF common = rect.intersected(other.marginsAdded(distance));
                if (!common.isEmpty()) cost += 10 + common.width() * common.height();
            });
        };
        avoid(cards, {6, 4, 6, 4});
        avoid(capsules, {2, 3, 2, 3});
        if (cost < 1) return centre; // the nearest to the middle that covers nothing
        if (cost < bestCost) {
            bestCost = cost;
            best = centre;
        }
    }
    return best;
}

QPointF snapped(QPointF point) {
    const qreal grid = metric::kGrid;
    return {std::round(point.x() / grid) * grid, std::round(point.y() / grid) * grid};
}

} // namespace millrace::ui
