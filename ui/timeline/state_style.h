// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/timeline/lane_track.h"

#include <QBrush>
#include <QString>

namespace millrace::ui {

/// How a state looks on the timeline. Three signals each, so that no state is told by its colour alone: work
/// stands high and waiting lies low, and what is worth a look has a pattern.
QString nameOf(LaneState state);
QColor colorOf(LaneState state);
double heightOf(LaneState state); ///< of its bar, as a share of the lane
QBrush brushOf(LaneState state, qreal devicePixelRatio);

inline constexpr LaneState kAllLaneStates[] = {
    LaneState::Running,    LaneState::Searching, LaneState::NeedsInput, LaneState::OutputFull,
    LaneState::AwaitsTime, LaneState::Lock,      LaneState::Io};
constexpr bool isWork(LaneState state) {
    return state == LaneState::Running || state == LaneState::Lock || state == LaneState::Io;
}

} // namespace millrace::ui
