// SPDX-License-Identifier: Apache-2.0
#include "engine/data/time_text.h"
#include "engine/expression/functions/date_pattern.h"
#include "engine/expression/functions/text_rows.h"

#include <algorithm>

namespace millrace {
namespace {

constexpr std::int64_t kSecondMs = 1000;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kFirstMs = -62'135'596'800'000; ///< 0001-01-01T00:00:00.000Z
constexpr std::int64_t kLastMs = 253'402'300'799'999;  ///< 9999-12-31T23:59:59.999Z

/// TIMESTAMP; a DATE is taken as its first instant.
bool expectTime(CallBinder& c, std::size_t i) {
    if (c.type(i).id() != TypeId::Date) return c.expect(i, TypeId::Timestamp);
    c.arguments()[i] = callNode(nullptr, TypeId::Timestamp, {c.argument(i)}, [](KernelCall& call) {
        mapUnary<std::int32_t>(call[0], call.allocate<std::int64_t>(), call.rows,
                               [](std::int32_t days) { return days * kDayMs; });
    });
    return true;
}

std::int64_t flooredTo(std::int64_t ms, std::int64_t unit) {
    const std::int64_t rest = ms % unit;
    return ms - rest - (rest < 0 ? unit : 0);
}

enum class Part { Year, Month, Day, Hour, Minute, Second, WeekDay, YearDay };

template <Part kPart> std::int32_t partOf(std::int64_t ms) {
    // Of a day no calendar is needed.
    const std::int64_t inDay = ms - flooredTo(ms < INT64_MIN + kDayMs ? INT64_MIN + kDayMs : ms, kDayMs);
    if constexpr (kPart == Part::Hour) return static_cast<std::int32_t>(inDay / 3'600'000);
    if constexpr (kPart == Part::Minute) return static_cast<std::int32_t>(inDay / 60'000 % 60);
    if constexpr (kPart == Part::Second) return static_cast<std::int32_t>(inDay / kSecondMs % 60);
    const std::int64_t days = ms / kDayMs - (ms % kDayMs < 0 ? 1 : 0);
    if constexpr (kPart == Part::WeekDay)
        return static_cast<std::int32_t>((days % 7 + 7 + 4) % 7 + 1); // 1970-01-01 was a Thursday, 5
    const CivilTime t = civilFromEpochMs(ms);
    if constexpr (kPart == Part::Year) return static_cast<std::int32_t>(t.year);
    if constexpr (kPart == Part::Month) return t.month;
    if constexpr (kPart == Part::Day) return t.day;
    return static_cast<std::int32_t>(days - daysFromCivil(t.year, 1, 1) + 1);
}

constexpr bool needsCalendar(Part part) {
    return part == Part::Year || part == Part::Month || part == Part::Day || part == Part::YearDay;
}

template <Part kPart> TypedPtr bindPart(CallBinder& c) {
    if (!expectTime(c, 0)) return nullptr;
    return c.call(TypeId::Int, [](KernelCall& call) {
        auto* out = call.allocate<std::int32_t>();
        if constexpr (needsCalendar(kPart)) {
            // Neighbours mostly fall on one day, and the calendar is asked once for it.
            std::int64_t from = 1;
            std::int64_t to = 0;
            std::int32_t part = 0;
            mapUnary<std::int64_t>(call[0], out, call.rows, [&](std::int64_t ms) {
                if (ms >= from && ms < to) return part;
                from = flooredTo(std::clamp(ms, INT64_MIN + kDayMs, INT64_MAX - kDayMs), kDayMs);
                to = from + kDayMs;
                part = partOf<kPart>(ms);
                return part;
            });
        } else {
            mapUnary<std::int64_t>(call[0], out, call.rows, partOf<kPart>);
        }
    });
}

std::int64_t startOfMonths(std::int64_t ms, int months) {
    CivilTime t = civilFromEpochMs(ms);
    return daysFromCivil(t.year, (t.month - 1) / months * months + 1, 1) * kDayMs;
}

TypedPtr bindDateTrunc(CallBinder& c) {
    const auto unit = c.literalText(0);
    if (!unit || !expectTime(c, 1)) return nullptr;
    const std::string upper = upperAscii(*unit);
    const std::int64_t fixed = upper == "SECOND"   ? kSecondMs
                               : upper == "MINUTE" ? 60'000
                               : upper == "HOUR"   ? 3'600'000
                               : upper == "DAY"    ? kDayMs
                                                   : 0;
    const int months = upper == "MONTH" ? 1 : upper == "QUARTER" ? 3 : upper == "YEAR" ? 12 : 0;
    if (fixed == 0 && months == 0) {
        return c.error(expression_codes::kArgument, 0, "`" + *unit + "` is no unit of DATE_TRUNC",
                       upper == "WEEK" ? "weeks start on different days in different engines"
                                       : "units are SECOND, MINUTE, HOUR, DAY, MONTH, QUARTER and YEAR");
    }
    c.arguments().erase(c.arguments().begin());
    return c.call(TypeId::Timestamp, [fixed, months](KernelCall& call) {
        auto* out = call.allocate<std::int64_t>();
        const auto inRange = [](std::int64_t ms) {
            return std::clamp(ms, INT64_MIN + 366 * kDayMs, INT64_MAX);
        };
        if (fixed > 0)
            mapUnary<std::int64_t>(call[0], out, call.rows,
                                   [=](std::int64_t ms) { return flooredTo(inRange(ms), fixed); });
        else
            mapUnary<std::int64_t>(call[0], out, call.rows,
                                   [=](std::int64_t ms) { return startOfMonths(inRange(ms), months); });
    });
}

TypedPtr bindDateFormat(CallBinder& c) {
    if (!expectTime(c, 0)) return nullptr;
    const auto format = c.literalText(1);
    if (!format) return nullptr;
    std::string problem;
    const auto pattern = DatePattern::compile(*format, false, problem);
    if (!pattern)
        return c.error(expression_codes::kArgument, 1, problem,
                       "letters are yyyy MM dd HH mm ss, between them - / : . T and blanks");
    c.arguments().resize(1);
    return c.call(TypeId::String, [pattern = *pattern](KernelCall& call) {
        TextArena arena(call);
        std::string text;
        mapToText(call, [&](std::size_t i) {
            text.clear();
            if (!pattern.write(call[0].at<std::int64_t>(i), text)) call.setNull(i);
            return arena.copy(text);
        });
    });
}

template <class Read> void readKernel(KernelCall& call, const Read& read) {
    auto* out = call.allocate<std::int64_t>();
    for (std::size_t i = 0; i < call.rows; ++i) {
        out[i] = 0;
        if (call.isNull(i)) continue;
        const std::optional<std::int64_t> ms = read(textAt(call[0], i));
        out[i] = ms.value_or(0);
        if (!ms) call.setNull(i);
    }
}

TypedPtr bindToTimestamp(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    if (c.count() == 1) {
        return c.call(TypeId::Timestamp, [](KernelCall& call) {
            readKernel(call, [](std::string_view text) {
                return looksLikeTimestamp(text) ? parseTimestamp(text) : std::nullopt;
            });
        });
    }
    const auto format = c.literalText(1);
    if (!format) return nullptr;
    std::string problem;
    const auto pattern = DatePattern::compile(*format, true, problem);
    if (!pattern)
        return c.error(expression_codes::kArgument, 1, problem,
                       "letters are yyyy MM dd HH mm ss SSS, between them - / : . T and blanks");
    c.arguments().resize(1);
    return c.call(TypeId::Timestamp, [pattern = *pattern](KernelCall& call) {
        readKernel(call, [&pattern](std::string_view text) { return pattern.read(text); });
    });
}

TypedPtr bindEpochMs(CallBinder& c) {
    if (!expectTime(c, 0)) return nullptr;
    return c.call(TypeId::BigInt, [](KernelCall& call) {
        mapUnary<std::int64_t>(call[0], call.allocate<std::int64_t>(), call.rows,
                               [](std::int64_t ms) { return ms; });
    });
}

TypedPtr bindFromEpochMs(CallBinder& c) {
    if (!c.expectInteger(0) || !c.expect(0, TypeId::BigInt)) return nullptr;
    return c.call(TypeId::Timestamp, [](KernelCall& call) {
        auto* out = call.allocate<std::int64_t>();
        mapUnary<std::int64_t>(call[0], out, call.rows, [](std::int64_t ms) { return ms; });
        call.setNullWhere([out](std::size_t i) { return out[i] < kFirstMs || out[i] > kLastMs; });
    });
}

std::int64_t wrappedSum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
std::int64_t wrappedDifference(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

TypedPtr bindDiffMs(CallBinder& c) {
    if (!expectTime(c, 0) || !expectTime(c, 1)) return nullptr;
    return c.call(TypeId::BigInt, [](KernelCall& call) {
        mapBinary<std::int64_t, std::int64_t>(call[0], call[1], call.allocate<std::int64_t>(), call.rows,
                                              wrappedDifference);
    });
}

/// The second argument is the interval in milliseconds.
template <bool kAdd> TypedPtr bindShift(CallBinder& c) {
    if (c.isNullLiteral(0)) return constantNode(TypeId::Timestamp, {});
    if (c.type(0).id() == TypeId::Date) {
        return c.call(TypeId::Date, [](KernelCall& call) {
            auto* out = call.allocate<std::int32_t>();
            mapBinary<std::int32_t, std::int64_t>(
                call[0], call[1], out, call.rows, [](std::int32_t days, std::int64_t ms) {
                    const std::int64_t shift = ms / kDayMs;
                    return static_cast<std::int32_t>(static_cast<std::uint32_t>(days) +
                                                     static_cast<std::uint32_t>(kAdd ? shift : -shift));
                });
        });
    }
    return c.call(TypeId::Timestamp, [](KernelCall& call) {
        mapBinary<std::int64_t, std::int64_t>(call[0], call[1], call.allocate<std::int64_t>(), call.rows,
                                              kAdd ? wrappedSum : wrappedDifference);
    });
}

constexpr FunctionRow kRows[] = {
    {"YEAR", "YEAR(t) -> INT", "Time", "Year, UTC.", 1, 1, bindPart<Part::Year>},
    {"MONTH", "MONTH(t) -> INT", "Time", "Month, 1 to 12, UTC.", 1, 1, bindPart<Part::Month>},
    {"DAYOFMONTH", "DAYOFMONTH(t) -> INT", "Time", "Day of the month, UTC.", 1, 1, bindPart<Part::Day>},
    {"HOUR", "HOUR(t) -> INT", "Time", "Hour, 0 to 23, UTC.", 1, 1, bindPart<Part::Hour>},
    {"MINUTE", "MINUTE(t) -> INT", "Time", "Minute, 0 to 59.", 1, 1, bindPart<Part::Minute>},
    {"SECOND", "SECOND(t) -> INT", "Time", "Second, 0 to 59.", 1, 1, bindPart<Part::Second>},
    {"DAYOFWEEK", "DAYOFWEEK(t) -> INT", "Time", "Day of the week, 1 is Sunday, UTC.", 1, 1,
     bindPart<Part::WeekDay>},
    {"DAYOFYEAR", "DAYOFYEAR(t) -> INT", "Time", "Day of the year, 1 to 366, UTC.", 1, 1,
     bindPart<Part::YearDay>},
    {"DATE_TRUNC", "DATE_TRUNC('UNIT', t) -> TIMESTAMP", "Time",
     "Start of the SECOND, MINUTE, HOUR, DAY, MONTH, QUARTER or YEAR, UTC.", 2, 2, bindDateTrunc},
    {"DATE_FORMAT", "DATE_FORMAT(t, 'format') -> STRING", "Time",
     "Text of letters yyyy MM dd HH mm ss with - / : . T and blanks between, UTC. NULL outside the years "
     "0000 to 9999.",
     2, 2, bindDateFormat},
    {"TO_TIMESTAMP", "TO_TIMESTAMP(s[, 'format']) -> TIMESTAMP", "Conversion",
     "Reads yyyy-MM-dd HH:mm:ss[.SSS] or ISO 8601, or a format of yyyy MM dd HH mm ss SSS; UTC. NULL for "
     "anything else.",
     1, 2, bindToTimestamp},
    {"EPOCH_MS", "EPOCH_MS(t) -> BIGINT", "Time", "Milliseconds since 1970-01-01 UTC.", 1, 1, bindEpochMs},
    {"FROM_EPOCH_MS", "FROM_EPOCH_MS(n) -> TIMESTAMP", "Time",
     "The time n milliseconds after 1970-01-01 UTC; NULL outside the years 0001 to 9999.", 1, 1,
     bindFromEpochMs},
    {"DIFF_MS", "DIFF_MS(a, b) -> BIGINT", "Time", "Milliseconds from b to a.", 2, 2, bindDiffMs},
    {"+INTERVAL", "t + INTERVAL '5' SECOND", "Operator",
     "Later by an interval of SECOND, MINUTE, HOUR or DAY; a DATE by whole days.", 2, 2, bindShift<true>},
    {"-INTERVAL", "t - INTERVAL '5' SECOND", "Operator",
     "Earlier by an interval of SECOND, MINUTE, HOUR or DAY; a DATE by whole days.", 2, 2, bindShift<false>},
};

} // namespace

std::span<const FunctionRow> timeRows() { return kRows; }

} // namespace millrace
