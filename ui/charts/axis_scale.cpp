// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/axis_scale.h"

#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr double kLeastLogarithmic = 1e-3;
constexpr double kShrinkBelow = 0.4;
constexpr double kLowHeight = 90;
constexpr double kTimeSteps[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,   2,    5,
                                 10,   15,   30,   60,  120, 300, 600, 1800, 3600};

/// Into how many equal parts a nice top falls so that the parts are round, too.
int roundParts(double top, bool low) {
    const double mantissa = top / std::pow(10, std::floor(std::log10(top) + 1e-9));
    if (std::abs(mantissa - 1.5) < 0.01 || std::abs(mantissa - 3) < 0.01) return 3;
    if (std::abs(mantissa - 5) < 0.01) return low ? 1 : 5;
    return low ? 2 : 4;
}

} // namespace

double niceCeiling(double value) {
    if (!(value > 0)) return 1;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 1.5, 2.0, 3.0, 5.0, 10.0})
        if (step * power >= value * 0.9999) return step * power;
    return 10 * power;
}

std::vector<double> timeTicks(double from, double to, int wanted) {
    if (!(to > from)) return {};
    const double raw = (to - from) / std::max(1, wanted);
    const auto fits = std::find_if(std::begin(kTimeSteps), std::end(kTimeSteps),
                                   [raw](double step) { return step >= raw; });
    const double step = fits != std::end(kTimeSteps) ? *fits : std::ceil(raw / 3600) * 3600;
    std::vector<double> ticks;
    // Counted, not summed up: steps such as 0.1 would drift.
    for (double n = std::ceil(from / step - 1e-9); n * step <= to + step * 1e-9; ++n)
        ticks.push_back(n * step);
    return ticks;
}

double ValueScale::drawn(double value) const {
    return logarithmic_ ? std::log10(std::max(value, kLeastLogarithmic)) : value;
}

void ValueScale::fit(double least, double most) {
    if (logarithmic_) {
        top_ = std::ceil(drawn(std::max(most, 10 * kLeastLogarithmic)) - 1e-9);
        bottom_ = std::floor(drawn(std::min(least, most)) + 1e-9);
        bottom_ = std::max(std::log10(kLeastLogarithmic), std::min(bottom_, top_ - 2));
        top_ = std::max(top_, bottom_ + 2);
        return;
    }
    const double wanted = fixedTop_ > 0 ? fixedTop_ : niceCeiling(most);
    if (fixedTop_ > 0 || wanted > top_ || most < top_ * kShrinkBelow) top_ = wanted;
}

std::vector<double> ValueScale::ticks(double height) const {
    const bool low = height < kLowHeight;
    std::vector<double> ticks;
    if (logarithmic_) {
        const int step = top_ - bottom_ > (low ? 2 : 4) ? 2 : 1;
        for (int decade = static_cast<int>(top_); decade >= bottom_; decade -= step)
            ticks.insert(ticks.begin(), std::pow(10, decade));
        return ticks;
    }
    const int parts = roundParts(top_, low);
    for (int i = 0; i <= parts; ++i)
        ticks.push_back(top_ * i / parts);
    return ticks;
}

} // namespace millrace::ui
