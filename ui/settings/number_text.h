// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace millrace::ui {

/// A figure and its unit, apart because the unit is drawn in a lighter weight.
struct Quantity {
    QString figure;
    QString unit;
    QString text() const { return unit.isEmpty() ? figure : figure + " " + unit; }
};

/// Records per second with three significant digits: 1.19 M/s, 18.4 k/s, 212 /s.
Quantity rateText(double recordsPerSecond);
/// 118.4 M, 12,345, 0.
QString countText(qint64 count);
/// For tr(), which chooses the plural form by it.
int pluralOf(qint64 count);
/// 8.1 ms, 230 µs, 1.20 s.
Quantity durationText(double seconds);
/// 214 MB (decimal), 1.20 GB.
Quantity bytesText(double bytes);
/// "94 %"; never "100 %" for less than 99.5.
QString percentText(double share);
/// "01:42", "1:00:05".
QString clockText(double seconds);

} // namespace millrace::ui
