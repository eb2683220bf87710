// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/operator/operator_context.h"

#include <condition_variable>
#include <mutex>

namespace millrace {

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
