// SPDX-License-Identifier: Apache-2.0
#include "engine/data/time_text.h"

#include <charconv>

namespace millrace {

namespace {

constexpr std::int64_t kMsPerDay = 86'400'000;
/// Years whose milliseconds surely fit 64 bits.
constexpr std::int64_t kMaxYear = 292'000'000;

bool isDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }
int digit(char c) { return c - '0'; }

/// Two digits at `p`, or -1.
int twoDigits(const char* p) { return isDigit(p[0]) && isDigit(p[1]) ? digit(p[0]) * 10 + digit(p[1]) : -1; }

bool isLeapYear(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int daysInMonth(std::int64_t year, int month) {
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && isLeapYear(year) ? 29 : kDays[month - 1];
}

std::int64_t floorDivide(std::int64_t a, std::int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

char* putTwo(char* to, int value) {
    to[0] = static_cast<char>('0' + value / 10);
    to[1] = static_cast<char>('0' + value % 10);
    return to + 2;
}

/// Longest text: a sign, nine digits of year, "-MM-ddTHH:mm:ss.SSSZ".
using TextBuffer = char[40];

/// Four digits of year; ISO 8601's expanded form with a sign outside 0 to 9999.
char* putDate(char* to, const CivilTime& time) {
    if (time.year >= 0 && time.year <= 9999) {
        to = putTwo(to, static_cast<int>(time.year / 100));
        to = putTwo(to, static_cast<int>(time.year % 100));
    } else {
        *to++ = time.year < 0 ? '-' : '+';
        const std::int64_t year = time.year < 0 ? -time.year : time.year;
        for (std::int64_t limit = 1000; limit > 1 && year < limit; limit /= 10)
            *to++ = '0';
        to = std::to_chars(to, to + 12, year).ptr;
    }
    *to++ = '-';
    to = putTwo(to, time.month);
    *to++ = '-';
    return putTwo(to, time.day);
}

/// Reads "yyyy-MM-dd" and moves `p` behind it. Also the expanded years that appendYear writes.
bool readDate(const char*& p, const char* end, CivilTime& time) {
    bool negative = false;
    if (p < end && (*p == '+' || *p == '-')) {
        negative = *p == '-';
        const char* q = ++p;
        std::int64_t year = 0;
        while (q < end && isDigit(*q) && q - p < 9)
            year = year * 10 + digit(*q++);
        if (q - p < 4 || year > kMaxYear) return false;
        time.year = negative ? -year : year;
        p = q;
    } else {
        if (end - p < 4) return false;
        const int high = twoDigits(p);
        const int low = twoDigits(p + 2);
        if (high < 0 || low < 0) return false;
        time.year = high * 100 + low;
        p += 4;
    }
    if (end - p < 6 || p[0] != '-' || p[3] != '-') return false;
    time.month = twoDigits(p + 1);
    time.day = twoDigits(p + 4);
    p += 6;
    return time.month >= 1 && time.month <= 12 && time.day >= 1 &&
           time.day <= daysInMonth(time.year, time.month);
}

/// Reads "HH:mm[:ss[.fraction]]" and moves `p` behind it.
bool readTimeOfDay(const char*& p, const char* end, CivilTime& time) {
    if (end - p < 5 || p[2] != ':') return false;
    time.hour = twoDigits(p);
    time.minute = twoDigits(p + 3);
    if (time.hour < 0 || time.hour > 23 || time.minute < 0 || time.minute > 59) return false;
    p += 5;
    if (p == end || *p != ':') return true;
    if (end - p < 3) return false;
    time.second = twoDigits(p + 1);
    if (time.second < 0 || time.second > 59) return false;
    p += 3;
    if (p == end || *p != '.') return true;
    const char* const first = ++p;
    int weight = 100;
    for (; p < end && isDigit(*p); ++p, weight /= 10)
        time.millisecond += digit(*p) * weight;
    return p > first;
}

/// Reads "Z", "+HH:MM", "+HHMM" or "+HH" up to the end.
bool readZone(const char* p, const char* end, int& minutes) {
    if (*p == 'Z') {
        minutes = 0;
        return end - p == 1;
    }
    if ((*p != '+' && *p != '-') || end - p < 3) return false;
    const int sign = *p == '-' ? -1 : 1;
    const int hours = twoDigits(p + 1);
    int rest = 0;
    p += 3;
    if (p < end) {
        if (*p == ':') ++p;
        if (end - p != 2) return false;
        rest = twoDigits(p);
    }
    if (hours < 0 || hours > 18 || rest < 0 || rest > 59) return false;
    minutes = sign * (hours * 60 + rest);
    return true;
}

std::optional<EpochMs> parseCivilText(std::string_view text, int zoneOffsetMinutes) {
    const char* p = text.data();
    const char* const end = p + text.size();
    CivilTime time;
    if (!readDate(p, end, time)) return std::nullopt;
    if (p < end) {
        if (*p != 'T' && *p != ' ') return std::nullopt;
        ++p;
        if (!readTimeOfDay(p, end, time)) return std::nullopt;
        if (p < end && !readZone(p, end, zoneOffsetMinutes)) return std::nullopt;
    }
    return epochMsFromCivil(time) - std::int64_t{zoneOffsetMinutes} * 60'000;
}

} // namespace

std::int64_t daysFromCivil(std::int64_t year, int month, int day) {
    const std::int64_t y = month <= 2 ? year - 1 : year;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t yearOfEra = y - era * 400;
    const std::int64_t dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const std::int64_t dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146'097 + dayOfEra - 719'468;
}

CivilTime civilFromEpochMs(EpochMs ms) {
    const std::int64_t days = floorDivide(ms, kMsPerDay);
    // Not ms - days * kMsPerDay: that product passes the 64-bit limit on the very first day.
    std::int64_t rest = ms % kMsPerDay;
    if (rest < 0) rest += kMsPerDay;
    const std::int64_t z = days + 719'468;
    const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
    const std::int64_t dayOfEra = z - era * 146'097;
    const std::int64_t yearOfEra =
        (dayOfEra - dayOfEra / 1'460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t shiftedMonth = (5 * dayOfYear + 2) / 153;
    CivilTime time;
    time.day = static_cast<int>(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
    time.month = static_cast<int>(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
    time.year = yearOfEra + era * 400 + (time.month <= 2 ? 1 : 0);
    time.hour = static_cast<int>(rest / 3'600'000);
    time.minute = static_cast<int>(rest / 60'000 % 60);
    time.second = static_cast<int>(rest / 1'000 % 60);
    time.millisecond = static_cast<int>(rest % 1'000);
    return time;
}

EpochMs epochMsFromCivil(const CivilTime& time) {
    const std::int64_t seconds = (time.hour * std::int64_t{60} + time.minute) * 60 + time.second;
    return daysFromCivil(time.year, time.month, time.day) * kMsPerDay + seconds * 1'000 + time.millisecond;
}

void appendTimestamp(std::string& out, EpochMs ms) {
    const CivilTime time = civilFromEpochMs(ms);
    TextBuffer buffer;
    char* to = putDate(buffer, time);
    *to++ = 'T';
    to = putTwo(to, time.hour);
    *to++ = ':';
    to = putTwo(to, time.minute);
    *to++ = ':';
    to = putTwo(to, time.second);
    *to++ = '.';
    *to++ = static_cast<char>('0' + time.millisecond / 100);
    to = putTwo(to, time.millisecond % 100);
    *to++ = 'Z';
    out.append(buffer, static_cast<std::size_t>(to - buffer));
}

std::string timestampText(EpochMs ms) {
    std::string text;
    appendTimestamp(text, ms);
    return text;
}

std::string dateText(std::int32_t days) {
    TextBuffer buffer;
    char* const end = putDate(buffer, civilFromEpochMs(days * kMsPerDay));
    return {buffer, static_cast<std::size_t>(end - buffer)};
}

std::optional<EpochMs> parseTimestamp(std::string_view text, int zoneOffsetMinutes) {
    if (const auto civil = parseCivilText(text, zoneOffsetMinutes)) return civil;
    EpochMs ms = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return ms;
}

bool looksLikeTimestamp(std::string_view text) { return parseCivilText(text, 0).has_value(); }

std::optional<std::int32_t> parseDate(std::string_view text) {
    const char* p = text.data();
    CivilTime time;
    if (!readDate(p, p + text.size(), time) || p != text.data() + text.size()) return std::nullopt;
    const std::int64_t days = daysFromCivil(time.year, time.month, time.day);
    if (days < INT32_MIN || days > INT32_MAX) return std::nullopt;
    return static_cast<std::int32_t>(days);
}

} // namespace millrace
