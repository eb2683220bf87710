// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/state_tile.h"

#include "ui/timeline/state_style.h"

#include <QBrush>
#include <algorithm>

namespace millrace::ui {

namespace {

/// Never negative, unlike what is left of a place left of or above the origin.
int phase(int place, int length) { return ((place % length) + length) % length; }

} // namespace

StateTile::StateTile(LaneState state, qreal devicePixelRatio) {
    const QBrush brush = brushOf(state, devicePixelRatio);
    plain_ = brush.style() == Qt::SolidPattern;
    if (plain_) {
        pixels_ = QImage(1, 1, QImage::Format_ARGB32_Premultiplied);
        pixels_.fill(brush.color());
    } else {
        pixels_ = brush.textureImage().convertToFormat(QImage::Format_ARGB32_Premultiplied);
    }
}

void StateTile::fill(QImage& picture, const QRect& area, const QPoint& at) const {
    const qsizetype stride = picture.bytesPerLine() / qsizetype{sizeof(QRgb)};
    const qsizetype tileStride = pixels_.bytesPerLine() / qsizetype{sizeof(QRgb)};
    const auto* const tile = reinterpret_cast<const QRgb*>(pixels_.constBits());
    QRgb* row = reinterpret_cast<QRgb*>(picture.bits()) + area.top() * stride + area.left();
    const int side = pixels_.width(), width = area.width();
    const int firstColumn = phase(at.x(), side);
    int line = phase(at.y(), side);
    for (int y = area.height(); y > 0; --y, row += stride) {
        const QRgb* const from = tile + line * tileStride;
        if (plain_) {
            std::fill_n(row, width, *from);
        } else {
            for (int x = 0, column = firstColumn; x < width; ++x) {
                row[x] = from[column];
                if (++column == side) column = 0;
            }
        }
        if (++line == side) line = 0;
    }
}

} // namespace millrace::ui
