// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/executors/async_executor.h"

#include "engine/runtime/task.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <thread>
#include <unordered_map>
#include <utility>

namespace millrace {

namespace asio = boost::asio;

namespace {

/// Runs in a row before operations that have ended and other tasks get their turn.
constexpr int kRunsPerTurn = 4;

} // namespace

struct AsyncExecutor::Loop {
    asio::io_context context{1};                          ///< first: the timers below belong to it
    std::unordered_map<Task*, asio::steady_timer> timers; ///< not changed after start()
    std::size_t tasksLeft = 0;                            ///< used by the thread that runs the loop
    bool asleep = false;                                  ///< likewise
    std::thread thread;

    void fallAsleep(const Clock& clock) {
        asleep = true;
        TraceRing::note(TraceKind::Sleeps, clock);
    }
    void awake(const Clock& clock) {
        if (std::exchange(asleep, false)) TraceRing::note(TraceKind::Awakes, clock);
    }
};

AsyncExecutor::AsyncExecutor(const Clock& clock, FlightRecorder& recorder)
    : clock_(clock), recorder_(recorder), loop_(std::make_unique<Loop>()) {}

AsyncExecutor::~AsyncExecutor() { AsyncExecutor::join(); }

asio::io_context& AsyncExecutor::loop() { return loop_->context; }

void AsyncExecutor::start(const std::vector<Task*>& tasks) {
    loop_->tasksLeft = tasks.size();
    for (Task* task : tasks) {
        loop_->timers.emplace(task, asio::steady_timer(loop_->context));
        enqueue(*task);
    }
    TraceRing* const ring = recorder_.addLane("event loop");
    loop_->thread = std::thread([this, ring] {
        const TraceRing::Seat seat(ring);
        run();
    });
}

void AsyncExecutor::finishHere() {
    if (!loop_->thread.joinable()) run();
}

void AsyncExecutor::enqueue(Task& task) {
    const std::lock_guard lock(mutex_);
    asio::post(loop_->context, [this, &task] { runTask(task); });
}

void AsyncExecutor::release() {
    const std::lock_guard lock(mutex_);
    loop_.reset();
}

void AsyncExecutor::run() {
    // Parked tasks are woken from outside: the loop must not end for want of work.
    const auto work = asio::make_work_guard(loop_->context);
    while (loop_->tasksLeft > 0) {
        if (loop_->context.poll_one() > 0) continue;
        loop_->fallAsleep(clock_);
        loop_->context.run_one();
        loop_->awake(clock_);
    }
}

void AsyncExecutor::runTask(Task& task) {
    loop_->awake(clock_);
    task.beginRun();
    for (int runs = 1;; ++runs) {
        const TaskStatus status = task.runOnce();
        if (status.progress == Progress::Made) {
            if (runs < kRunsPerTurn) continue;
            task.requeue();
            return enqueue(task);
        }
        if (status.progress == Progress::Finished) {
            loop_->timers.at(&task).cancel();
            --loop_->tasksLeft;
            return task.retire();
        }
        if (status.until != kForever) armTimer(task, status.until);
        if (task.park(status)) return;
    }
}

void AsyncExecutor::armTimer(Task& task, MonotonicNs when) {
    if (task.timer == when) return;
    task.timer = when;
    asio::steady_timer& timer = loop_->timers.at(&task);
    timer.expires_after(std::chrono::nanoseconds(when - clock_.now()));
    timer.async_wait([&task](const boost::system::error_code& moved) {
        if (moved) return;
        task.timer = kForever;
        task.wake(HandOff::Timer);
    });
}

void AsyncExecutor::join() {
    if (loop_ && loop_->thread.joinable()) loop_->thread.join();
}

} // namespace millrace
