// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRect>
#include <QString>
#include <functional>
#include <vector>

namespace millrace::ui {

class MainWindow;

/// One step of the tour: what to do, where, and how the document shows that it was done.
struct TourStep {
    QString id, title;
    QString text;                                  ///< HTML
    std::function<QRect(const MainWindow&)> where; ///< in the window's coordinates; null = nowhere
    std::function<bool(const MainWindow&)> done;
};

/// CSV file -> filter -> aggregate -> table, and a run of it. Each step is done when the document (or the
/// run) is as it asks, however the user got there; taking something back makes its step the present one
/// again.
std::vector<TourStep> firstPipelineTour();

/// The file the tour reads, relative to the examples; the steps name it.
inline constexpr const char* kTourData = "data/buses-austin.csv.gz";

} // namespace millrace::ui
