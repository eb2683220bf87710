// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"

namespace millrace::test {

/// Waits until no node works and nothing moves any more: a pause, or a breakpoint, lets what has begun come
/// to its end. False after a minute, and when the run ends.
bool waitUntilQuiet(const Run& run);

} // namespace millrace::test
