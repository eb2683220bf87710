// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/checkpoints/state_folder.h"

#include <optional>
#include <string>

namespace millrace {

/// Who decides the epochs of a run, and what that one remembers.
struct EpochDecider {
    std::string node; ///< empty: nobody; an epoch is decided when its file is durable
    EpochMark mark;   ///< the last epoch it has committed; kNoEpoch: it knows of none
};

/// The checkpoint in the folder to go on from: the last one that was decided. One without nodes: the job
/// begins anew, and its first epoch is the one behind. `fresh`: what is there is forgotten. Throws MR4613,
/// MR4614; MR4615 the decided one is not there; MR4617 it is that of another copy of the folder; MR4628
/// nobody can say any more whether the newest one was decided; MR4629 the decider has forgotten what it had
/// decided.
RunSnapshot chooseEpoch(StateFolder& folder, const EpochDecider& decider, bool fresh);

/// Before the decider locks out whoever may be at work in its place, when one more epoch than its mark says
/// may be on its way to be decided. Throws MR4615 where the folder is another job's for certain.
void requireNoStranger(const StateFolder& folder, const EpochDecider& decider);

} // namespace millrace
