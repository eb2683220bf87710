// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace millrace {

/// What the process has used so far, CPU time together with that of its child processes that have ended.
struct ProcessUsage {
    double cpuSeconds = 0;
    std::int64_t residentBytes = 0;
    std::int64_t maxResidentBytes = 0;
};

/// A few microseconds. Zero where the operating system does not say.
ProcessUsage processUsage();

} // namespace millrace
