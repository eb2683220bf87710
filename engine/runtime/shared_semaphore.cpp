// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/shared_semaphore.h"

#include <algorithm>

namespace millrace {

void SharedSemaphore::take(const ResourceUser& user, int units) {
    free_ -= units;
    for (Holder& holder : holders_) {
        if (holder.user != user) continue;
        holder.units += units;
        return;
    }
    holders_.push_back({user, units});
}

bool SharedSemaphore::tryAcquire(const ResourceUser& user, int units) {
    const std::lock_guard lock(mutex_);
    const int wanted = std::min(units, capacity_);
    if (!waiters_.empty() || free_ < wanted) return false;
    take(user, wanted);
    return true;
}

void SharedSemaphore::acquire(const ResourceUser& user, int units) {
    std::unique_lock lock(mutex_);
    const int wanted = std::min(units, capacity_);
    const std::uint64_t ticket = nextTicket_++;
    waiters_.push_back({user, wanted, ticket});
    freed_.wait(lock, [&] { return (waiters_.front().ticket == ticket && free_ >= wanted) || broken_; });
    std::erase_if(waiters_, [ticket](const Waiter& waiter) { return waiter.ticket == ticket; });
    if (broken_) throw RunStopped{};
    take(user, wanted);
    // There may be enough for the next one, too.
    if (free_ > 0 && !waiters_.empty()) freed_.notify_all();
}

void SharedSemaphore::release(const ResourceUser& user, int units) {
    {
        const std::lock_guard lock(mutex_);
        const int given = std::min(units, capacity_);
        free_ += given;
        const auto holder = std::find_if(holders_.begin(), holders_.end(),
                                         [&user](const Holder& one) { return one.user == user; });
        if (holder != holders_.end() && (holder->units -= given) <= 0) holders_.erase(holder);
    }
    freed_.notify_all();
}

void SharedSemaphore::breakOpen() {
    {
        const std::lock_guard lock(mutex_);
        broken_ = true;
    }
    freed_.notify_all();
}

SharedSemaphore::State SharedSemaphore::state() const {
    const std::lock_guard lock(mutex_);
    return {free_, holders_, waiters_};
}

} // namespace millrace
