// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace millrace {

/// What one call for the next row of a text file gave.
enum class RowStatus {
    Row,  ///< a row, perhaps with an error
    Wait, ///< nothing now, perhaps later (a pipe)
    End,
};

/// Why a record of a text file cannot be used. The reader goes on with the next line.
enum class RowError {
    None,
    UnbalancedQuote,
    TextAfterQuote,
    InvalidUtf8,
    TooLong,
};

/// Where a reader of text stands between two records. Plain value.
struct TextPlace {
    std::uint64_t offset = 0; ///< bytes of UTF-8 before it
    std::uint64_t line = 0;   ///< lines before it
    bool skipping = false;    ///< in a record that was too long, of which the rest is passed over
};

/// "MR3111" and so on; empty for None.
const char* rowErrorCode(RowError error);
/// In words, for people: "a quote is opened and never closed".
const char* rowErrorText(RowError error);

inline constexpr std::size_t kDefaultMaxRecord = std::size_t{16} << 20;
/// As much of a record that was too long as is shown.
inline constexpr std::size_t kShownOfLongRecord = 4096;

} // namespace millrace
