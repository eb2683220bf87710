// SPDX-License-Identifier: Apache-2.0
#include "ui/document/free_place.h"

#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

/// Room a card takes with some air around it, in canvas units.
constexpr double kWide = 200, kHigh = 120, kGrid = 20;

} // namespace

Point placeBetween(const GraphBody& body, const std::string& left, const std::string& right) {
    const Point a = body.position(left).value_or(Point{}), b = body.position(right).value_or(Point{});
    const auto snapped = [](double value) { return std::round(value / kGrid) * kGrid; };
    Point place{snapped((a.x + b.x) / 2), snapped((a.y + b.y) / 2)};
    const auto covered = [&] {
        return std::any_of(body.layout.begin(), body.layout.end(), [&place](const auto& entry) {
            return std::abs(entry.second.x - place.x) < kWide && std::abs(entry.second.y - place.y) < kHigh;
        });
    };
    while (covered()) {
        place.y += kGrid;
    }
    return place;
}

} // namespace millrace::ui
