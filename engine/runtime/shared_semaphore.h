// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#include <condition_variable>
#include <mutex>

namespace millrace {

/// Thrown out of a wait inside a node when the run stops, so that the node's call unwinds; the task takes it
/// for what it is, not for a failure.
struct RunStopped {};

/// Counting semaphore that a stop can break open. Thread-safe.
class SharedSemaphore {
public:
    explicit SharedSemaphore(int capacity) : free_(capacity < 1 ? 1 : capacity) {}
    bool tryAcquire();
    /// Throws RunStopped when the run stops first.
    void acquire();
    void release();
    void breakOpen();

private:
    std::mutex mutex_;
    std::condition_variable freed_;
    int free_;
    bool broken_ = false;
};

} // namespace millrace
