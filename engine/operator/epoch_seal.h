// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/snapshot.h"

namespace millrace {

/// Code of the error with which a deciding sink ends a run that has lost its open epoch although nobody else
/// has taken its place: the run may be begun anew at once, from its last complete checkpoint.
inline constexpr const char* kEpochLost = "MR3537";

/// What an operator is besides that takes no input from snapshot() until its epoch is decided: a sink whose
/// open transaction is to hold nothing from behind the barrier.
class EpochSeal {
public:
    virtual ~EpochSeal() = default;
    /// The epoch will not be decided: input is taken again, and what was staged for it belongs to the next
    /// one. On the thread of the operator's task, also for epochs of which it has not heard.
    virtual void giveUp(Epoch epoch) = 0;
};

} // namespace millrace
