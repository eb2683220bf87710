// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace millrace {

/// A figure and its unit, apart because a screen may draw the unit in a lighter weight. Three significant
/// digits, so that widths stay put while numbers change.
struct Quantity {
    std::string figure;
    std::string unit;
    std::string text() const { return unit.empty() ? figure : figure + " " + unit; }
};

Quantity rateQuantity(double recordsPerSecond); ///< 1.19 M/s, 18.4 k/s, 212 /s
Quantity countQuantity(std::int64_t count);     ///< 12,345 up to a hundred thousand, then 118.4 M
Quantity durationQuantity(double seconds);      ///< 8.10 ms, 230 µs, 1.20 s
Quantity bytesQuantity(double bytes);           ///< decimal: 214 MB, 1.20 GB
std::string percentText(double share);          ///< "94 %"
std::string clockText(double seconds);          ///< "01:42", "1:00:05"

} // namespace millrace
