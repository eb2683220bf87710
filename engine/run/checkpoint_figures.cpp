// SPDX-License-Identifier: Apache-2.0
#include "engine/run/checkpoint_figures.h"

#include <algorithm>

namespace millrace {

std::vector<CheckpointFigures> checkpointFigures(const std::vector<CheckpointRecord>& records) {
    std::vector<CheckpointFigures> figures;
    for (const CheckpointRecord& record : records) {
        figures.resize(record.nodes.size());
        for (std::size_t i = 0; i < record.nodes.size(); ++i) {
            CheckpointRecord::Node& most = figures[i].most;
            const CheckpointRecord::Node& last = figures[i].last = record.nodes[i];
            most.node = last.node;
            most.stateBytes = std::max(most.stateBytes, last.stateBytes);
            most.alignNs = std::max(most.alignNs, last.alignNs);
            most.spilledBytes = std::max(most.spilledBytes, last.spilledBytes);
            most.snapshotNs = std::max(most.snapshotNs, last.snapshotNs);
        }
    }
    return figures;
}

MonotonicNs durationOf(const CheckpointRecord& record) {
    return record.barriersNs + record.durableNs + record.commitNs;
}

std::int64_t spilledBytesOf(const CheckpointRecord& record) {
    std::int64_t bytes = 0;
    for (const CheckpointRecord::Node& node : record.nodes)
        bytes += node.spilledBytes;
    return bytes;
}

} // namespace millrace
