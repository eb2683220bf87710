// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/executors/pool_executor.h"

#include "engine/runtime/executors/spin.h"
#include "engine/runtime/task.h"

#include <algorithm>

namespace millrace {

namespace {

/// Runs in a row before another queued task gets its turn. Each is about one batch: what a turn produces
/// stays well inside a core's second-level cache until its consumer has read it.
constexpr int kRunsPerTurn = 4;
/// A task whose runs take longer keeps others waiting longer than a wake-up costs.
constexpr MonotonicNs kLongRunNs = kSpinNs;
/// Woken tasks go first, but no more than so many while others wait for their turn.
constexpr int kMostInARow = 16;
/// A worker looks so often before it takes the only task of another.
constexpr int kPatientLooks = 32;
/// One sleeper keeps the time, the others look at the timers so much later, in case that all who are awake
/// are busy.
constexpr MonotonicNs kTimeGraceNs = 5'000'000;

thread_local const PoolExecutor* currentPool = nullptr;
thread_local std::size_t currentWorker = 0;

} // namespace

PoolExecutor::PoolExecutor(const Clock& clock, int workers, WorkerPlacement placement,
                           FlightRecorder& recorder)
    : clock_(clock),
      threads_(static_cast<std::size_t>(std::max(workers, 1))),
      placement_(placement),
      recorder_(recorder),
      nextTimer_(kForever) {
    for (std::size_t i = 0; i <= threads_; ++i)
        workers_.push_back(std::make_unique<Worker>());
}

PoolExecutor::~PoolExecutor() { PoolExecutor::join(); }

void PoolExecutor::start(const std::vector<Task*>& tasks) {
    tasksLeft_.store(static_cast<int>(tasks.size()), std::memory_order_release);
    // The copies of a chain stand next to each other: each worker gets one of them, and all that follow it.
    for (std::size_t i = 0; i < tasks.size(); ++i)
        put(*tasks[i], *workers_[i % threads_], &Worker::waiting);
    for (std::size_t i = 0; i < threads_; ++i) {
        TraceRing* const ring = recorder_.addLane("pool " + std::to_string(i + 1));
        workers_[i]->thread = std::thread([this, i, ring] {
            const TraceRing::Seat seat(ring);
            becomeWorker(i, placement_);
            runWorker(i);
        });
    }
}

void PoolExecutor::finishHere() { runWorker(threads_); }

void PoolExecutor::put(Task& task, Worker& worker, std::deque<Task*> Worker::*queue) {
    const std::lock_guard lock(worker.mutex);
    queue == &Worker::woken ? worker.woken.push_front(&task) : worker.waiting.push_back(&task);
    worker.size.fetch_add(1, std::memory_order_seq_cst);
}

void PoolExecutor::enqueue(Task& task) {
    if (currentPool != this) {
        if (isIdle()) lastArrival_.store(clock_.now(), std::memory_order_relaxed);
        put(task, *workers_[nextWorker_.fetch_add(1, std::memory_order_relaxed) % threads_],
            &Worker::waiting);
        return wakeOne();
    }
    Worker& own = *workers_[currentWorker];
    put(task, own, &Worker::woken);
    // Its turn comes as soon as the running task's ends. Others are needed where that takes long, or where
    // there is more than one core's work.
    const bool soon = !own.running || own.running->usualRun() < kLongRunNs;
    if (!soon || own.size.load(std::memory_order_relaxed) > 1) wakeOne();
}

/// Nobody works: what comes next comes from outside, or from a timer.
bool PoolExecutor::isIdle() const {
    const int idle = sleeping_.load(std::memory_order_relaxed) + searching_.load(std::memory_order_relaxed);
    return idle >= static_cast<int>(threads_);
}

void PoolExecutor::wakeOne() {
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (searching_.load(std::memory_order_seq_cst) > 0 || sleeping_.load(std::memory_order_seq_cst) == 0)
        return;
    { const std::lock_guard lock(sleepMutex_); }
    wakeUp_.notify_one();
}

bool PoolExecutor::anyQueued() const {
    return std::any_of(workers_.begin(), workers_.end(),
                       [](const auto& worker) { return worker->size.load(std::memory_order_seq_cst) > 0; });
}

Task* PoolExecutor::takeOwn(Worker& worker) {
    if (worker.size.load(std::memory_order_relaxed) == 0) return nullptr;
    const std::lock_guard lock(worker.mutex);
    if (worker.woken.empty() || ++worker.inARow > kMostInARow) {
        worker.inARow = 0;
        return takeOldest(worker);
    }
    Task* const task = worker.woken.front();
    worker.woken.pop_front();
    worker.size.fetch_sub(1, std::memory_order_seq_cst);
    return task;
}

/// Null when the worker has none; under its mutex.
Task* PoolExecutor::takeOldest(Worker& worker) {
    Task* task = nullptr;
    if (!worker.waiting.empty()) {
        task = worker.waiting.front();
        worker.waiting.pop_front();
    } else if (!worker.woken.empty()) {
        task = worker.woken.back();
        worker.woken.pop_back();
    } else {
        return nullptr;
    }
    worker.size.fetch_sub(1, std::memory_order_seq_cst);
    return task;
}

/// What has waited longest at another worker that has more than `leave` tasks.
Task* PoolExecutor::steal(std::size_t self, std::uint32_t leave) {
    for (std::size_t i = 1; i < workers_.size(); ++i) {
        Worker& worker = *workers_[(self + i) % workers_.size()];
        if (worker.size.load(std::memory_order_seq_cst) <= leave) continue;
        const std::lock_guard lock(worker.mutex);
        if (worker.size.load(std::memory_order_relaxed) <= leave) continue;
        if (Task* const task = takeOldest(worker)) return task;
    }
    return nullptr;
}

void PoolExecutor::runWorker(std::size_t self) {
    currentPool = this;
    currentWorker = self;
    Worker& own = *workers_[self];
    while (tasksLeft_.load(std::memory_order_acquire) > 0) {
        if (nextTimer_.load(std::memory_order_relaxed) != kForever) fireTimers(clock_.now());
        Task* task = takeOwn(own);
        if (!task) task = lookForWork(self);
        if (task) runTask(*task, own);
    }
    { const std::lock_guard lock(sleepMutex_); }
    wakeUp_.notify_all();
}

void PoolExecutor::runTask(Task& task, Worker& worker) {
    worker.running = &task;
    task.beginRun();
    for (int runs = 1;; ++runs) {
        const TaskStatus status = task.runOnce();
        if (status.progress == Progress::Made) {
            const bool mine = runs < kRunsPerTurn || worker.size.load(std::memory_order_relaxed) == 0;
            if (mine && task.usualRun() < kLongRunNs) {
                if (runs % kRunsPerTurn == 0 && nextTimer_.load(std::memory_order_relaxed) != kForever)
                    fireTimers(clock_.now());
                continue;
            }
            task.requeue();
            worker.running = nullptr;
            put(task, worker, &Worker::waiting);
            // It could go on and others wait: more than one core's work.
            if (worker.size.load(std::memory_order_relaxed) > 1) wakeOne();
            return;
        }
        if (status.progress == Progress::Finished) {
            task.retire();
            worker.running = nullptr;
            tasksLeft_.fetch_sub(1, std::memory_order_acq_rel);
            return;
        }
        if (status.until != kForever) addTimer(task, status.until);
        if (task.park(status)) break;
    }
    worker.running = nullptr;
}

/// Looks around until `until`; leaves others what they are about to run themselves for the first `patience`
/// looks.
PoolExecutor::Found PoolExecutor::search(std::size_t self, MonotonicNs until, int patience, Task*& task) {
    Worker& own = *workers_[self];
    Found found = Found::Nothing;
    spinUntil(clock_, until - clock_.now(), [&] {
        const MonotonicNs timer = nextTimer_.load(std::memory_order_relaxed);
        if (tasksLeft_.load(std::memory_order_acquire) <= 0) {
            found = Found::End;
        } else if ((task = takeOwn(own)) || (task = steal(self, patience-- > 0 ? 1 : 0))) {
            found = Found::Work;
        } else if (timer != kForever && timer <= clock_.now()) {
            found = Found::Timer;
        }
        return found != Found::Nothing;
    });
    return found;
}

/// How long to look around before going to sleep: not for long where all are idle and it is known when work
/// will come.
MonotonicNs PoolExecutor::spin() const {
    return regular_.load(std::memory_order_relaxed) && isIdle() ? kBriefSpinNs : kSpinNs;
}

Task* PoolExecutor::lookForWork(std::size_t self) {
    Task* task = nullptr;
    // What another worker has just woken it will run itself, while it is in its cache: leave it one.
    if ((task = steal(self, 1))) return task;
    TraceRing::note(TraceKind::Searches, clock_);
    searching_.fetch_add(1, std::memory_order_seq_cst);
    Found found = search(self, clock_.now() + spin(), kPatientLooks, task);
    while (found == Found::Nothing) {
        const MonotonicNs lookUntil = sleep();
        TraceRing::note(TraceKind::Searches, clock_);
        found = search(self, lookUntil, 0, task);
    }
    searching_.fetch_sub(1, std::memory_order_seq_cst);
    // Who came meanwhile woke nobody, as this one was looking out.
    const bool alone = sleeping_.load(std::memory_order_relaxed) + 1 >= static_cast<int>(threads_);
    if (task && alone && anyQueued()) wakeOne();
    TraceRing::note(TraceKind::Awakes, clock_);
    return task;
}

MonotonicNs PoolExecutor::sleep() {
    // From here on wakeOne() wakes a sleeper again; the check under the lock sees what was queued before.
    sleeping_.fetch_add(1, std::memory_order_seq_cst);
    searching_.fetch_sub(1, std::memory_order_seq_cst);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    bool keeper = false;
    std::unique_lock lock(sleepMutex_);
    const MonotonicNs lookUntil = sleepAs(keeper, lock);
    if (keeper) timeKept_ = false;
    lock.unlock();
    searching_.fetch_add(1, std::memory_order_seq_cst);
    sleeping_.fetch_sub(1, std::memory_order_seq_cst);
    return lookUntil;
}

MonotonicNs PoolExecutor::sleepAs(bool& keeper, std::unique_lock<std::mutex>& lock) {
    const auto isWork = [&] { return anyQueued() || tasksLeft_.load(std::memory_order_acquire) <= 0; };
    if (!isWork()) TraceRing::note(TraceKind::Sleeps, clock_);
    const MonotonicNs began = clock_.now();
    learnRhythm(began);
    for (;;) {
        const MonotonicNs now = clock_.now();
        if (isWork()) return now;
        keeper = keeper || !timeKept_;
        timeKept_ = true;
        const MonotonicNs timer = nextTimer_.load(std::memory_order_relaxed);
        if (timer <= now) return now;
        const LookOut next = keeper ? nextLookOut(now, timer) : LookOut{};
        MonotonicNs until = kForever;
        if (next.from != kForever) until = next.from - lead_.lead(next.from - began);
        if (!keeper && timersUsed_.load(std::memory_order_relaxed))
            until = (timer == kForever ? now : timer) + kTimeGraceNs;
        if (until <= now) {
            if (next.from != timer) awaited_ = next.from;
            return keeper ? next.until : timer;
        }
        const auto mayLeave = [&] {
            return isWork() || (keeper && nextTimer_.load(std::memory_order_relaxed) != timer) ||
                   (!keeper && until == kForever && timersUsed_.load(std::memory_order_relaxed));
        };
        if (until == kForever) {
            wakeUp_.wait(lock, mayLeave);
        } else {
            wakeUp_.wait_for(lock, std::chrono::nanoseconds(until - now), mayLeave);
            if (keeper) lead_.awake(until, clock_.now());
        }
    }
}

/// From what came since the last time; under sleepMutex_.
void PoolExecutor::learnRhythm(MonotonicNs now) {
    const MonotonicNs last = lastArrival_.load(std::memory_order_relaxed);
    if (awaited_ != kForever && last < awaited_) rhythm_.missed();
    awaited_ = kForever;
    rhythm_.arrived(last);
    regular_.store(rhythm_.next(now) != kForever, std::memory_order_relaxed);
}

/// For the next timer, or for work from outside where that is due before.
PoolExecutor::LookOut PoolExecutor::nextLookOut(MonotonicNs now, MonotonicNs timer) const {
    const MonotonicNs due = rhythm_.next(now);
    if (due == kForever || due - rhythm_.slack() >= timer) return {timer, timer};
    return {due - rhythm_.slack(), due + std::max(rhythm_.slack(), kSpinNs)};
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
    const bool first = !timersUsed_.exchange(true, std::memory_order_seq_cst);
    if ((!earlier && !first) || sleeping_.load(std::memory_order_seq_cst) == 0) return;
    {
        const std::lock_guard lock(sleepMutex_);
        // Without a keeper the sleepers look from time to time; this worker will soon keep the time itself.
        if (!first && !timeKept_) return;
    }
    wakeUp_.notify_all(); // which of the sleepers is the keeper, nobody can say
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
