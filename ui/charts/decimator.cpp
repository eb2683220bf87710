// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/decimator.h"

#include <algorithm>

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
    const auto columnOf = [&](const QPointF& p) { return static_cast<long>((p.x() - from) / width); };
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

} // namespace millrace::ui
