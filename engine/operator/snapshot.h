// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

/// Number of a checkpoint, counted up over all runs of one state folder. 0: none.
using Epoch = std::uint64_t;
inline constexpr Epoch kNoEpoch = 0;

/// A checkpoint as the sink notes it that decides: with the digest of its snapshot, since a copy of the state
/// folder may hold another one of the same number.
struct EpochMark {
    Epoch epoch = kNoEpoch;
    std::string digest = {}; ///< SHA-256 in hexadecimal digits; empty: not known
    bool operator==(const EpochMark&) const = default;
};

/// What one subtask of a node wrote in snapshot() for the epoch from which a run goes on.
struct RestoredState {
    Epoch epoch = kNoEpoch;
    std::string_view bytes = {}; ///< lives as long as the run
};

/// What a node would forget if the process died between two batches.
enum class StateRule : std::uint8_t {
    Unknown, ///< its author did not say: it takes no part in runs with checkpoints
    None,    ///< nothing
    Saved,   ///< what snapshot() writes
};

/// Throws MR4611: what a node's open() says about a saved state that it cannot go on from.
[[noreturn]] void failRestore(const std::string& why);

/// How often a record that the sources hand out once takes effect outside, whatever dies in between.
enum class DeliveryGuarantee : std::uint8_t { AtLeastOnce, EffectivelyOnce, ExactlyOnce };
const char* nameOf(DeliveryGuarantee guarantee); ///< "at least once", "effectively once", "exactly once"

} // namespace millrace
