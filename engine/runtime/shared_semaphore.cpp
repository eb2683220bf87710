// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/shared_semaphore.h"

namespace millrace {

bool SharedSemaphore::tryAcquire() {
    const std::lock_guard lock(mutex_);
    if (free_ <= 0) return false;
    --free_;
    return true;
}

void SharedSemaphore::acquire() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] { return free_ > 0 || broken_; });
    if (broken_) throw RunStopped{};
    --free_;
}

void SharedSemaphore::release() {
    {
        const std::lock_guard lock(mutex_);
        ++free_;
    }
    freed_.notify_one();
}

void SharedSemaphore::breakOpen() {
    {
        const std::lock_guard lock(mutex_);
        broken_ = true;
    }
    freed_.notify_all();
}

} // namespace millrace
