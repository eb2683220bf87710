// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/time_ruler.h"

#include "ui/settings/number_text.h"

#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr double kMs = 1e6, kSecond = 1e9;

double roundStep(double raw) {
    const double power = std::pow(10, std::floor(std::log10(std::max(raw, 1.0)) + 1e-9));
    for (const double factor : {1.0, 2.0, 5.0, 10.0})
        if (factor * power >= raw * 0.9999) return factor * power;
    return 10 * power;
}

/// As many decimals as tell one step from the next, in a unit of so many nanoseconds.
QString withDecimals(double ns, double step, double unit) {
    const int decimals = std::max(0, static_cast<int>(std::ceil(std::log10(unit / step) - 1e-9)));
    return QString::number(ns / unit, 'f', decimals);
}

} // namespace

TimeRuler::TimeRuler(double from, double to, int most) {
    step = roundStep((to - from) / std::max(1, most));
    if (step < kMs) base = std::max(0.0, std::floor(from / kMs) * kMs);
    const double origin = std::max(0.0, base);
    // Counted, not summed up: a sum of steps would drift.
    for (double n = std::max(0.0, std::ceil((from - origin) / step - 1e-9)); origin + n * step <= to; ++n)
        ticks.push_back(origin + n * step);
}

QString TimeRuler::textOf(double tick) const {
    if (base >= 0) return QStringLiteral("+%1 µs").arg(withDecimals(tick - base, step, 1e3));
    if (tick >= 60 * kSecond && step >= kSecond) return clockText(tick / kSecond);
    if (tick == 0) return QStringLiteral("0 s");
    return withDecimals(tick, step, kSecond) + QStringLiteral(" s");
}

QString TimeRuler::baseText() const {
    return base < 0 ? QString() : withDecimals(base, kMs, kSecond) + QStringLiteral(" s");
}

} // namespace millrace::ui
