// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/http_date.h"

#include "engine/data/time_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace millrace {

namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// The whole piece as a number; -1: it is none.
int numberIn(std::string_view text, std::size_t at, std::size_t length) {
    int number = -1;
    const char* const end = text.data() + at + length;
    const auto read = std::from_chars(text.data() + at, end, number);
    return read.ec == std::errc() && read.ptr == end ? number : -1;
}

} // namespace

std::optional<EpochMs> parseHttpDate(std::string_view text) {
    constexpr std::string_view kForm = "Sun, 06 Nov 1994 08:49:37 GMT";
    if (text.size() != kForm.size() || text.substr(3, 2) != ", " || text.substr(25) != " GMT")
        return std::nullopt;
    for (const std::size_t i : {7, 11, 16, 19, 22})
        if (text[i] != kForm[i]) return std::nullopt;
    const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
    CivilTime time;
    time.year = numberIn(text, 12, 4);
    time.month = static_cast<int>(month - kMonths.begin()) + 1;
    time.day = numberIn(text, 5, 2);
    time.hour = numberIn(text, 17, 2);
    time.minute = numberIn(text, 20, 2);
    time.second = numberIn(text, 23, 2);
    const bool isTime = month != kMonths.end() && time.year >= 0 && time.day >= 1 && time.day <= 31 &&
                        time.hour >= 0 && time.hour < 24 && time.minute >= 0 && time.minute < 60 &&
                        time.second >= 0 && time.second <= 60;
    if (!isTime) return std::nullopt;
    return epochMsFromCivil(time);
}

} // namespace millrace
