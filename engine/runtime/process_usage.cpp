// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/process_usage.h"

#ifdef __linux__
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <string_view>
#endif

namespace millrace {

ProcessUsage processUsage() {
    ProcessUsage usage;
#ifdef __linux__
    rusage r{};
    if (getrusage(RUSAGE_SELF, &r) == 0) {
        const auto seconds = [](const timeval& t) {
            return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
        };
        usage.cpuSeconds = seconds(r.ru_utime) + seconds(r.ru_stime);
        usage.maxResidentBytes = static_cast<std::int64_t>(r.ru_maxrss) * 1024;
        if (getrusage(RUSAGE_CHILDREN, &r) == 0)
            usage.cpuSeconds += seconds(r.ru_utime) + seconds(r.ru_stime);
    }
    char text[128];
    const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        const ssize_t length = ::read(file, text, sizeof text);
        ::close(file);
        const std::string_view content(text, length > 0 ? static_cast<std::size_t>(length) : 0);
        const std::size_t blank = content.find(' ');
        if (blank != std::string_view::npos) {
            std::int64_t pages = 0;
            std::from_chars(content.data() + blank + 1, content.data() + content.size(), pages);
            usage.residentBytes = pages * ::sysconf(_SC_PAGESIZE);
        }
    }
#endif
    return usage;
}

} // namespace millrace
