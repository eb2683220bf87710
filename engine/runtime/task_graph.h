// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"
#include "engine/runtime/task.h"

#include <memory>
#include <vector>

namespace millrace {

/// A wire at run time: its queue (none when fused), who counts on it, who looks at it.
struct RunningEdge {
    /// The room of the wire. One for all, or, where worker i talks to worker i alone, one a pair with its
    /// share of the capacity: what only one core works on stays in its cache.
    std::vector<std::unique_ptr<Wire>> wires;
    std::vector<std::unique_ptr<Channel>> channels; ///< per receiving subtask
    std::vector<std::unique_ptr<SendCells>> sent;
    std::vector<std::unique_ptr<ReceiveCells>> received;
    SequenceDealer dealer;
    PeekSlot peek;
    std::atomic<bool> gated{false}; ///< there is or was a breakpoint

    std::int64_t capacity() const;
    /// Some producer waits for room.
    bool producersWait() const;
    /// No consumer needs anything more.
    bool closed() const;
};

/// Everything that runs of one plan: tasks, wired up. Built before the first task starts, not changed
/// afterwards; what its parts do is their own matter. The plan must outlive it.
class TaskGraph {
public:
    TaskGraph(const Plan& plan, RunScope& scope);

    const std::vector<std::unique_ptr<Task>>& tasks() const { return tasks_; }
    RunningEdge& edge(std::size_t i) { return *edges_[i]; }
    const RunningEdge& edge(std::size_t i) const { return *edges_[i]; }
    /// The tasks of a chain, by subtask.
    std::span<const std::unique_ptr<Task>> tasksOf(std::size_t chain) const {
        return {tasks_.data() + firstTask_[chain], firstTask_[chain + 1] - firstTask_[chain]};
    }
    int sourceTasks() const;
    void wakeAll();
    /// Some node joins inputs or some wire leads back, which is what deadlocks are made of.
    bool tight() const { return tight_; }
    /// Records counted one by one in the queues of a wire, or in front of its breakpoint; only when no task
    /// runs any more.
    std::int64_t countQueued(std::size_t edge) const;

private:
    void fuse(std::size_t edge);
    void connect(std::size_t edge);
    std::size_t firstOrigin(const PlanVertex& vertex, std::size_t edge) const;

    const Plan& plan_;
    const bool tight_;
    const std::vector<std::size_t> cycles_; ///< per chain; see cyclesOfChains()
    const std::vector<bool> timed_;         ///< per vertex; see timedVertices()
    RunScope& scope_;
    std::vector<std::unique_ptr<Task>> tasks_;
    std::vector<std::size_t> firstTask_; ///< per chain, plus the end
    std::vector<std::unique_ptr<RunningEdge>> edges_;
};

} // namespace millrace
