// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/timeline/lane_track.h"

#include <QImage>
#include <QPoint>
#include <QRect>

namespace millrace::ui {

/// The colour and the pattern of a state as pixels that can be copied, however narrow what they fill.
class StateTile {
public:
    StateTile() = default;
    StateTile(LaneState state, qreal devicePixelRatio);

    bool isNull() const { return pixels_.isNull(); }
    /// Replaces what stands in `area`, which lies inside of `picture` (ARGB32, premultiplied). `at`: where
    /// its corner comes to lie in the end, so that the pattern goes on from one area to the next.
    void fill(QImage& picture, const QRect& area, const QPoint& at) const;

private:
    QImage pixels_; ///< a square that repeats
    bool plain_ = false;
};

} // namespace millrace::ui
