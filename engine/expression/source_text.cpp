// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/source_text.h"

#include "engine/base/text.h"

#include <algorithm>

namespace millrace {
namespace {

constexpr std::size_t kExcerptWidth = 100; ///< code points of a long line that are shown around the place

bool startsCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// The byte offset `points` code points before or after `from`, within [low, high].
std::size_t stepBack(std::string_view text, std::size_t from, std::size_t points, std::size_t low) {
    while (points > 0 && from > low) {
        --from;
        while (from > low && !startsCodePoint(text[from]))
            --from;
        --points;
    }
    return from;
}
std::size_t stepForward(std::string_view text, std::size_t from, std::size_t points, std::size_t high) {
    while (points > 0 && from < high) {
        ++from;
        while (from < high && !startsCodePoint(text[from]))
            ++from;
        --points;
    }
    return from;
}

} // namespace

void SourceText::error(const char* code, TextSpan span, std::string message, std::string hint) {
    const std::size_t at = std::min(span.offset, text_.size());
    const std::size_t lineStart = at == 0 ? 0 : text_.rfind('\n', at - 1) + 1; // npos + 1 is 0
    const std::size_t lineEnd = std::min(text_.find('\n', at), text_.size());
    const int line = 1 + static_cast<int>(std::count(text_.begin(),
                                                     text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    const int column = 1 + static_cast<int>(codePointCount(text_.substr(lineStart, at - lineStart)));

    std::size_t from = lineStart;
    std::size_t to = lineEnd;
    if (codePointCount(text_.substr(lineStart, lineEnd - lineStart)) > kExcerptWidth) {
        from = stepBack(text_, at, kExcerptWidth / 2, lineStart);
        to = stepForward(text_, from, kExcerptWidth, lineEnd);
    }
    std::string excerpt = "\n  ";
    std::string caret = "\n  ";
    if (from > lineStart) {
        excerpt += "...";
        caret += "   ";
    }
    for (std::size_t i = from; i < to; ++i) {
        const auto byte = static_cast<unsigned char>(text_[i]);
        excerpt += byte < 0x20 || byte == 0x7F ? ' ' : text_[i];
    }
    if (to < lineEnd) excerpt += "...";
    caret.append(codePointCount(text_.substr(from, at - from)), ' ');
    caret += '^';
    const std::size_t marked = std::min(span.end(), to);
    if (marked > at) {
        const std::size_t points = codePointCount(text_.substr(at, marked - at));
        if (points > 1) caret.append(points - 1, '~');
    }

    Diagnostic& item = found_.error(code, std::move(message) + excerpt + caret, std::move(hint));
    item.line = line;
    item.column = column;
}

} // namespace millrace
