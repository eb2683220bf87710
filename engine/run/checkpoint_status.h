// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/operator/snapshot.h"

#include <string>
#include <vector>

namespace millrace {

/// One checkpoint as a run made it. Times in nanoseconds.
struct CheckpointRecord {
    struct Node {
        std::string node;
        std::int64_t stateBytes = 0;
        MonotonicNs alignNs = 0; ///< longest wait of a subtask from its first barrier to its last
        /// What waited for barriers meanwhile in files, since it was too much for the memory; all subtasks.
        std::int64_t spilledBytes = 0;
        MonotonicNs snapshotNs = 0; ///< longest snapshot() of a subtask
    };
    Epoch epoch = kNoEpoch;
    MonotonicNs beganAt = 0;    ///< since the start of the run
    MonotonicNs barriersNs = 0; ///< from the order to the sources until every task had written its state
    MonotonicNs durableNs = 0;  ///< writing it down
    MonotonicNs commitNs = 0;   ///< until every sink had shown what belongs to it
    std::int64_t bytes = 0;     ///< on disk
    std::vector<Node> nodes;    ///< in the order of Plan::vertices
};

struct CheckpointStatus {
    Epoch restored = kNoEpoch;            ///< the run goes on from this one
    EpochMs restoredMadeAt = 0;           ///< when that one was made, if there is one
    Epoch last = kNoEpoch;                ///< complete
    std::int64_t made = 0;                ///< by this run
    std::int64_t givenUp = 0;             ///< by this run: they took longer than their time-out
    std::vector<CheckpointRecord> latest; ///< oldest first, bounded
};

} // namespace millrace
