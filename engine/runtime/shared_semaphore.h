// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/operator/operator_context.h"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace millrace {

/// Who holds or waits for a resource: a task, and in it a node.
struct ResourceUser {
    std::uint32_t task = 0;   ///< index among the tasks of the run
    std::uint32_t vertex = 0; ///< index into Plan::vertices
    bool operator==(const ResourceUser&) const = default;
};

/// Weighted semaphore that a stop can break open. Whoever asks first is served first, so that who wants much
/// is not passed over for ever. Thread-safe.
class SharedSemaphore {
public:
    SharedSemaphore(int capacity, std::uint32_t index)
        : index_(index), capacity_(capacity < 1 ? 1 : capacity), free_(capacity_) {}
    std::uint32_t index() const { return index_; } ///< in RunScope::resourceNames()
    bool tryAcquire(const ResourceUser& user, int units = 1);
    /// Throws RunStopped when the run stops first. Wants no more than there is.
    void acquire(const ResourceUser& user, int units = 1);
    void release(const ResourceUser& user, int units = 1);
    void breakOpen();

    struct Holder {
        ResourceUser user;
        int units = 0;
    };
    struct Waiter {
        ResourceUser user;
        int units = 0;
        std::uint64_t ticket = 0; ///< rises with every asking: equal at two looks, it waited all the time
    };
    struct State {
        int free = 0;
        std::vector<Holder> holders;
        std::vector<Waiter> waiters; ///< in the order in which they will be served
    };
    State state() const;

private:
    void take(const ResourceUser& user, int units);

    const std::uint32_t index_;
    const int capacity_;
    mutable std::mutex mutex_;
    std::condition_variable freed_;
    int free_;
    std::vector<Holder> holders_;
    std::vector<Waiter> waiters_; ///< the first is served next
    std::uint64_t nextTicket_ = 0;
    bool broken_ = false;
};

} // namespace millrace
