// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/snapshot.h"

namespace millrace {

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
