// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <vector>

namespace millrace::ui {

/// The round times of a ruler between two moments (nanoseconds since the run began), at most `most` of them,
/// and what is written beside them. Below a millisecond between two ticks the full time would be a long
/// number of which only the end changes: ticks are then counted from the base, which is written once.
struct TimeRuler {
    TimeRuler(double from, double to, int most);

    QString textOf(double tick) const;
    QString baseText() const; ///< empty where ticks are full times

    std::vector<double> ticks;
    double step = 1;  ///< 1, 2 or 5 times a power of ten; never below 1 ns
    double base = -1; ///< ticks are counted from it; negative: from the beginning
};

} // namespace millrace::ui
