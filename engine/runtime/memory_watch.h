// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"
#include "engine/metrics/metrics_frame.h"
#include "engine/plan/plan.h"

#include <cstdint>

namespace millrace {

/// Holds the growth of the process during a run against the run's memory budget. What other runs of the same
/// process take counts, too: the system tells only of the whole. Used by the steering thread.
class MemoryWatch {
public:
    /// Both in bytes; a budget of 0 is none.
    MemoryWatch(const Plan& plan, std::int64_t budget, std::int64_t residentAtStart)
        : plan_(plan), budget_(budget), residentAtStart_(residentAtStart) {}

    bool hasWork() const { return budget_ > 0; }
    bool isExceeded() const;
    /// The error MR4111: how much, on which wires most of it waits, and what would help.
    Diagnostics describe(const MetricsFrame& frame) const;

private:
    const Plan& plan_;
    const std::int64_t budget_;
    const std::int64_t residentAtStart_;
};

} // namespace millrace
