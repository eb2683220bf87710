// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/checkpoint_figures.h"

#include <algorithm>

namespace millrace::ui {

/// A checkpoint on the time axis of a run. Seconds.
struct CheckpointMark {
    Epoch epoch = kNoEpoch;
    double at = 0;        ///< when it began, since the start of the run
    double barriers = 0;  ///< until every task had written its state
    double durable = 0;   ///< writing it down
    double committed = 0; ///< until every sink had shown what belongs to it
    std::int64_t bytes = 0;
    double alignment = 0;      ///< the longest wait of a worker for its other barriers
    std::int64_t spilled = 0;  ///< bytes that waited for barriers in files
    std::uint64_t givenUp = 0; ///< checkpoints before it, since the one before

    double seconds() const { return barriers + durable + committed; }
};

inline CheckpointMark markOf(const CheckpointRecord& record) {
    const auto seconds = [](MonotonicNs ns) { return static_cast<double>(ns) * 1e-9; };
    CheckpointMark mark{record.epoch,
                        seconds(record.beganAt),
                        seconds(record.barriersNs),
                        seconds(record.durableNs),
                        seconds(record.commitNs),
                        record.bytes};
    for (const CheckpointRecord::Node& node : record.nodes)
        mark.alignment = std::max(mark.alignment, seconds(node.alignNs));
    mark.spilled = spilledBytesOf(record);
    return mark;
}

} // namespace millrace::ui
