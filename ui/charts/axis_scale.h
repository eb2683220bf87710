// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace millrace::ui {

/// The least of 1, 1.5, 2, 3, 5 and 10 times a power of ten that is at least `value`; 1 for 0 and below.
double niceCeiling(double value);

/// The round times (seconds) to be written below an axis from `from` to `to`, about `wanted` of them, rising.
std::vector<double> timeTicks(double from, double to, int wanted);

/// The value axis of a chart: its two ends, where a value stands between them, and what is written beside
/// it. The axis must not breathe: it grows at once and shrinks only when less than two fifths are used.
class ValueScale {
public:
    /// `top` fixes the upper end of a linear axis; 0 = it follows the values.
    ValueScale(bool logarithmic, double top) : logarithmic_(logarithmic), fixedTop_(top) {}

    /// The least and the largest value to be shown; least > most = nothing is shown.
    void fit(double least, double most);
    /// Ends in drawing units: of a logarithmic axis the exponents of ten.
    double bottom() const { return bottom_; }
    double top() const { return top_; }
    /// A value in drawing units.
    double drawn(double value) const;
    /// The values to be written beside an axis of this height in pixels, rising.
    std::vector<double> ticks(double height) const;

private:
    bool logarithmic_;
    double fixedTop_;
    double bottom_ = 0, top_ = 1;
};

} // namespace millrace::ui
