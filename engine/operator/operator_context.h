// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/data/record_batch.h"

#include <string>

namespace millrace {

/// Thrown out of a wait inside a node when the run stops, so that the node's call unwinds; the task takes it
/// for what it is, not for a failure.
struct RunStopped {};

/// A mutex or semaphore that the subtasks of a run share by name. The time a subtask waits is accounted as
/// `lock`. Held by the caller's subtask from acquire() to release().
class SharedResource {
public:
    virtual ~SharedResource() = default;
    virtual void acquire() = 0;
    virtual void release() = 0;
};

/// What the world looks like from inside an operator or source: the only way to time, chance and anything
/// outside. One per subtask, used only from the thread that is in the operator. Outlives the operator.
class OperatorContext {
public:
    virtual ~OperatorContext() = default;

    virtual const std::string& node() const = 0;
    virtual int subtask() const = 0; ///< 0 .. subtaskCount()-1
    virtual int subtaskCount() const = 0;
    virtual const Clock& clock() const = 0;
    /// Seed of this node in this run: equal for all subtasks and executors; derive streams with
    /// deriveSeed(seed(), name, index).
    virtual std::uint64_t seed() const = 0;
    /// How many records a source should read at once, at most: the node's batch size, or more when that is
    /// small. What is more than a batch is sent in several.
    virtual std::size_t batchSize() const = 0;

    /// Adds to the run's diagnostics (rate-limited per code); node is filled in.
    virtual void report(Diagnostic diagnostic) = 0;
    /// Makes a table visible to whoever watches the run (live_table). Keeps only the latest.
    virtual void publish(RecordBatch view) = 0;

    // Teaching stage `work`: really spend time. Virtual time in the simulator.
    virtual void burn(MonotonicNs duration) = 0; ///< keep the CPU busy; accounted as busy
    virtual void wait(
        MonotonicNs duration) = 0; ///< block the thread; accounted as I/O; returns early when the run stops
    virtual SharedResource& sharedResource(const std::string& name, int capacity) = 0;
    /// True once the run was asked to stop: long loops should return.
    virtual bool stopRequested() const = 0;
};

} // namespace millrace
