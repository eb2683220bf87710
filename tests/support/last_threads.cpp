// SPDX-License-Identifier: Apache-2.0
//
// Part of every test with the leak sanitizer. Threads of Qt say that they have finished and then clean up
// behind themselves, which takes a while without a core. The leak sanitizer looks at all memory when the
// program ends, and can crash over a thread that is in the middle of that ("Tracer caught signal 11"). So the
// program waits for them.
#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>

namespace {

bool isAlone() {
    std::error_code ignored;
    std::size_t threads = 0;
    for (std::filesystem::directory_iterator entry("/proc/self/task", ignored), end; entry != end;
         entry.increment(ignored))
        ++threads;
    return threads <= 1;
}

struct LastThreads {
    LastThreads() = default;
    LastThreads(const LastThreads&) = delete;
    LastThreads& operator=(const LastThreads&) = delete;
    /// Runs before the sanitizer's look. Those that stay longer are not about to end.
    ~LastThreads() {
        for (int looks = 0; looks < 1'000 && !isAlone(); ++looks)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
};

const LastThreads lastThreads;

} // namespace
