// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <thread>

namespace millrace::test {

/// What `read` returns once two looks in a row, a moment apart, show the same.
template <class Read> auto settled(Read&& read) {
    auto last = read();
    for (;;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        const auto now = read();
        if (now == last) return now;
        last = now;
    }
}

} // namespace millrace::test
