// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/data/time_text.h"

#include <string>

namespace millrace {

/// How times are written in a text file. A value type; reading never fails with more than "no".
class TimeFormat {
public:
    /// Whatever parseTimestamp() takes.
    TimeFormat() = default;
    /// `auto`, `iso` (no bare numbers), `epoch_s`, `epoch_ms`, `epoch_us`, `epoch_ns` (all may have a decimal
    /// part), or a pattern of yyyy MM dd HH mm ss, S (one per digit) and XXX (offset), any other character
    /// standing for itself, letters in '...'. `zone`: where times without an offset are at home: empty or
    /// `UTC`, `Z`, `+05:30`, `-06:00`. Errors: MR3106.
    static Result<TimeFormat> parse(std::string_view format, std::string_view zone = {});

    std::optional<EpochMs> read(std::string_view text) const;
    /// A bare number, as JSON has them: epoch ms unless the format names another unit.
    std::optional<EpochMs> fromNumber(std::int64_t number) const;
    std::optional<EpochMs> fromNumber(double number) const;
    /// How far east of UTC times without an offset are at home.
    int zoneMinutes() const { return zoneMinutes_; }

private:
    enum class Kind { Any, Iso, SinceEpoch, Pattern };
    std::optional<EpochMs> readPattern(std::string_view text) const;

    Kind kind_ = Kind::Any;
    std::int64_t unitsPerSecond_ = 1000;
    int zoneMinutes_ = 0;
    std::string pattern_;
};

} // namespace millrace
