// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/executors/worker_thread.h"
#include "engine/runtime/flight_recorder.h"

#include <memory>
#include <unordered_map>

namespace millrace {

/// An OS thread per task. A task with nothing to do lets its thread sleep until it is woken or its time
/// comes.
class ThreadExecutor final : public Executor {
public:
    ThreadExecutor(const Clock& clock, WorkerPlacement placement, FlightRecorder& recorder);
    ~ThreadExecutor() override;
    void start(const std::vector<Task*>& tasks) override;
    void finishHere() override;
    void enqueue(Task& task) override;
    void join() override;

private:
    struct Seat;
    void runSeat(Seat& seat);

    const Clock& clock_;
    const WorkerPlacement placement_;
    FlightRecorder& recorder_;
    std::unordered_map<Task*, std::unique_ptr<Seat>> seats_; ///< not changed after start()
};

} // namespace millrace
