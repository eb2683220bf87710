// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/type_inference.h"

#include <charconv>
#include <cmath>
#include <set>

#include "engine/data/time_text.h"

namespace millrace {

namespace {

enum Seen : unsigned { kBoolean = 1, kWhole = 2, kHuge = 4, kBroken = 8, kTime = 16, kText = 32 };

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool equalsWord(std::string_view text, std::string_view lowerCaseWord) {
    if (text.size() != lowerCaseWord.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((text[i] | 0x20) != lowerCaseWord[i]) return false;
    }
    return true;
}

/// 007 is a name, 0 and 0.7 are numbers.
bool hasLeadingZero(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return text.size() > 1 && text[0] == '0' && isDigit(text[1]);
}

unsigned kindOf(std::string_view text) {
    if (equalsWord(text, "true") || equalsWord(text, "false")) return kBoolean;
    // Letters only begin words, infinities and what is not a number.
    const bool numeric = isDigit(text[0]) || ((text[0] == '-' || text[0] == '.') && text.size() > 1 &&
                                              (isDigit(text[1]) || text[1] == '.'));
    if (!numeric || hasLeadingZero(text)) return looksLikeTimestamp(text) ? kTime : kText;
    const char* const end = text.data() + text.size();
    std::int64_t whole = 0;
    const auto asWhole = std::from_chars(text.data(), end, whole);
    if (asWhole.ptr == end) return asWhole.ec == std::errc() ? kWhole : kHuge;
    double broken = 0;
    const auto asBroken = std::from_chars(text.data(), end, broken);
    if (asBroken.ptr == end && asBroken.ec == std::errc() && std::isfinite(broken)) return kBroken;
    return looksLikeTimestamp(text) ? kTime : kText;
}

} // namespace

void TextTypeGuess::add(std::string_view text, bool quoted) {
    if (!quoted && (text.empty() || (!nullText_.empty() && text == nullText_))) return;
    // Once it is text it stays text.
    if (seen_ & kText) return;
    seen_ |= text.empty() ? kText : kindOf(text);
}

DataType TextTypeGuess::type() const {
    if (seen_ == kBoolean) return TypeId::Boolean;
    if (seen_ == kWhole) return TypeId::BigInt;
    if (seen_ == kTime) return TypeId::Timestamp;
    if ((seen_ & kBroken) && (seen_ & ~(kWhole | kHuge | kBroken)) == 0) return TypeId::Double;
    return TypeId::String;
}

std::vector<std::string> uniqueColumnNames(std::span<const std::string_view> header) {
    std::vector<std::string> names;
    // Names that stand in the header keep them, whatever the others must be called.
    const std::set<std::string_view> given(header.begin(), header.end());
    std::set<std::string> taken;
    for (std::size_t i = 0; i < header.size(); ++i) {
        std::string name(header[i]);
        const bool blank = name.find_first_not_of(" \t") == std::string::npos;
        if (blank) name = "column_" + std::to_string(i + 1);
        const std::string base = name;
        for (int n = 2; taken.contains(name) || ((blank || n > 2) && given.contains(name)); ++n) {
            name = base + "_" + std::to_string(n);
        }
        taken.insert(name);
        names.push_back(std::move(name));
    }
    return names;
}

} // namespace millrace
