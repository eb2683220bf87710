// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/timeline/lane_track.h"

#include <QImage>
#include <QPainter>
#include <QRect>
#include <array>
#include <vector>

namespace millrace::ui {

/// Maps moments (nanoseconds on the clock of the trace) onto a stretch of pixels and back.
struct TimeScale {
    double from = 0, to = 1; ///< moments at the two ends
    double left = 0, right = 1;

    double x(double at) const { return left + (at - from) / (to - from) * (right - left); }
    double at(double x) const { return from + (x - left) / (right - left) * (to - from); }
    double perPixel() const { return (to - from) / (right - left); }
};

/// Draws the bars of a lane: at most two rectangles per column of pixels, whatever the number of spans. A
/// column that holds several is as high as they are on the average, work at the bottom, so that zooming out
/// turns the bars into a graph of the load and never hides what is short.
class LanePainter {
public:
    LanePainter(QPainter& painter, const TimeScale& scale);

    /// `box`: what the lane may fill; only between scale.left and scale.right is drawn.
    void drawBars(const LaneTrack& track, const QRectF& box);
    /// A line over the marked turns.
    void drawMarks(const LaneTrack& track, const QRectF& box);
    std::size_t rectangles() const { return rectangles_; } ///< drawn so far

private:
    void blit();
    void add(LaneState state, double x, double width, double top, double bottom);
    void addMerged(const LaneShares& shares, double nanoseconds, double x, const QRectF& box);

    QPainter& painter_;
    const TimeScale scale_;
    struct Bar {
        QRect place; ///< in pixels of the device
        LaneState state;
    };
    std::vector<Bar> bars_;
    QRect around_; ///< all of them
    const double ratio_;
    std::size_t rectangles_ = 0;
};

} // namespace millrace::ui
