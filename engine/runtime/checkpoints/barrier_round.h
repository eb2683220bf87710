// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/checkpoints/checkpoint_listener.h"
#include "engine/runtime/task_graph.h"

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace millrace {

/// The way of a barrier through all tasks of a run, one barrier at a time: sent out, awaited, answered. Used
/// by the thread that steers the run unless said otherwise.
class BarrierRound {
public:
    BarrierRound(TaskGraph& graph, RunScope& scope) : graph_(graph), scope_(scope) {}

    /// Orders a barrier from all sources. False: none is left that could send one.
    bool begin(Epoch epoch, bool last);
    /// The same, and tasks behind sources that have ended pass it by themselves, with what waits in front of
    /// them as a part of their state. False: no task is left.
    bool beginEverywhere(Epoch epoch, bool last);
    /// The barrier of the end of the input, when no task runs any more.
    void beginAtEnd(Epoch epoch);
    /// For CheckpointListener. Thread-safe.
    void taken(const Task& task, Epoch epoch, TaskState state);
    /// Every task has passed the barrier or has ended. Takes the state of those that have ended without it.
    bool collect();
    /// After collect(): what the task said; once.
    TaskState takeState(const Task& task);
    /// The barrier is not awaited any more: whoever waits for it goes on, and what is said of it is dropped.
    void giveUp();
    /// Those whose tasks have not passed the barrier, first nodes of their chains.
    std::vector<std::string> missing() const;
    /// The task commits, or, where it has ended, this thread in its place: true then.
    bool commit(Task& task, const EpochMark& mark);

    /// Somebody has said something that is to be looked at. Thread-safe.
    void tellNews();
    bool hasNews() const { return news_.load(std::memory_order_acquire); }
    void heardNews() { news_.store(false, std::memory_order_release); }

private:
    bool has(const Task& task) const;
    bool orderFromSources(Epoch epoch, bool last);
    void await(Epoch epoch);

    TaskGraph& graph_;
    RunScope& scope_;
    std::atomic<bool> news_{false};
    mutable std::mutex mutex_;                  ///< guards what follows
    Epoch epoch_ = kNoEpoch;                    ///< awaited
    std::map<std::uint32_t, TaskState> states_; ///< by task
};

} // namespace millrace
