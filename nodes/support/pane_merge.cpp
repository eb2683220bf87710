// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/pane_merge.h"

namespace millrace {

PaneMerge::Outcome PaneMerge::handIn(std::size_t worker, std::unique_ptr<AggregatePane> pane) {
    Outcome outcome;
    {
        const std::lock_guard lock(mutex_);
        panes_[worker] = std::move(pane);
        if (--missing_ > 0) return outcome;
    }
    outcome.last = true;
    for (auto& part : panes_) {
        if (!part) continue;
        if (outcome.pane)
            outcome.pane->merge(*part);
        else
            outcome.pane = std::move(part);
    }
    return outcome;
}

} // namespace millrace
