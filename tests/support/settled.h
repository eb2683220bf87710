// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <thread>

namespace millrace::test {

/// What `read` returns once it has shown the same for a third of a second: who waits for a core on a busy
/// machine has had one by then.
template <class Read> auto settled(Read&& read) {
    constexpr int kLooks = 11;
    auto last = read();
    for (int same = 1; same < kLooks;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        auto now = read();
        same = now == last ? same + 1 : 1;
        last = std::move(now);
    }
    return last;
}

} // namespace millrace::test
