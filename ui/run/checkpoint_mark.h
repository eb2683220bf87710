// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/checkpoint_status.h"

namespace millrace::ui {

/// A checkpoint on the time axis of a run. Seconds.
struct CheckpointMark {
    Epoch epoch = kNoEpoch;
    double at = 0;        ///< when it began, since the start of the run
    double barriers = 0;  ///< until every task had written its state
    double durable = 0;   ///< writing it down
    double committed = 0; ///< until every sink had shown what belongs to it
    std::int64_t bytes = 0;

    double seconds() const { return barriers + durable + committed; }
};

inline CheckpointMark markOf(const CheckpointRecord& record) {
    const auto seconds = [](MonotonicNs ns) { return static_cast<double>(ns) * 1e-9; };
    return {record.epoch,
            seconds(record.beganAt),
            seconds(record.barriersNs),
            seconds(record.durableNs),
            seconds(record.commitNs),
            record.bytes};
}

} // namespace millrace::ui
