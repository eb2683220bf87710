// SPDX-License-Identifier: Apache-2.0
#include "app/cli/stop_signals.h"

#include <atomic>
#include <csignal>

namespace millrace::cli {

namespace {
std::atomic<int> seen{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch it");
} // namespace

void catchStopSignals() {
    struct sigaction action {};
    action.sa_handler = [](int) { seen.fetch_add(1, std::memory_order_relaxed); };
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

int stopSignalsSeen() { return seen.load(std::memory_order_relaxed); }

} // namespace millrace::cli
