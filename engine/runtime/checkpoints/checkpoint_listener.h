// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/checkpoints/run_snapshot.h"
#include "engine/runtime/task_input.h"

#include <vector>

namespace millrace {

class Task;

/// What a task hands over at a barrier.
struct TaskState {
    std::vector<SlotState> slots;        ///< in the order of Task::slots()
    std::vector<MonotonicNs> snapshotNs; ///< how long each took to write its state
    TaskInput::Alignment alignment = {}; ///< of its inputs
    /// What it had still to take from those who had ended.
    std::vector<TaskInput::Waiting> waiting = {};
};

/// Who collects what the tasks say about checkpoints. Thread-safe.
class CheckpointListener {
public:
    virtual ~CheckpointListener() = default;
    /// What the tasks hand over is kept for the next run.
    virtual bool keepsState() const = 0;
    /// OperatorContext::requireEpoch().
    virtual void requireEpoch(const EpochMark&) const {}
    virtual void stateTaken(const Task& task, Epoch epoch, TaskState state) = 0;
    virtual void committed(const Task& task, Epoch epoch) = 0;
};

} // namespace millrace
