// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/operation_loop.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>

namespace millrace {

namespace asio = boost::asio;

namespace {

// The context can wait, but not for a loop: looked at again soon at first, since many answers come fast, and
// later at a share of the time they take that nobody notices.
constexpr MonotonicNs kFirstLookNs = 20'000;
constexpr MonotonicNs kLastLookNs = 1'000'000;

} // namespace

OperationLoop::OperationLoop() = default;
OperationLoop::~OperationLoop() = default;

void OperationLoop::open(OperatorContext& context) {
    context_ = &context;
    loop_ = context.eventLoop();
    goesOn_ = loop_ != nullptr;
    if (goesOn_) return;
    own_ = std::make_unique<asio::io_context>(1);
    loop_ = own_.get();
}

void OperationLoop::after(MonotonicNs duration, std::function<void()> then) {
    const auto timer = std::make_shared<asio::steady_timer>(*loop_);
    timer->expires_after(std::chrono::nanoseconds(std::max<MonotonicNs>(duration, 0)));
    timer->async_wait([timer, then = std::move(then)](const boost::system::error_code&) { then(); });
}

void OperationLoop::runUntil(const std::function<bool()>& done) {
    MonotonicNs look = kFirstLookNs;
    while (!done()) {
        // The loop counts as stopped whenever it had nothing to do.
        loop_->restart();
        if (loop_->poll() > 0) {
            look = kFirstLookNs;
            continue;
        }
        if (context_->stopRequested()) throw RunStopped{};
        context_->wait(look);
        look = std::min(look * 2, kLastLookNs);
    }
}

} // namespace millrace
