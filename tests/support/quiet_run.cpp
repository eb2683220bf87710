// SPDX-License-Identifier: Apache-2.0
#include "tests/support/quiet_run.h"

#include <chrono>
#include <thread>

namespace millrace::test {

bool waitUntilQuiet(const Run& run) {
    using namespace std::chrono_literals;
    // A thread that has been woken counts as waiting until it has a core.
    constexpr int kLooks = 50;
    const auto end = std::chrono::steady_clock::now() + 60s;
    std::int64_t before = -1;
    for (int same = 0; std::chrono::steady_clock::now() < end;) {
        const bool over = isFinal(run.state());
        const MetricsFrame frame = run.frame();
        std::int64_t now = 0;
        for (const EdgeMetrics& edge : frame.edges)
            now += edge.sent + edge.received;
        // Who is to run, and waits for a core, moves nothing either.
        for (const NodeMetrics& node : frame.nodes)
            now += node.busyNs + node.readyNs + node.lockNs + node.ioNs;
        same = now == before ? same + 1 : 0;
        before = now;
        if (same >= kLooks) return true;
        if (over) return false;
        std::this_thread::sleep_for(2ms);
    }
    return false;
}

} // namespace millrace::test
