// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/core_probe.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

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

WakeLatency futexWakeMicroseconds() {
    using Time = std::chrono::steady_clock;
    constexpr int kRounds = 1000;
    std::atomic<int> round{0};
    std::atomic<Time::time_point> woken{Time::now()};
    std::vector<double> latencies;
    std::thread sleeper([&] {
        for (int i = 0; i < kRounds; ++i) {
            round.wait(i, std::memory_order_acquire);
            latencies.push_back(
                std::chrono::duration<double, std::micro>(Time::now() - woken.load()).count());
        }
    });
    for (int i = 1; i <= kRounds; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        woken.store(Time::now());
        round.store(i, std::memory_order_release);
        round.notify_one();
    }
    sleeper.join();
    std::sort(latencies.begin(), latencies.end());
    return {latencies[latencies.size() / 2], latencies[latencies.size() * 99 / 100]};
}

} // namespace millrace::bench
