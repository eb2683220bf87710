// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/executors/thread_executor.h"

#include "engine/runtime/executors/spin.h"
#include "engine/runtime/executors/wake_up_lead.h"
#include "engine/runtime/task.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace millrace {

struct ThreadExecutor::Seat {
    explicit Seat(Task& t) : task(t) {}
    Task& task;
    std::mutex mutex;
    std::condition_variable woken;
    std::atomic<bool> queued{true};
    std::thread thread;
    TraceRing* ring = nullptr;
    WakeUpLead lead;
    bool onTime = false; ///< spins for the last moment before its time; where each thread has a core

    bool takeTurn() {
        return queued.load(std::memory_order_relaxed) && queued.exchange(false, std::memory_order_acq_rel);
    }
    /// Until the task has a turn or the time has come.
    void sleep(MonotonicNs until, const Clock& clock) {
        TraceRing::note(TraceKind::Searches, clock);
        awaitTurn(until, clock);
        TraceRing::note(TraceKind::Awakes, clock);
    }

private:
    void awaitTurn(MonotonicNs until, const Clock& clock) {
        if (spinUntil(clock, kBriefSpinNs, [&] { return queued.load(std::memory_order_acquire); })) return;
        TraceRing::note(TraceKind::Sleeps, clock);
        std::unique_lock lock(mutex);
        const auto isQueued = [&] { return queued.load(std::memory_order_acquire); };
        if (until == kForever) return woken.wait(lock, isQueued);
        const MonotonicNs now = clock.now();
        const MonotonicNs wakeUp = until - (onTime ? lead.lead(until - now) : 0);
        if (wakeUp > now) {
            const bool turn = woken.wait_for(lock, std::chrono::nanoseconds(wakeUp - now), isQueued);
            lead.awake(wakeUp, clock.now());
            if (turn) return;
        }
        lock.unlock();
        spinUntil(clock, onTime ? until - clock.now() : 0, isQueued);
    }
};

ThreadExecutor::ThreadExecutor(const Clock& clock, WorkerPlacement placement, FlightRecorder& recorder)
    : clock_(clock), placement_(placement), recorder_(recorder) {}
ThreadExecutor::~ThreadExecutor() { ThreadExecutor::join(); }

void ThreadExecutor::start(const std::vector<Task*>& tasks) {
    for (Task* task : tasks) {
        auto seat = std::make_unique<Seat>(*task);
        const std::string& node = task->slots().front()->vertex.node;
        seat->ring = recorder_.addLane("thread " + node + " #" + std::to_string(task->subtask() + 1));
        seats_.emplace(task, std::move(seat));
    }
    std::size_t index = 0;
    for (auto& [task, seat] : seats_) {
        seat->onTime = seats_.size() <= std::thread::hardware_concurrency();
        seat->thread = std::thread([this, s = seat.get(), i = index++] {
            const TraceRing::Seat own(s->ring);
            becomeWorker(i, placement_);
            runSeat(*s);
        });
    }
}

void ThreadExecutor::finishHere() {
    for (auto& [task, seat] : seats_) {
        if (!seat->thread.joinable()) runSeat(*seat);
    }
}

void ThreadExecutor::enqueue(Task& task) {
    Seat& seat = *seats_.at(&task);
    {
        const std::lock_guard lock(seat.mutex);
        seat.queued.store(true, std::memory_order_release);
    }
    seat.woken.notify_one();
}

void ThreadExecutor::runSeat(Seat& seat) {
    Task& task = seat.task;
    for (;;) {
        if (!seat.takeTurn()) {
            seat.sleep(task.timer, clock_);
            // The time came: wake the task as anybody would, so that exactly one wake-up queues it.
            if (!seat.queued.load(std::memory_order_acquire)) task.wake(HandOff::Timer);
            continue;
        }
        task.beginRun();
        for (;;) {
            const TaskStatus status = task.runOnce();
            if (status.progress == Progress::Made) continue;
            if (status.progress == Progress::Finished) return task.retire();
            task.timer = status.until;
            if (task.park(status)) break;
        }
    }
}

void ThreadExecutor::join() {
    for (auto& [task, seat] : seats_) {
        if (seat->thread.joinable()) seat->thread.join();
    }
}

} // namespace millrace
