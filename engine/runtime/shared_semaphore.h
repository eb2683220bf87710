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
    SharedSemaphore(int capacity, std::uint32_t index) : index_(index), free_(capacity < 1 ? 1 : capacity) {}
    std::uint32_t index() const { return index_; } ///< in RunScope::resourceNames()
    bool tryAcquire();
    /// Throws RunStopped when the run stops first.
    void acquire();
    void release();
    void breakOpen();

private:
    const std::uint32_t index_;
    std::mutex mutex_;
    std::condition_variable freed_;
    int free_;
    bool broken_ = false;
};

} // namespace millrace
