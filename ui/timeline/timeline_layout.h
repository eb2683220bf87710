// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Sizes of the timeline in device-independent pixels.
namespace millrace::ui::timeline {

inline constexpr int kNames = 136; ///< names of the lanes, at the left
inline constexpr int kRight = 12;
inline constexpr int kRuler = 26;
inline constexpr int kLeastLane = 22, kMostLane = 44;
inline constexpr int kLeastTitle = 44; ///< a bar as wide says whose turn it is

} // namespace millrace::ui::timeline
