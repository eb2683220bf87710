// SPDX-License-Identifier: Apache-2.0
#include "engine/run/experimenter.h"

namespace millrace {

const char* nameOf(SweepStep step) {
    switch (step) {
        case SweepStep::First: return "";
        case SweepStep::More: return "more";
        case SweepStep::Less: return "less";
        case SweepStep::AboutTheSame: return "about the same";
        case SweepStep::NoDifferenceShown: return "no difference shown";
    }
    return "";
}

} // namespace millrace
