// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/canvas_geometry.h"

#include "ui/settings/theme.h"

#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

std::vector<PortShape> placed(const std::vector<PortSpec>& ports, qreal x) {
    std::vector<PortShape> result;
    // One port stands level with the title, so that wires between single-port cards run straight.
    const qreal first = ports.size() == 1 ? 40 : 30;
    for (std::size_t i = 0; i < ports.size(); ++i) {
        result.push_back({ports[i], QPointF(x, first + 28.0 * static_cast<qreal>(i))});
    }
    return result;
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

QPointF capsulePlace(const QPainterPath& wire, const RectGrid& cards, const RectGrid& capsules) {
    const auto rectAt = [](QPointF centre) {
        return QRectF(centre.x() - geometry::kCapsuleWidth / 2, centre.y() - geometry::kCapsuleHeight / 2,
                      geometry::kCapsuleWidth, geometry::kCapsuleHeight + geometry::kWireRateHeight);
    };
    QPointF best = wire.pointAtPercent(0.5);
    double bestCost = 1e18;
    for (int i = 0; i <= 16; ++i) {
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
