// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// A date format of the letters yyyy MM dd HH mm ss (and SSS where allowed) with `- / : . T` and blanks
/// between. UTC.
class DatePattern {
public:
    /// Nothing, with the reason in `error`, for other letters or signs.
    static std::optional<DatePattern> compile(std::string_view format, bool milliseconds, std::string& error);

    /// Appends; false, with nothing appended, when the year has not four digits.
    bool write(std::int64_t epochMs, std::string& out) const;
    /// The whole text must fit, each field with all its digits; fields that the pattern does not have count
    /// as the first (1970-01-01 00:00:00.000).
    std::optional<std::int64_t> read(std::string_view text) const;

private:
    /// 'y', 'M', 'd', 'H', 'm', 's', 'S', or 0 for the sign beside it.
    struct Part {
        char field;
        int width;
        char sign;
    };
    std::vector<Part> parts_;
};

} // namespace millrace
