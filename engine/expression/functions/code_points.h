// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace millrace {

/// Walking UTF-8 by code points. Ill-formed text does no harm: a byte that continues nothing belongs to what
/// stands before it.

inline bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

inline bool isAscii(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80) return false;
    }
    return true;
}

inline std::int64_t countCodePoints(std::string_view text) {
    std::int64_t count = 0;
    for (const char c : text)
        count += !isContinuation(c);
    return count;
}

/// The byte where code point `index` (from 0) starts; the size of the text when there are not so many.
inline std::size_t byteOfCodePoint(std::string_view text, std::int64_t index) {
    std::size_t i = 0;
    while (i < text.size() && index > 0) {
        ++i;
        while (i < text.size() && isContinuation(text[i]))
            ++i;
        --index;
    }
    return i;
}

} // namespace millrace
