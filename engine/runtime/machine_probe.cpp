// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/machine_probe.h"

#include "engine/runtime/executors/spin.h"
#include "engine/runtime/executors/worker_thread.h"
#include "engine/runtime/spsc_queue.h"
#include "engine/runtime/system_clock.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

namespace millrace {

namespace {

double quantile(std::vector<double> values, double q) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const double place = q * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

/// Work that no compiler can leave out and that touches no memory.
std::uint64_t spin(std::uint64_t rounds) {
    std::uint64_t x = rounds;
    for (std::uint64_t i = 0; i < rounds; ++i)
        x = x * 6364136223846793005ULL + 1442695040888963407ULL;
    return x;
}

class Prober {
public:
    Prober(const Clock& clock, const MachineProbeOptions& options) : clock_(clock), options_(options) {
        probe_.hardwareThreads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    }

    MachineProbe run() {
        const double share = std::max(options_.seconds, 0.05) * 1e9;
        findResolution();
        spinAll(0.7 * share);
        sleep(0.1 * share);
        handOver(0.1 * share, true);
        handOver(0.1 * share, false);
        return std::move(probe_);
    }

private:
    bool over(MonotonicNs end) const {
        return clock_.now() >= end || (options_.cancelled && options_.cancelled());
    }

    void findResolution() {
        MonotonicNs least = INT64_MAX;
        for (int i = 0; i < 10'000; ++i) {
            const MonotonicNs before = clock_.now();
            MonotonicNs after = clock_.now();
            for (int again = 0; again < 1'000 && after == before; ++again)
                after = clock_.now();
            if (after > before) least = std::min(least, after - before);
        }
        if (least != INT64_MAX) probe_.timerResolutionNs = static_cast<double>(least);
    }

    /// Rounds in turn, so that a disturbance of some seconds hits all numbers of threads alike.
    void spinAll(double budgetNs) {
        constexpr int kRounds = 7;
        const int most = options_.mostThreads > 0 ? options_.mostThreads : probe_.hardwareThreads;
        for (int k = 1; k <= most; k = k < 8 || k == most ? k + 1 : std::min(most, 2 * k))
            probe_.spinning.emplace_back().threads = k;
        // As many threads as cores take as long as one does; on fewer real cores up to k times.
        double units = 0;
        for (const MachineProbe::Threads& one : probe_.spinning)
            units += std::max(1.0, one.threads / 2.0);
        const std::uint64_t rounds = calibrated(budgetNs / (kRounds * units));
        for (int round = 0; round < kRounds; ++round)
            for (MachineProbe::Threads& one : probe_.spinning) {
                if (options_.cancelled && options_.cancelled()) return;
                const Spin spin = spinTogether(one.threads, rounds);
                one.ns.values.push_back(spin.wallNs);
                one.withoutCore.values.push_back(std::max(0.0, 1 - spin.cpuNs / spin.wallNs / one.threads));
            }
    }

    std::uint64_t calibrated(double ns) {
        constexpr std::uint64_t kTrial = 1'000'000;
        const double each = std::max(1.0, spinTogether(1, kTrial).wallNs) / kTrial;
        return static_cast<std::uint64_t>(std::max(1e4, ns / each));
    }

    struct Spin {
        double wallNs = 0, cpuNs = 0; ///< of the whole; of all threads together
    };
    Spin spinTogether(int threads, std::uint64_t rounds) {
        std::atomic<int> ready{0};
        std::atomic<bool> go{false};
        std::atomic<std::uint64_t> sink{0};
        std::atomic<MonotonicNs> cpu{0};
        std::vector<std::thread> others;
        for (int i = 0; i < threads; ++i)
            others.emplace_back([&] {
                ready.fetch_add(1);
                go.wait(false, std::memory_order_acquire);
                const MonotonicNs before = threadCpuTime();
                sink.fetch_xor(spin(rounds));
                cpu.fetch_add(threadCpuTime() - before);
            });
        while (ready.load() < threads)
            std::this_thread::yield();
        const MonotonicNs begin = clock_.now();
        go.store(true, std::memory_order_release);
        go.notify_all();
        for (std::thread& thread : others)
            thread.join();
        const MonotonicNs wall = std::max<MonotonicNs>(1, clock_.now() - begin);
        return {static_cast<double>(wall), static_cast<double>(cpu.load())};
    }

    void sleep(double budgetNs) {
        std::thread([&] {
            becomeWorker(0, WorkerPlacement::Free);
            constexpr MonotonicNs kSleepNs = 1'000'000;
            const MonotonicNs end = clock_.now() + static_cast<MonotonicNs>(budgetNs);
            do {
                const MonotonicNs begin = clock_.now();
                std::this_thread::sleep_for(std::chrono::nanoseconds(kSleepNs));
                probe_.sleepOvershootNs.values.push_back(
                    static_cast<double>(clock_.now() - begin - kSleepNs));
            } while (!over(end));
        }).join();
    }

    /// Through the queue of the engine's wires, with the time of the push as what travels. The one who pushes
    /// always sleeps until it is popped, so that both have a core where there is but one.
    void handOver(double budgetNs, bool asleep) {
        SpscQueue<MonotonicNs> queue;
        std::atomic<std::uint32_t> pushed{0}, popped{0};
        ProbeSeries& series = asleep ? probe_.handOffNs : probe_.handOffBusyNs;
        std::thread reader([&] {
            becomeWorker(1, WorkerPlacement::Free);
            for (std::uint32_t seen = 0;; ++seen) {
                if (asleep) pushed.wait(seen, std::memory_order_acquire);
                while (pushed.load(std::memory_order_acquire) == seen)
                    spinPause();
                const MonotonicNs at = queue.pop(), now = clock_.now();
                if (at < 0) return;
                series.values.push_back(static_cast<double>(now - at));
                popped.store(seen + 1, std::memory_order_release);
                popped.notify_one();
            }
        });
        const MonotonicNs end = clock_.now() + static_cast<MonotonicNs>(budgetNs);
        std::uint32_t count = 0;
        const auto push = [&](MonotonicNs value) {
            queue.push(value);
            pushed.store(++count, std::memory_order_release);
            if (asleep) pushed.notify_one();
        };
        do {
            // Long enough for a reader to fall asleep.
            std::this_thread::sleep_for(std::chrono::microseconds(asleep ? 500 : 50));
            push(clock_.now());
            popped.wait(count - 1, std::memory_order_acquire);
        } while (!over(end));
        push(-1);
        reader.join();
    }

    const Clock& clock_;
    const MachineProbeOptions& options_;
    MachineProbe probe_;
};

} // namespace

double ProbeSeries::median() const { return quantile(values, 0.5); }

double ProbeSeries::spread() const {
    const double middle = median();
    return middle > 0 ? (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / middle : 0;
}

double MachineProbe::effectiveCores() const {
    if (spinning.empty() || spinning.front().ns.values.empty()) return 0;
    const double alone = spinning.front().ns.median();
    double most = 0;
    for (const Threads& one : spinning)
        if (const double together = one.ns.median(); together > 0)
            most = std::max(most, alone * one.threads / together);
    return most;
}

double MachineProbe::noise() const {
    double most = 0;
    for (const Threads& one : spinning) {
        most = std::max(most, one.ns.spread());
        if (one.threads <= hardwareThreads) most = std::max(most, one.withoutCore.median());
    }
    return most;
}

MachineProbe probeMachine(const Clock& clock, const MachineProbeOptions& options) {
    return Prober(clock, options).run();
}

} // namespace millrace
