// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QPoint>
#include <QRectF>
#include <algorithm>
#include <cmath>
#include <vector>

namespace millrace::ui {

/// Rectangles by place, so that those near a spot are found without a look at all of them.
class RectGrid {
public:
    void insert(const QRectF& rect) {
        const QRect cells = cellsOf(rect);
        for (int y = cells.top(); y <= cells.bottom(); ++y)
            for (int x = cells.left(); x <= cells.right(); ++x)
                cells_[QPoint(x, y)].push_back(rect);
    }
    /// Calls `visit` once with each rectangle that may touch `area`; some only stand near it.
    template <typename Visit> void visitNear(const QRectF& area, Visit visit) const {
        const QRect cells = cellsOf(area);
        for (int y = cells.top(); y <= cells.bottom(); ++y) {
            for (int x = cells.left(); x <= cells.right(); ++x) {
                const auto cell = cells_.constFind(QPoint(x, y));
                if (cell == cells_.constEnd()) continue;
                for (const QRectF& rect : *cell) {
                    // Of the cells it shares with the area, the first one tells of it.
                    const QRect own = cellsOf(rect);
                    if (x == std::max(own.left(), cells.left()) && y == std::max(own.top(), cells.top()))
                        visit(rect);
                }
            }
        }
    }

private:
    static constexpr qreal kCell = 256;

    static QRect cellsOf(const QRectF& rect) {
        const auto cell = [](qreal at) { return static_cast<int>(std::floor(at / kCell)); };
        return {QPoint(cell(rect.left()), cell(rect.top())), QPoint(cell(rect.right()), cell(rect.bottom()))};
    }

    QHash<QPoint, std::vector<QRectF>> cells_;
};

} // namespace millrace::ui
