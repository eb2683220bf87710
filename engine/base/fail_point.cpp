// SPDX-License-Identifier: Apache-2.0
#include "engine/base/fail_point.h"

#include "engine/base/result.h"

#include <time.h>
#include <array>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace millrace {

namespace {

constexpr std::array kNames{
#define MILLRACE_FAIL_POINT(name) #name,
#include "engine/base/fail_points.def"
#undef MILLRACE_FAIL_POINT
};

constexpr const char* kVariable = "MILLRACE_FAIL_POINT";

struct Order {
    std::string_view point, action;
    int at = 0;
};

/// "NAME:N:ACTION"; what cannot be read means no point.
Order orderOf(std::string_view text) {
    const std::size_t first = text.find(':'), second = text.find(':', first + 1);
    if (first == text.npos || second == text.npos) return {};
    Order order{text.substr(0, first), text.substr(second + 1), 0};
    const std::string_view number = text.substr(first + 1, second - first - 1);
    std::from_chars(number.data(), number.data() + number.size(), order.at);
    return order;
}

} // namespace

std::span<const char* const> failPointNames() { return kNames; }

namespace detail {

const bool failPointsArmed = std::getenv(kVariable) != nullptr;

void reachFailPoint(FailPoint point) {
    static const Order order = orderOf(std::getenv(kVariable));
    static std::atomic<int> visits{0};
    const char* const name = kNames[static_cast<std::size_t>(point)];
    if (order.point != name || ++visits != order.at) return;
    if (order.action == "kill") {
        std::raise(SIGKILL);
    } else if (order.action == "delay") {
        // Of the other two one sees from outside that they have happened.
        std::fprintf(stderr, "%s: delayed at `%s`\n", kVariable, name);
        const timespec time{0, 200'000'000};
        ::nanosleep(&time, nullptr);
    } else if (order.action == "error") {
        Diagnostics problems;
        problems.error("MR4616", std::string("made to fail at `") + name + "`",
                       std::string("the environment variable ") + kVariable + " asks for it");
        throw DiagnosticError(std::move(problems));
    }
}

} // namespace detail

} // namespace millrace
