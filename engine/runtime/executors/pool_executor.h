// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/flight_recorder.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

namespace millrace {

/// A few threads for many tasks. Each worker has a queue of its own: a task woken by a worker goes there (its
/// input is in that core's cache), the worker takes from the front, idle workers steal. A worker that finds
/// nothing spins briefly, then sleeps; a sleeping pool costs no CPU. A wake-up of a thread is paid for only
/// while no other worker is already looking for work.
class PoolExecutor final : public Executor {
public:
    PoolExecutor(const Clock& clock, int workers, FlightRecorder& recorder);
    ~PoolExecutor() override;
    void start(const std::vector<Task*>& tasks) override;
    void finishHere() override;
    void enqueue(Task& task) override;
    void join() override;

private:
    struct alignas(64) Worker {
        std::mutex mutex;
        std::deque<Task*> queue;
        std::thread thread;
    };
    void runWorker(std::size_t self);
    void runTask(Task& task, std::size_t self);
    Task* take(std::size_t self);
    void put(Task& task, std::size_t worker);
    void lookForWork();
    void addTimer(Task& task, MonotonicNs when);
    void fireTimers(MonotonicNs now);

    const Clock& clock_;
    FlightRecorder& recorder_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::atomic<int> queued_{0};
    std::atomic<int> searching_{0};
    std::atomic<int> sleeping_{0};
    std::atomic<int> tasksLeft_{0};
    std::atomic<std::size_t> nextWorker_{0};
    std::mutex sleepMutex_;
    std::condition_variable wakeUp_;
    std::mutex timerMutex_;
    std::set<std::pair<MonotonicNs, Task*>> timers_;
    std::atomic<MonotonicNs> nextTimer_;
};

} // namespace millrace
