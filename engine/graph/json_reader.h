// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <boost/json/value.hpp>
#include <map>
#include <string>
#include <string_view>

namespace millrace {

/// A place in a text, both 1-based; the column counts code points.
struct TextPosition {
    int line = 0;
    int column = 0;
};

/// A JSON text that was read. A reader of its own beside Boost.JSON's, since that one knows neither positions
/// nor duplicate keys, and may be off by a bit in the last digit of a DOUBLE.
struct JsonText {
    boost::json::value value;
    /// JSON pointer -> where the value begins. Deep or very many values are left out: their parent stands for
    /// them.
    std::map<std::string, TextPosition, std::less<>> positions;
    Diagnostics duplicates; ///< MR1007, one per key that an object has twice (the last one counts)
};

inline constexpr std::size_t kMaxJsonBytes = std::size_t{64} << 20;
inline constexpr int kMaxJsonDepth = 64;

/// Reads strict JSON (RFC 8259); a byte order mark is skipped. Errors MR1001 (malformed) and MR1002 (too
/// large, too deep) with line and column.
Result<JsonText> readJson(std::string_view text);

/// One reference token of a JSON pointer, escaped (RFC 6901).
std::string pointerToken(std::string_view name);

} // namespace millrace
