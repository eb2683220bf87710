// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace millrace::cli {

/// Counts SIGINT and SIGTERM from now on instead of dying of them.
void catchStopSignals();
int stopSignalsSeen();

} // namespace millrace::cli
