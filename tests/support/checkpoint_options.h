// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"

#include <QTemporaryDir>

namespace millrace::test {

/// A run on three workers that keeps its checkpoints there.
inline RunOptions keepingIn(const QTemporaryDir& folder, MonotonicNs interval,
                            MonotonicNs timeout = CheckpointTimes{}.timeoutNs) {
    RunOptions options;
    options.poolWorkers = 3;
    options.checkpoints = CheckpointOptions{.folder = folder.path().toStdString()};
    options.checkpoints->times = CheckpointTimes{.intervalNs = interval, .timeoutNs = timeout};
    return options;
}

/// The same with so many workers that slow stages leave the others some; no checkpoint is given up unless
/// `timeout` says so.
inline RunOptions roomyIn(const QTemporaryDir& folder, MonotonicNs interval,
                          MonotonicNs timeout = 3'600'000'000'000) {
    RunOptions options = keepingIn(folder, interval, timeout);
    options.poolWorkers = 6;
    return options;
}

} // namespace millrace::test
