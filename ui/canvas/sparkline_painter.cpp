// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/sparkline_painter.h"

#include <QImage>
#include <QPaintEngine>
#include <QPolygonF>
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace millrace::ui {
namespace {

constexpr qreal kWidth = 1.4;
constexpr std::size_t kFewest = 12; ///< values that fill the width
constexpr int kSlices = 4;          ///< of a column: how finely steep parts are smoothed

/// Memory that serves every card.
QPolygonF& line() {
    static QPolygonF points;
    return points;
}

/// Adds what a stretch of height [top, bottom] covers of each pixel of a column; returns the first and last
/// of them.
std::pair<int, int> cover(std::vector<float>& column, qreal top, qreal bottom) {
    const int last = static_cast<int>(column.size()) - 1;
    const int from = std::clamp(static_cast<int>(top), 0, last);
    const int to = std::clamp(static_cast<int>(bottom), 0, last);
    for (int y = from; y <= to; ++y) {
        const qreal part = std::min<qreal>(bottom, y + 1) - std::max<qreal>(top, y);
        if (part > 0) column[static_cast<std::size_t>(y)] += static_cast<float>(part);
    }
    return {from, to};
}

/// A colour at every degree of covering.
class Shades {
public:
    explicit Shades(const QColor& color) {
        for (int alpha = 0; alpha < 256; ++alpha)
            shades_[static_cast<std::size_t>(alpha)] =
                qPremultiply(qRgba(color.red(), color.green(), color.blue(), alpha * color.alpha() / 255));
    }
    /// `covered`: the sum of kSlices parts of 0..1.
    QRgb of(float covered) const {
        return shades_[static_cast<std::size_t>(std::min(covered / kSlices, 1.0F) * 255 + 0.5F)];
    }

private:
    std::array<QRgb, 256> shades_{};
};

} // namespace

void SparklinePainter::paint(const Sparkline& values, const QRectF& box, const QColor& color) {
    if (values.size() < 2) return;
    float top = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        top = std::max(top, values.at(i));
    line().clear();
    // A young run is drawn wider, so that there is something to see.
    const qreal step = box.width() / static_cast<qreal>(std::max(values.size(), kFewest) - 1);
    const qreal start = box.right() - step * static_cast<qreal>(values.size() - 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const qreal share = top > 0 ? static_cast<qreal>(values.at(i) / top) : 0.0;
        line() << QPointF(start + step * static_cast<qreal>(i),
                          box.bottom() - 1 - share * (box.height() - 2));
    }
    const bool raster = p_.paintEngine()->type() == QPaintEngine::Raster;
    raster&& p_.worldTransform().type() <= QTransform::TxScale ? paintColumns(color) : paintPolyline(color);
}

void SparklinePainter::paintPolyline(const QColor& color) {
    p_.setBrush(Qt::NoBrush);
    p_.setPen(QPen(color, kWidth, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
    p_.drawPolyline(line());
}

void SparklinePainter::paintColumns(const QColor& color) {
    const QTransform before = p_.worldTransform();
    const qreal ratio = p_.device()->devicePixelRatioF(), scale = before.m22() * ratio;
    for (QPointF& point : line())
        point = before.map(point) * ratio;
    const QRectF bounds = line().boundingRect().adjusted(0, -kWidth * scale, 0, kWidth * scale);
    const QRect area = bounds.toAlignedRect();
    if (area.isEmpty()) return;
    static QImage picture;
    static std::vector<float> column;
    if (picture.size() != area.size()) picture = QImage(area.size(), QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    auto* pixels = reinterpret_cast<QRgb*>(picture.bits());
    const auto stride = picture.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
    const Shades shades(color);
    column.assign(static_cast<std::size_t>(area.height()), 0);
    const QPointF corner = area.topLeft();
    auto segment = line().constBegin();
    const auto rise = [&] {
        const QPointF way = *(segment + 1) - *segment;
        return way.y() / way.x();
    };
    // The stroke of a line that rises is higher than wide.
    const auto halfHeight = [&](qreal slope) { return kWidth * scale / 2 * std::sqrt(1 + slope * slope); };
    qreal slope = rise(), half = halfHeight(slope);
    for (int x = 0; x < area.width(); ++x) {
        int top = area.height(), bottom = -1; // what this column touches
        for (int slice = 0; slice < kSlices; ++slice) {
            const qreal at = corner.x() + x + (slice + 0.5) / kSlices;
            while (segment + 2 != line().constEnd() && (segment + 1)->x() < at) {
                ++segment;
                slope = rise();
                half = halfHeight(slope);
            }
            if (at < segment->x() || at > (segment + 1)->x()) continue; // before the first, after the last
            const qreal middle = segment->y() + slope * (at - segment->x()) - corner.y();
            const auto [from, to] = cover(column, middle - half, middle + half);
            top = std::min(top, from);
            bottom = std::max(bottom, to);
        }
        for (int y = top; y <= bottom; ++y)
            pixels[y * stride + x] = shades.of(std::exchange(column[static_cast<std::size_t>(y)], 0.0F));
    }
    // Pixel by pixel, whatever the scale of the device.
    p_.setWorldTransform(QTransform::fromScale(1 / ratio, 1 / ratio));
    p_.drawImage(corner, picture);
    p_.setWorldTransform(before);
}

} // namespace millrace::ui
