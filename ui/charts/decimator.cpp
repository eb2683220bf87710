// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/decimator.h"

#include <algorithm>
#include <cmath>

namespace millrace::ui {

QList<QPointF> decimate(std::span<const QPointF> points, double from, double to, int columns) {
    QList<QPointF> out;
    if (points.empty() || columns <= 0 || !(to > from)) return out;
    const auto before = [](const QPointF& p, double x) { return p.x() < x; };
    auto first = std::lower_bound(points.begin(), points.end(), from, before);
    auto last = std::lower_bound(first, points.end(), to, before);
    if (first != points.begin()) --first;
    if (last != points.end()) ++last;
    const auto count = static_cast<std::size_t>(last - first);
    if (count <= static_cast<std::size_t>(columns) * 2) return QList<QPointF>(first, last);

    out.reserve(columns * 2 + 2);
    const double width = (to - from) / columns;
    const auto columnOf = [&](const QPointF& p) {
        return static_cast<long>(std::floor((p.x() - from) / width));
    };
    for (auto at = first; at != last;) {
        const long column = columnOf(*at);
        auto lowest = at, highest = at;
        for (; at != last && columnOf(*at) == column; ++at) {
            if (at->y() < lowest->y()) lowest = at;
            if (at->y() > highest->y()) highest = at;
        }
        if (lowest == highest) {
            out.append(*lowest);
        } else {
            out.append(*std::min(lowest, highest));
            out.append(*std::max(lowest, highest));
        }
    }
    return out;
}

const QPointF* nearestPoint(std::span<const QPointF> points, double x) {
    if (points.empty()) return nullptr;
    const auto next = std::lower_bound(points.begin(), points.end(), x,
                                       [](const QPointF& p, double value) { return p.x() < value; });
    if (next == points.begin()) return &*next;
    if (next == points.end()) return &points.back();
    return next->x() - x < x - (next - 1)->x() ? &*next : &*(next - 1);
}

} // namespace millrace::ui
