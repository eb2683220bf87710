// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace millrace {

class Task;

/// Decides when tasks run; what they do is theirs. Executors differ only in policy. start() and join() are
/// called once, in this order, by the steering thread; enqueue() by any thread.
class Executor {
public:
    virtual ~Executor() = default;
    /// Throws std::system_error when the system gives no more threads; those that began go on, and
    /// finishHere() must follow once the run is stopping.
    virtual void start(const std::vector<Task*>& tasks) = 0;
    /// Ends, on the calling thread, the tasks that no thread was there for.
    virtual void finishHere() = 0;
    /// The task, parked until now, is to run. The caller has made it queued.
    virtual void enqueue(Task& task) = 0;
    /// Returns when every task has finished and the threads are gone.
    virtual void join() = 0;
    /// The nodes are closed: what their tasks have left behind ends now. enqueue() may still be under way on
    /// other threads.
    virtual void release() {}
};

} // namespace millrace
