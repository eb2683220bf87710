// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/checkpoint_status.h"

namespace millrace {

/// What checkpoints took at one node.
struct CheckpointFigures {
    CheckpointRecord::Node last; ///< of the last checkpoint
    CheckpointRecord::Node most; ///< the most of each figure among those that are kept
};

/// Of every node, in the order of Plan::vertices; empty before the first checkpoint is complete.
std::vector<CheckpointFigures> checkpointFigures(const std::vector<CheckpointRecord>& records);

/// From its beginning to the last sink that showed it, in nanoseconds.
MonotonicNs durationOf(const CheckpointRecord& record);
/// Bytes that waited for its barriers in files, of all nodes.
std::int64_t spilledBytesOf(const CheckpointRecord& record);

} // namespace millrace
