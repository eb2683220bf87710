// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

/// Calendar arithmetic on the proleptic Gregorian calendar, UTC. Formulas: H. Hinnant, "chrono-compatible
/// low-level date algorithms".
struct CivilTime {
    std::int64_t year = 1970;
    int month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0;
};
std::int64_t daysFromCivil(std::int64_t year, int month, int day);
CivilTime civilFromEpochMs(EpochMs ms);
EpochMs epochMsFromCivil(const CivilTime& time);

/// Appends "2016-11-24T06:00:01.000Z".
void appendTimestamp(std::string& out, EpochMs ms);
std::string timestampText(EpochMs ms);
/// "2016-11-24"
std::string dateText(std::int32_t days);

/// ISO 8601 with any offset ("2016-11-24T00:00:01-06:00", "...Z", fraction of any length floored to ms),
/// "yyyy-MM-dd HH:mm:ss[.SSS]", "yyyy-MM-dd", or integer epoch ms. Text without a zone is taken at
/// `zoneOffsetMinutes` east of UTC. Nothing for anything else.
std::optional<EpochMs> parseTimestamp(std::string_view text, int zoneOffsetMinutes = 0);
/// Like parseTimestamp but never takes a bare integer: what type inference asks.
bool looksLikeTimestamp(std::string_view text);
std::optional<std::int32_t> parseDate(std::string_view text);

} // namespace millrace
