// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/functions/date_pattern.h"

#include "engine/data/time_text.h"

#include <array>

namespace millrace {
namespace {

constexpr std::array<std::string_view, 7> kFields = {"yyyy", "MM", "dd", "HH", "mm", "ss", "SSS"};

int daysInMonth(std::int64_t year, int month) {
    constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

} // namespace

std::optional<DatePattern> DatePattern::compile(std::string_view format, bool milliseconds,
                                                std::string& error) {
    DatePattern pattern;
    if (format.empty()) {
        error = "the format is empty";
        return {};
    }
    for (std::size_t i = 0; i < format.size();) {
        const char c = format[i];
        if (std::string_view("-/:.T ").find(c) != std::string_view::npos) {
            pattern.parts_.push_back({0, 1, c});
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < format.size() && format[end] == c)
            ++end;
        const std::string_view letters = format.substr(i, end - i);
        bool known = false;
        for (const std::string_view field : kFields)
            known = known || (letters == field && (milliseconds || field != "SSS"));
        if (!known) {
            error = "`" + std::string(letters) + "` is no part of a format";
            return {};
        }
        pattern.parts_.push_back({c, static_cast<int>(letters.size()), 0});
        i = end;
    }
    return pattern;
}

bool DatePattern::write(std::int64_t epochMs, std::string& out) const {
    const CivilTime t = civilFromEpochMs(epochMs);
    if (t.year < 0 || t.year > 9999) return false;
    for (const Part& part : parts_) {
        std::int64_t value = 0;
        switch (part.field) {
            case 'y': value = t.year; break;
            case 'M': value = t.month; break;
            case 'd': value = t.day; break;
            case 'H': value = t.hour; break;
            case 'm': value = t.minute; break;
            case 's': value = t.second; break;
            case 'S': value = t.millisecond; break;
            default: out += part.sign; continue;
        }
        const std::size_t start = out.size();
        out.append(static_cast<std::size_t>(part.width), '0');
        for (std::size_t k = out.size(); k-- > start; value /= 10)
            out[k] = static_cast<char>('0' + value % 10);
    }
    return true;
}

std::optional<std::int64_t> DatePattern::read(std::string_view text) const {
    CivilTime t;
    std::size_t i = 0;
    for (const Part& part : parts_) {
        if (text.size() - i < static_cast<std::size_t>(part.width)) return {};
        if (part.field == 0) {
            if (text[i++] != part.sign) return {};
            continue;
        }
        int value = 0;
        for (int k = 0; k < part.width; ++k, ++i) {
            if (text[i] < '0' || text[i] > '9') return {};
            value = value * 10 + (text[i] - '0');
        }
        switch (part.field) {
            case 'y': t.year = value; break;
            case 'M': t.month = value; break;
            case 'd': t.day = value; break;
            case 'H': t.hour = value; break;
            case 'm': t.minute = value; break;
            case 's': t.second = value; break;
            default: t.millisecond = value; break;
        }
    }
    if (i != text.size() || t.month < 1 || t.month > 12 || t.day < 1 ||
        t.day > daysInMonth(t.year, t.month) || t.hour > 23 || t.minute > 59 || t.second > 59) {
        return {};
    }
    return epochMsFromCivil(t);
}

} // namespace millrace
