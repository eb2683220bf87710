// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator_context.h"

#include <functional>
#include <memory>

namespace millrace {

/// Where the operations of one operator run: the event loop of its task, on which they go on between the
/// operator's calls, or, where the task has none, a loop of its own that runs only while the operator waits
/// in runUntil(). Used by one thread at a time. What is still under way at the end is given up with the loop.
class OperationLoop {
public:
    OperationLoop();
    ~OperationLoop();

    void open(OperatorContext& context);
    boost::asio::io_context& get() { return *loop_; }
    /// Operations go on after the call that began them; their ends are to be told with wake().
    bool goesOn() const { return goesOn_; }
    /// Calls back on the loop when the time has passed, never at once.
    void after(MonotonicNs duration, std::function<void()> then);
    /// Where the loop does not go on by itself: runs it until `done`. The time counts as waiting for I/O.
    /// Throws RunStopped when the run stops.
    void runUntil(const std::function<bool()>& done);
    void wake() { context_->wake(); }

private:
    OperatorContext* context_ = nullptr;
    std::unique_ptr<boost::asio::io_context> own_;
    boost::asio::io_context* loop_ = nullptr;
    bool goesOn_ = false;
};

} // namespace millrace
