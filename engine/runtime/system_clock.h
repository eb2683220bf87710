// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

namespace millrace {

/// The machine's clocks: CLOCK_MONOTONIC and the wall clock. Stateless.
class SystemClock final : public Clock {
public:
    MonotonicNs now() const override;
    EpochMs wallClock() const override;
};

/// CPU time of the calling thread: what burn() counts, so that burning threads that share a core really take
/// longer.
MonotonicNs threadCpuTime();

} // namespace millrace
