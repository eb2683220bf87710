// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/operator/snapshot.h"

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// What one vertex of one subtask leaves for the next run.
struct SlotState {
    bool ended = false; ///< it had sent all it ever will
    EpochMs watermark = kMinWatermark;
    std::vector<EpochMs> origins; ///< the watermark of each
    std::string bytes;            ///< what the node wrote
    /// What a head of a chain had still to take from producers that had ended.
    struct Waiting {
        std::string wire;    ///< PlanEdge::id
        std::string entries; ///< TaskInput::Waiting
    };
    std::vector<Waiting> waiting;

    std::int64_t byteSize() const; ///< of what the node wrote and what waits
};

/// All that a run knows at one barrier, as its file holds it.
struct RunSnapshot {
    struct Node {
        std::string id;
        std::string kind;
        std::string settings; ///< JSON of the parameters that its state depends on
        bool saved = false;   ///< StateRule::Saved
        std::vector<SlotState> subtasks;

        bool holdsWaiting() const; ///< records waited in front of it
    };
    Epoch epoch = kNoEpoch;
    Epoch follows = kNoEpoch; ///< the complete one before; kNoEpoch: this is the first
    EpochMs madeAt = 0;
    bool finished = false; ///< every source had ended
    std::string decider;   ///< the node whose commit decides it; empty: it is decided when it is durable
    std::string graph;     ///< its name
    std::string graphSha256;
    std::vector<Node> nodes;
    std::string digest; ///< of what was read: SHA-256 in hexadecimal digits; not written

    const Node* find(std::string_view id) const;
};

/// A snapshot as a file holds it, in the byte order of this machine.
struct SnapshotBytes {
    std::string head; ///< version, length of the body and its SHA-256
    std::string body; ///< as large as all state together: one copy is enough
};
SnapshotBytes encodeSnapshot(const RunSnapshot& snapshot);
/// The digest in a head that encodeSnapshot() has made.
std::string snapshotDigest(std::string_view head);
/// Error MR4613: cut off, damaged, or of another version. `file` is for the message.
Result<RunSnapshot> decodeSnapshot(std::string_view bytes, const std::string& file);

} // namespace millrace
