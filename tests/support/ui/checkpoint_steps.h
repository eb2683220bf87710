// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/ui/run_studio.h"
#include "ui/run/checkpoint_feed.h"

#include <vector>

namespace millrace::test {

/// Numbers from 0 on, `count` of them, appended to the file out.csv by a sink that writes each once; a
/// checkpoint every 100 ms. By default they go on for longer than any test.
QByteArray countingGraph(qint64 count = 1'000'000, double rate = 2000);
/// What stands in that file, in its order.
std::vector<qint64> writtenNumbers(RunStudio& studio);

/// Presses the key that turns checkpoints on or off.
void keepCheckpoints(RunStudio& studio);
/// Starts a run and waits until it has made so many checkpoints.
void beginRun(RunStudio& studio, int checkpoints);
/// Presses stop and waits for the end behind one more.
void endAtCheckpoint(RunStudio& studio);

} // namespace millrace::test
