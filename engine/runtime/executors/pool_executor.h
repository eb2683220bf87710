// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/executors/arrival_rhythm.h"
#include "engine/runtime/executors/wake_up_lead.h"
#include "engine/runtime/executors/worker_thread.h"
#include "engine/runtime/flight_recorder.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

namespace millrace {

/// A few threads for many tasks: as many workers as cores, each with a queue of its own. What a task sends is
/// worked on next, on the same core, while it is in that core's cache; a worker with nothing to do takes from
/// the others what they have too much of. Waking a sleeping worker costs some 20 microseconds, the work of
/// thousands of records: it is done only for what would otherwise have to wait as long. A worker that finds
/// nothing looks around for about that long, then sleeps; a sleeping pool costs no CPU. Where timers go off
/// or work comes from outside at regular times, one sleeper is awake just before the next is due.
class PoolExecutor final : public Executor {
public:
    PoolExecutor(const Clock& clock, int workers, WorkerPlacement placement, FlightRecorder& recorder);
    ~PoolExecutor() override;
    void start(const std::vector<Task*>& tasks) override;
    void finishHere() override;
    void enqueue(Task& task) override;
    void join() override;

private:
    struct alignas(64) Worker {
        std::mutex mutex;
        std::deque<Task*> woken;            ///< what the worker's own tasks woke, the latest in front
        std::deque<Task*> waiting;          ///< the others, the oldest in front
        std::atomic<std::uint32_t> size{0}; ///< of both; changed under the mutex
        // Of the thread itself.
        alignas(64) std::thread thread;
        Task* running = nullptr;
        int inARow = 0; ///< woken tasks taken while others wait
    };
    void runWorker(std::size_t self);
    void runTask(Task& task, Worker& worker);
    Task* takeOwn(Worker& worker);
    static Task* takeOldest(Worker& worker);
    Task* steal(std::size_t self, std::uint32_t leave);
    static void put(Task& task, Worker& worker, std::deque<Task*> Worker::*queue);
    void wakeOne();
    Task* lookForWork(std::size_t self);
    enum class Found : std::uint8_t { Nothing, Work, Timer, End };
    Found search(std::size_t self, MonotonicNs until, int patience, Task*& task);
    /// Until there is work, or it is nearly time for a timer; the time until which to look out for it.
    MonotonicNs sleep();
    MonotonicNs sleepAs(bool& keeper, std::unique_lock<std::mutex>& lock);
    struct LookOut {
        MonotonicNs from = kForever;
        MonotonicNs until = kForever;
    };
    void learnRhythm(MonotonicNs now);
    LookOut nextLookOut(MonotonicNs now, MonotonicNs timer) const;
    bool isIdle() const;
    MonotonicNs spin() const;
    bool anyQueued() const;
    void addTimer(Task& task, MonotonicNs when);
    void fireTimers(MonotonicNs now);

    const Clock& clock_;
    const std::size_t threads_;
    const WorkerPlacement placement_;
    FlightRecorder& recorder_;
    std::vector<std::unique_ptr<Worker>> workers_; ///< one a thread, and one for finishHere()
    alignas(64) std::atomic<int> searching_{0};
    std::atomic<int> sleeping_{0};
    std::atomic<int> tasksLeft_{0};
    std::atomic<std::size_t> nextWorker_{0};
    std::mutex sleepMutex_;
    std::condition_variable wakeUp_;
    bool timeKept_ = false;          ///< some sleeper wakes up for the next timer; under sleepMutex_
    WakeUpLead lead_;                ///< under sleepMutex_
    ArrivalRhythm rhythm_;           ///< of work from outside for an idle pool; under sleepMutex_
    MonotonicNs awaited_ = kForever; ///< what somebody looks out for from then on; under sleepMutex_
    std::atomic<MonotonicNs> lastArrival_{0};
    std::atomic<bool> regular_{false};    ///< the next arrival can be foretold
    std::atomic<bool> timersUsed_{false}; ///< at any time
    std::mutex timerMutex_;
    std::set<std::pair<MonotonicNs, Task*>> timers_;
    alignas(64) std::atomic<MonotonicNs> nextTimer_;
};

} // namespace millrace
