// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/executors/pool_executor.h"

#include "engine/runtime/executors/spin.h"
#include "engine/runtime/task.h"

#include <algorithm>

namespace millrace {

namespace {

/// Runs in a row before another queued task gets its turn. Each is about one batch, so what was produced is
/// still in the cache when its consumer starts.
constexpr int kRunsPerTurn = 16;

thread_local const PoolExecutor* currentPool = nullptr;
thread_local std::size_t currentWorker = 0;

} // namespace

PoolExecutor::PoolExecutor(const Clock& clock, int workers, FlightRecorder& recorder)
    : clock_(clock), recorder_(recorder), nextTimer_(kForever) {
    for (int i = 0; i < std::max(workers, 1); ++i)
        workers_.push_back(std::make_unique<Worker>());
}

PoolExecutor::~PoolExecutor() { PoolExecutor::join(); }

void PoolExecutor::start(const std::vector<Task*>& tasks) {
    tasksLeft_.store(static_cast<int>(tasks.size()), std::memory_order_release);
    for (std::size_t i = 0; i < tasks.size(); ++i)
        put(*tasks[i], i % workers_.size());
    for (std::size_t i = 0; i < workers_.size(); ++i) {
        TraceRing* const ring = recorder_.addLane("pool " + std::to_string(i + 1));
        workers_[i]->thread = std::thread([this, i, ring] {
            const TraceRing::Seat seat(ring);
            runWorker(i);
        });
    }
}

void PoolExecutor::finishHere() { runWorker(0); }

void PoolExecutor::put(Task& task, std::size_t worker) {
    {
        const std::lock_guard lock(workers_[worker]->mutex);
        workers_[worker]->queue.push_back(&task);
    }
    queued_.fetch_add(1, std::memory_order_seq_cst);
}

void PoolExecutor::enqueue(Task& task) {
    const bool inside = currentPool == this;
    put(task, inside ? currentWorker : nextWorker_.fetch_add(1, std::memory_order_relaxed) % workers_.size());
    if (searching_.load(std::memory_order_seq_cst) > 0 || sleeping_.load(std::memory_order_seq_cst) == 0)
        return;
    { const std::lock_guard lock(sleepMutex_); }
    wakeUp_.notify_one();
}

Task* PoolExecutor::take(std::size_t self) {
    if (queued_.load(std::memory_order_seq_cst) <= 0) return nullptr;
    for (std::size_t i = 0; i < workers_.size(); ++i) {
        Worker& worker = *workers_[(self + i) % workers_.size()];
        const std::lock_guard lock(worker.mutex);
        if (worker.queue.empty()) continue;
        Task* const task = worker.queue.front();
        worker.queue.pop_front();
        queued_.fetch_sub(1, std::memory_order_seq_cst);
        return task;
    }
    return nullptr;
}

void PoolExecutor::runWorker(std::size_t self) {
    currentPool = this;
    currentWorker = self;
    while (tasksLeft_.load(std::memory_order_acquire) > 0) {
        if (nextTimer_.load(std::memory_order_relaxed) != kForever) fireTimers(clock_.now());
        if (Task* const task = take(self)) {
            runTask(*task, self);
        } else {
            lookForWork();
        }
    }
    { const std::lock_guard lock(sleepMutex_); }
    wakeUp_.notify_all();
}

void PoolExecutor::runTask(Task& task, std::size_t self) {
    task.beginRun();
    for (int runs = 1;; ++runs) {
        const TaskStatus status = task.runOnce();
        if (status.progress == Progress::Made) {
            if (runs < kRunsPerTurn || queued_.load(std::memory_order_relaxed) == 0) {
                if (runs % kRunsPerTurn == 0 && nextTimer_.load(std::memory_order_relaxed) != kForever) {
                    fireTimers(clock_.now());
                }
                continue;
            }
            task.requeue();
            put(task, self);
            return;
        }
        if (status.progress == Progress::Finished) {
            task.retire();
            tasksLeft_.fetch_sub(1, std::memory_order_acq_rel);
            return;
        }
        if (status.until != kForever) addTimer(task, status.until);
        if (task.park(status)) return;
    }
}

void PoolExecutor::lookForWork() {
    const auto isWork = [&] {
        return queued_.load(std::memory_order_seq_cst) > 0 || tasksLeft_.load(std::memory_order_acquire) <= 0;
    };
    TraceRing::note(TraceKind::Searches, clock_);
    searching_.fetch_add(1, std::memory_order_seq_cst);
    for (int i = 0; i < kSpins && !isWork(); ++i)
        spinPause();
    // From here on enqueue() wakes a sleeper again; the check under the lock sees what was queued before.
    sleeping_.fetch_add(1, std::memory_order_seq_cst);
    searching_.fetch_sub(1, std::memory_order_seq_cst);
    if (!isWork()) TraceRing::note(TraceKind::Sleeps, clock_);
    {
        std::unique_lock lock(sleepMutex_);
        const MonotonicNs timer = nextTimer_.load(std::memory_order_relaxed);
        const auto mayLeave = [&] { return isWork() || nextTimer_.load(std::memory_order_relaxed) != timer; };
        if (timer == kForever) {
            wakeUp_.wait(lock, mayLeave);
        } else if (const MonotonicNs span = timer - clock_.now(); span > 0) {
            wakeUp_.wait_for(lock, std::chrono::nanoseconds(span), mayLeave);
        }
    }
    sleeping_.fetch_sub(1, std::memory_order_seq_cst);
    TraceRing::note(TraceKind::Awakes, clock_);
}

void PoolExecutor::addTimer(Task& task, MonotonicNs when) {
    bool earlier = false;
    {
        const std::lock_guard lock(timerMutex_);
        if (task.timer == when) return;
        if (task.timer != kForever) timers_.erase({task.timer, &task});
        task.timer = when;
        timers_.emplace(when, &task);
        const MonotonicNs first = timers_.begin()->first;
        earlier = first < nextTimer_.load(std::memory_order_relaxed);
        nextTimer_.store(first, std::memory_order_seq_cst);
    }
    if (!earlier || sleeping_.load(std::memory_order_seq_cst) == 0) return;
    { const std::lock_guard lock(sleepMutex_); }
    wakeUp_.notify_one();
}

void PoolExecutor::fireTimers(MonotonicNs now) {
    if (nextTimer_.load(std::memory_order_relaxed) > now) return;
    std::vector<Task*> due;
    {
        const std::lock_guard lock(timerMutex_);
        while (!timers_.empty() && timers_.begin()->first <= now) {
            due.push_back(timers_.begin()->second);
            due.back()->timer = kForever;
            timers_.erase(timers_.begin());
        }
        nextTimer_.store(timers_.empty() ? kForever : timers_.begin()->first, std::memory_order_seq_cst);
    }
    for (Task* task : due)
        task->wake(HandOff::Timer);
}

void PoolExecutor::join() {
    for (auto& worker : workers_) {
        if (worker->thread.joinable()) worker->thread.join();
    }
}

} // namespace millrace
