// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/flight_recorder.h"

#include <memory>
#include <mutex>

namespace boost::asio {
class io_context;
}

namespace millrace {

/// One thread with an event loop (Boost.Asio) on which tasks take their turns. Operators start operations on
/// the same loop (OperatorContext::eventLoop); their coroutines go on there between the turns of their task,
/// so that neither needs locks. Whatever blocks inside a turn holds up all operations of the loop.
///
/// A run that stops leaves the operations where they are: those still in flight, with all they own, end in
/// release(). Operators must have let go of everything that belongs to the loop by then: in close() or
/// abort().
class AsyncExecutor final : public Executor {
public:
    AsyncExecutor(const Clock& clock, FlightRecorder& recorder);
    ~AsyncExecutor() override;
    /// There until release(); runs between start() and the end of the last task.
    boost::asio::io_context& loop();
    void start(const std::vector<Task*>& tasks) override;
    void finishHere() override;
    void enqueue(Task& task) override;
    void join() override;
    void release() override;

private:
    struct Loop;
    void run();
    void runTask(Task& task);
    void armTimer(Task& task, MonotonicNs when);

    const Clock& clock_;
    FlightRecorder& recorder_;
    std::mutex mutex_; ///< held where other threads use the loop
    std::unique_ptr<Loop> loop_;
};

} // namespace millrace
