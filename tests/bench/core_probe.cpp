// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/core_probe.h"

#include <atomic>
#include <chrono>
#include <thread>

namespace millrace::bench {

double coreHopNanoseconds() {
    constexpr int kRounds = 20'000;
    alignas(64) std::atomic<int> ball{0};
    std::thread other([&ball] {
        for (int i = 0; i < kRounds; ++i) {
            while (ball.load(std::memory_order_acquire) != 2 * i + 1) {
            }
            ball.store(2 * i + 2, std::memory_order_release);
        }
    });
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kRounds; ++i) {
        ball.store(2 * i + 1, std::memory_order_release);
        while (ball.load(std::memory_order_acquire) != 2 * i + 2) {
        }
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    other.join();
    return took.count() / (2 * kRounds);
}

} // namespace millrace::bench
