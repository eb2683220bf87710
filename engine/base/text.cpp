// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>

namespace millrace {

namespace {

__extension__ using Wide = __int128;

struct Unit {
    const char* name;
    std::int64_t factor;
};

// From the smallest to the largest, each multiple exact.
constexpr std::array<Unit, 9> kDurationUnits{{{"ns", 1},
                                              {"us", 1'000},
                                              {"\xC2\xB5s", 1'000},
                                              {"ms", 1'000'000},
                                              {"s", 1'000'000'000},
                                              {"min", 60'000'000'000},
                                              {"h", 3'600'000'000'000},
                                              {"d", 86'400'000'000'000}}};
constexpr std::array<Unit, 9> kSizeUnits{{{"B", 1},
                                          {"kB", 1'000},
                                          {"KiB", 1'024},
                                          {"MB", 1'000'000},
                                          {"MiB", 1'048'576},
                                          {"GB", 1'000'000'000},
                                          {"GiB", 1'073'741'824},
                                          {"TB", 1'000'000'000'000},
                                          {"TiB", 1'099'511'627'776}}};

bool isDigit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

bool equalIgnoringCase(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

enum class QuantityError { None, Malformed, UnknownUnit, TooLarge, NotWhole };

/// Digits, perhaps a decimal part, blanks, a unit. Exact: the result is a whole number of the smallest unit.
QuantityError parseQuantity(std::string_view text, const std::array<Unit, 9>& units, bool ignoreCase,
                            std::int64_t& result) {
    text = trimmed(text);
    constexpr Wide kCeiling = static_cast<Wide>(1'000'000'000'000'000'000) * 1'000'000;
    Wide mantissa = 0;
    Wide divisor = 1;
    std::size_t i = 0;
    std::size_t digits = 0;
    for (bool fraction = false; i < text.size(); ++i) {
        if (text[i] == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (!isDigit(text[i])) break;
        if (mantissa > kCeiling || divisor > kCeiling) return QuantityError::TooLarge;
        mantissa = mantissa * 10 + (text[i] - '0');
        if (fraction) divisor *= 10;
        ++digits;
    }
    if (digits == 0 || text[i - 1] == '.') return QuantityError::Malformed;
    const std::string_view name = trimmed(text.substr(i));
    if (name.empty()) return QuantityError::Malformed;
    for (const Unit& unit : units) {
        if (unit.name == nullptr) continue;
        if (!(ignoreCase ? equalIgnoringCase(name, unit.name) : name == unit.name)) continue;
        // Below 10^25 times 10^15 stays far from the 128-bit limit.
        if (mantissa > kCeiling) return QuantityError::TooLarge;
        const Wide scaled = mantissa * unit.factor;
        if (scaled % divisor != 0) return QuantityError::NotWhole;
        if (scaled / divisor > INT64_MAX) return QuantityError::TooLarge;
        result = static_cast<std::int64_t>(scaled / divisor);
        return QuantityError::None;
    }
    return QuantityError::UnknownUnit;
}

Diagnostic quantityDiagnostic(QuantityError error, std::string_view text, const char* code, const char* what,
                              const char* smallest, const char* hint) {
    Diagnostic d;
    d.code = code;
    const std::string quoted = "`" + std::string(text) + "`";
    if (error == QuantityError::TooLarge) {
        d.message = quoted + " is too large for a " + what;
    } else if (error == QuantityError::NotWhole) {
        d.message = quoted + " is not a whole number of " + smallest;
    } else {
        d.message = quoted + " is not a " + what;
    }
    d.hint = hint;
    return d;
}

/// The text with the smallest count among the units that divide the value.
std::string formatQuantity(std::int64_t value, const std::array<Unit, 9>& units, const char* unitOfZero) {
    if (value == 0) return std::string("0 ") + unitOfZero;
    const Unit* best = &units[0];
    for (const Unit& unit : units) {
        if (unit.name != nullptr && value % unit.factor == 0 && unit.factor > best->factor) best = &unit;
    }
    return std::to_string(value / best->factor) + " " + best->name;
}

/// Length of the well-formed sequence at `p`, 0 when there is none (Unicode standard, table 3-7).
std::size_t sequenceLength(const unsigned char* p, const unsigned char* end) {
    const unsigned char lead = *p;
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (static_cast<std::size_t>(end - p) < length) return 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    if (p[1] < low || p[1] > high) return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if ((p[i] & 0xC0) != 0x80) return 0;
    }
    return length;
}

/// Optimal string alignment distance, ignoring ASCII case: a swap of neighbours is one slip.
std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> twoBack(b.size() + 1), back(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        back[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({back[j] + 1, row[j - 1] + 1, back[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
                row[j] = std::min(row[j], twoBack[j - 2] + 1);
            }
        }
        std::swap(twoBack, back);
        std::swap(back, row);
    }
    return back[b.size()];
}

} // namespace

Result<std::int64_t> parseDuration(std::string_view text) {
    std::int64_t result = 0;
    const QuantityError error = parseQuantity(text, kDurationUnits, false, result);
    if (error == QuantityError::None) return result;
    return quantityDiagnostic(error, text, "MR1301", "duration", "nanoseconds",
                              "write a number and one of ns us ms s min h d, such as `5 min`");
}

std::string formatDuration(std::int64_t nanoseconds) {
    return formatQuantity(nanoseconds, kDurationUnits, "s");
}

Result<std::int64_t> parseSize(std::string_view text) {
    std::int64_t result = 0;
    const QuantityError error = parseQuantity(text, kSizeUnits, true, result);
    if (error == QuantityError::None) return result;
    return quantityDiagnostic(error, text, "MR1302", "size", "bytes",
                              "write a number and one of B KiB MiB GiB kB MB GB, such as `64 MiB`");
}

std::string formatSize(std::int64_t bytes) { return formatQuantity(bytes, kSizeUnits, "B"); }

std::string closestMatch(std::string_view word, std::span<const std::string> candidates) {
    std::string best;
    std::size_t bestDistance = SIZE_MAX;
    for (const std::string& candidate : candidates) {
        const std::size_t longer = std::max(word.size(), candidate.size());
        const std::size_t shorter = std::min(word.size(), candidate.size());
        const std::size_t allowed = std::max<std::size_t>(1, longer / 3);
        // The difference in length is a lower bound; it also keeps hostile lengths from costing their
        // product.
        if (longer - shorter > allowed || longer > 256) continue;
        const std::size_t distance = editDistance(word, candidate);
        // Nothing in common is no slip: `x` for `y`.
        if (distance > allowed || (distance > 0 && distance >= longer)) continue;
        if (distance < bestDistance) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
    if (candidates.empty()) return {};
    const std::string near = closestMatch(word, candidates);
    if (!near.empty()) return "did you mean `" + near + "`?";
    constexpr std::size_t kShown = 20;
    std::string text = "known are: ";
    for (std::size_t i = 0; i < std::min(kShown, candidates.size()); ++i) {
        if (i > 0) text += ", ";
        text += candidates[i];
    }
    if (candidates.size() > kShown) text += " and " + std::to_string(candidates.size() - kShown) + " more";
    return text;
}

bool isValidUtf8(std::string_view text) {
    const auto* p = reinterpret_cast<const unsigned char*>(text.data());
    const auto* const end = p + text.size();
    while (p < end) {
        // Most text is ASCII: eight bytes at a time.
        while (end - p >= 8) {
            std::uint64_t word;
            std::memcpy(&word, p, sizeof word);
            if (word & 0x8080808080808080ull) break;
            p += 8;
        }
        if (p == end) break;
        const std::size_t length = sequenceLength(p, end);
        if (length == 0) return false;
        p += length;
    }
    return true;
}

std::string toValidUtf8(std::string_view text) {
    if (isValidUtf8(text)) return std::string(text);
    std::string valid;
    const auto* p = reinterpret_cast<const unsigned char*>(text.data());
    const auto* const end = p + text.size();
    while (p < end) {
        const std::size_t length = sequenceLength(p, end);
        if (length == 0) {
            valid += "\xEF\xBF\xBD";
        } else {
            valid.append(reinterpret_cast<const char*>(p), length);
        }
        p += std::max<std::size_t>(1, length);
    }
    return valid;
}

void appendJsonString(std::string& out, std::string_view text) {
    constexpr char kDigits[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) >= 0x20) {
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c == '\r') {
            out += "\\r";
        } else {
            out += "\\u00";
            out += kDigits[c >> 4];
            out += kDigits[c & 15];
        }
    }
    out += '"';
}

std::size_t codePointCount(std::string_view utf8) {
    const auto* p = reinterpret_cast<const unsigned char*>(utf8.data());
    const auto* const end = p + utf8.size();
    std::size_t count = 0;
    while (p < end) {
        p += std::max<std::size_t>(1, sequenceLength(p, end));
        ++count;
    }
    return count;
}

bool isIdentifier(std::string_view text) {
    if (text.empty() || text[0] < 'a' || text[0] > 'z') return false;
    return std::all_of(text.begin() + 1, text.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || isDigit(c) || c == '_'; });
}

} // namespace millrace
