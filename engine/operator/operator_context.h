// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/data/record_batch.h"
#include "engine/metrics/metrics.h"
#include "engine/operator/snapshot.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace millrace {

/// Thrown out of a wait inside a node when the run stops, so that the node's call unwinds; the task takes it
/// for what it is, not for a failure.
struct RunStopped {};

/// A weighted semaphore that the subtasks of a run share by name; with one unit it is a mutex, and where
/// readers take one unit and writers all it is a reader-writer lock. Served in the order of asking. The time
/// a subtask waits is accounted as `lock`. Held by the caller's subtask from acquire() to release().
class SharedResource {
public:
    virtual ~SharedResource() = default;
    virtual void acquire(int units = 1) = 0;
    virtual void release(int units = 1) = 0;
};

/// One of `count` runs of the same graph that divide its input among them, each in a process of its own.
struct Instance {
    int index = 0; ///< 0 .. count-1
    int count = 1;
    bool operator==(const Instance&) const = default;
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
    /// Makes a table visible to whoever watches the run (live_table): the latest of each subtask.
    virtual void publish(RecordBatch view) = 0;
    /// What the node's client library measured, in place of what this subtask said before.
    virtual void publishClientMetrics(std::vector<ClientMetric>) {}

    /// Which of several runs of the same graph this one is: sources of which BoundNode::sharedByInstances is
    /// true read their share only.
    virtual Instance instance() const { return {}; }

    /// The run keeps checkpoints: sinks show nothing before commit().
    virtual bool keepsCheckpoints() const { return false; }
    /// For open(): the state to go on from; null: the run begins anew.
    virtual const RestoredState* restored() const { return nullptr; }
    /// For open() of the sink that decides epochs, before it locks out whoever may still decide in its place:
    /// throws where the run could not go on from `last`, the last epoch that is known to be decided (the next
    /// one may be, too).
    virtual void requireEpoch(const EpochMark&) const {}

    // Teaching stage `work`: really spend time. Virtual time in the simulator.
    virtual void burn(MonotonicNs duration) = 0; ///< keep the CPU busy; accounted as busy
    virtual void wait(
        MonotonicNs duration) = 0; ///< block the thread; accounted as I/O; returns early when the run stops
    virtual SharedResource& sharedResource(const std::string& name, int capacity) = 0;
    /// The one object of this kind that all subtasks of the node share in this run: made by whoever asks
    /// first.
    virtual std::shared_ptr<void> sharedState(const std::function<std::shared_ptr<void>()>& make) {
        return make();
    }
    /// The subtasks see any share of the records of a key each, not all of them: their states belong
    /// together.
    virtual bool mergesStates() const { return false; }

    // Operations in flight. Only in a task of the executor `async`; elsewhere a node waits for each.
    /// Where the operator's coroutines run: on the thread that enters the operator, between its calls. Null:
    /// none.
    virtual boost::asio::io_context* eventLoop() { return nullptr; }
    /// How many operations may be in flight at once.
    virtual int operations() const { return 1; }
    /// Results are to leave in the order in which the records came, not in that in which the operations ended
    /// (`concurrency.ordering`). True where only one is in flight at a time anyway.
    virtual bool keepsOperationOrder() const { return true; }
    /// Something has come: nextDeadline() is to be asked, or the source to be read, again. Thread-safe.
    virtual void wake() {}

    /// True once the run was asked to stop: long loops should return.
    virtual bool stopRequested() const = 0;
};

} // namespace millrace
