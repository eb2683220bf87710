// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// Durations are written with a unit: "5 ms", "90 s", "15min", "2 h", "1 d", also "250 us", "10 ns". Returns
/// nanoseconds.
Result<std::int64_t> parseDuration(std::string_view text);
/// Shortest exact form in the largest fitting unit: 900000000000 -> "15 min".
std::string formatDuration(std::int64_t nanoseconds);

/// Sizes are written with a unit: "64 MiB", "16 KiB", "100 B", "2 GB" (decimal units are powers of 1000).
/// Returns bytes.
Result<std::int64_t> parseSize(std::string_view text);
std::string formatSize(std::int64_t bytes);

/// The candidate closest to `word` by Damerau-Levenshtein distance, case-insensitively, if it is close enough
/// to be a likely slip (distance at most a third of the longer word, at least 1); else empty.
std::string closestMatch(std::string_view word, std::span<const std::string> candidates);
/// "did you mean `speed`?" or, with no near candidate, "known are: a, b, c"; empty when there are no
/// candidates.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

/// True for well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
bool isValidUtf8(std::string_view text);
/// The text with each wrong byte replaced by U+FFFD: for showing raw input.
std::string toValidUtf8(std::string_view text);
/// Appends a JSON string with its quotes; the text is UTF-8.
void appendJsonString(std::string& out, std::string_view text);
/// Number of code points; counts each byte of an invalid sequence as one.
std::size_t codePointCount(std::string_view utf8);

/// Ids of nodes and graph parameters: [a-z][a-z0-9_]*
bool isIdentifier(std::string_view text);

} // namespace millrace
