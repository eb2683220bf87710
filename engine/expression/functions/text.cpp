// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/functions/code_points.h"
#include "engine/expression/functions/text_rows.h"

#include <algorithm>

namespace millrace {
namespace {

bool expectTexts(CallBinder& c, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
        if (!c.expectText(i)) return false;
    }
    return true;
}

TypedPtr bindCharLength(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    return c.call(TypeId::Int, [](KernelCall& call) {
        mapRows<std::int32_t>(call, [&](std::size_t i) {
            return static_cast<std::int32_t>(countCodePoints(textAt(call[0], i)));
        });
    });
}

/// ASCII letters only: other alphabets' tables differ between engines and their versions.
template <bool kUpper> TypedPtr bindCase(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    return c.call(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        call.out.keepTextOf(call[0]);
        const auto isOther = [](char x) { return kUpper ? x >= 'a' && x <= 'z' : x >= 'A' && x <= 'Z'; };
        mapToText(call, [&](std::size_t i) {
            const StringRef text = call[0].at<StringRef>(i);
            if (std::none_of(text.data, text.data + text.size, isOther)) return text;
            const StringRef copy = arena.copy(text.view());
            auto* p = const_cast<char*>(copy.data); // the arena's own memory
            for (std::size_t k = 0; k < copy.size; ++k)
                p[k] = isOther(p[k]) ? static_cast<char>(p[k] ^ 0x20) : p[k];
            return copy;
        });
    });
}

template <bool kLeft, bool kRight> TypedPtr bindTrim(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    return c.call(TypeId::String, [](KernelCall& call) {
        call.out.keepTextOf(call[0]);
        mapToText(call, [&](std::size_t i) {
            std::string_view text = textAt(call[0], i);
            while (kLeft && text.starts_with(' '))
                text.remove_prefix(1);
            while (kRight && text.ends_with(' '))
                text.remove_suffix(1);
            return StringRef(text);
        });
    });
}

/// Code points [from, from + count) of a text, from 0.
std::string_view codePoints(std::string_view text, std::int64_t from, std::int64_t count) {
    const std::size_t start = byteOfCodePoint(text, from);
    text.remove_prefix(start);
    return text.substr(0, byteOfCodePoint(text, count));
}

TypedPtr bindSubstring(CallBinder& c) {
    if (!c.expectText(0) || !c.expectInteger(1) || !c.literalAtLeast(1, 1)) return nullptr;
    if (c.count() > 2 && (!c.expectInteger(2) || !c.literalAtLeast(2, 0))) return nullptr;
    return c.call(TypeId::String, [](KernelCall& call) {
        call.out.keepTextOf(call[0]);
        mapToText(call, [&](std::size_t i) {
            const std::int64_t start = integerAt(call[1], i);
            const std::int64_t count = call.count > 2 ? integerAt(call[2], i) : INT64_MAX;
            if (start < 1 || count < 0) {
                call.setNull(i);
                return StringRef();
            }
            return StringRef(codePoints(textAt(call[0], i), start - 1, count));
        });
    });
}

template <bool kLeft> TypedPtr bindSide(CallBinder& c) {
    if (!c.expectText(0) || !c.expectInteger(1) || !c.literalAtLeast(1, 0)) return nullptr;
    return c.call(TypeId::String, [](KernelCall& call) {
        call.out.keepTextOf(call[0]);
        mapToText(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[0], i);
            const std::int64_t count = integerAt(call[1], i);
            if (count < 0) {
                call.setNull(i);
                return StringRef();
            }
            if (kLeft) return StringRef(text.substr(0, byteOfCodePoint(text, count)));
            const std::int64_t length = countCodePoints(text);
            return StringRef(text.substr(byteOfCodePoint(text, std::max<std::int64_t>(0, length - count))));
        });
    });
}

TypedPtr bindPosition(CallBinder& c) {
    if (!expectTexts(c, 0, 2)) return nullptr;
    return c.call(TypeId::Int, [](KernelCall& call) {
        mapRows<std::int32_t>(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[1], i);
            const std::size_t at = text.find(textAt(call[0], i));
            return at == std::string_view::npos
                       ? 0
                       : static_cast<std::int32_t>(countCodePoints(text.substr(0, at)) + 1);
        });
    });
}

StringRef replaced(TextArena& arena, std::string_view text, std::string_view part, std::string_view by) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos;
         at = text.find(part, at + part.size()))
        ++found;
    if (found == 0) return StringRef(text);
    const std::size_t size = text.size() - found * part.size() + found * by.size();
    if (size == 0) return {};
    char* out = arena.allocate(size);
    char* p = out;
    std::size_t from = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, from)) {
        p = std::copy(text.begin() + static_cast<std::ptrdiff_t>(from),
                      text.begin() + static_cast<std::ptrdiff_t>(at), p);
        p = std::copy(by.begin(), by.end(), p);
        from = at + part.size();
    }
    std::copy(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), p);
    return {out, size};
}

TypedPtr bindReplace(CallBinder& c) {
    if (!expectTexts(c, 0, 3)) return nullptr;
    const auto part = c.literalText(1);
    if (!part) return nullptr;
    if (part->empty())
        return c.error(expression_codes::kArgument, 1, "REPLACE needs a text to look for that is not empty");
    return c.call(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        call.out.keepTextOf(call[0]);
        mapToText(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[0], i);
            const std::string_view by = textAt(call[2], i);
            if (by.size() > 0 && text.size() / textAt(call[1], i).size() > kLargestText / by.size()) {
                call.setNull(i);
                return StringRef();
            }
            return replaced(arena, text, textAt(call[1], i), by);
        });
    });
}

TypedPtr bindConcat(CallBinder& c) {
    if (c.row().name == "||" && c.type(0).id() == TypeId::Bytes)
        return c.typeError(0, "STRING", "write CAST(b AS STRING)");
    if (!expectTexts(c, 0, c.count())) return nullptr;
    if (c.count() == 1) return c.argument(0);
    return c.call(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        mapToText(call, [&](std::size_t i) {
            std::size_t size = 0;
            for (std::size_t k = 0; k < call.count; ++k)
                size += textAt(call[k], i).size();
            if (size == 0) return StringRef();
            if (size > kLargestText) {
                call.setNull(i);
                return StringRef();
            }
            char* out = arena.allocate(size);
            char* p = out;
            for (std::size_t k = 0; k < call.count; ++k) {
                const std::string_view part = textAt(call[k], i);
                p = std::copy(part.begin(), part.end(), p);
            }
            return StringRef(out, size);
        });
    });
}

TypedPtr bindConcatWs(CallBinder& c) {
    if (!expectTexts(c, 0, c.count())) return nullptr;
    return c.lenientCall(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        auto* out = call.allocate<StringRef>();
        std::string joined;
        for (std::size_t i = 0; i < call.rows; ++i) {
            out[i] = {};
            if (call[0].isNull(i)) {
                call.setNull(i);
                continue;
            }
            joined.clear();
            bool first = true;
            for (std::size_t k = 1; k < call.count; ++k) {
                if (call[k].isNull(i)) continue;
                if (!first) joined += textAt(call[0], i);
                first = false;
                joined += textAt(call[k], i);
            }
            if (joined.size() > kLargestText)
                call.setNull(i);
            else
                out[i] = arena.copy(joined);
        }
    });
}

template <bool kLeft> TypedPtr bindPad(CallBinder& c) {
    if (!c.expectText(0) || !c.expectInteger(1) || !c.literalAtLeast(1, 0) || !c.expectText(2))
        return nullptr;
    if (c.argument(2)->isConstant() && !c.argument(2)->isNullConstant() && c.argument(2)->text->empty()) {
        return c.error(expression_codes::kArgument, 2, "the text to fill with must not be empty");
    }
    return c.call(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        call.out.keepTextOf(call[0]);
        std::string fill;
        mapToText(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[0], i);
            const std::string_view pad = textAt(call[2], i);
            const std::int64_t wanted = integerAt(call[1], i);
            const std::int64_t missing = wanted - countCodePoints(text);
            if (wanted >= 0 && missing <= 0) return StringRef(text.substr(0, byteOfCodePoint(text, wanted)));
            if (wanted < 0 || pad.empty() || missing > static_cast<std::int64_t>(kLargestText / 4)) {
                call.setNull(i);
                return StringRef();
            }
            fill.clear();
            const std::int64_t points = std::max<std::int64_t>(1, countCodePoints(pad));
            for (std::int64_t n = 0; n < missing / points; ++n)
                fill += pad;
            fill += pad.substr(0, byteOfCodePoint(pad, missing % points));
            char* out = arena.allocate(fill.size() + text.size());
            const std::string_view first = kLeft ? std::string_view(fill) : text;
            const std::string_view second = kLeft ? text : std::string_view(fill);
            std::copy(second.begin(), second.end(), std::copy(first.begin(), first.end(), out));
            return StringRef(out, fill.size() + text.size());
        });
    });
}

TypedPtr bindReverse(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    return c.call(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        mapToText(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[0], i);
            if (text.empty()) return StringRef();
            char* out = arena.allocate(text.size());
            char* p = out + text.size();
            for (std::size_t from = 0; from < text.size();) {
                std::size_t to = from + 1;
                while (to < text.size() && isContinuation(text[to]))
                    ++to;
                p -= to - from;
                std::memcpy(p, text.data() + from, to - from);
                from = to;
            }
            return StringRef(out, text.size());
        });
    });
}

TypedPtr bindRepeat(CallBinder& c) {
    if (!c.expectText(0) || !c.expectInteger(1)) return nullptr;
    return c.call(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        mapToText(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[0], i);
            const std::int64_t times = integerAt(call[1], i);
            if (text.empty() || times <= 0) return StringRef();
            if (times > static_cast<std::int64_t>(kLargestText / text.size())) {
                call.setNull(i);
                return StringRef();
            }
            const std::size_t size = text.size() * static_cast<std::size_t>(times);
            char* out = arena.allocate(size);
            for (std::size_t at = 0; at < size; at += text.size())
                std::memcpy(out + at, text.data(), text.size());
            return StringRef(out, size);
        });
    });
}

enum class Find { AtStart, AtEnd, Anywhere };

template <Find kWhere> TypedPtr bindFind(CallBinder& c) {
    if (!expectTexts(c, 0, 2) || !c.literalText(1)) return nullptr;
    return c.call(TypeId::Boolean, [](KernelCall& call) {
        mapRows<std::uint8_t>(call, [&](std::size_t i) -> std::uint8_t {
            const std::string_view text = textAt(call[0], i);
            const std::string_view part = textAt(call[1], i);
            if (kWhere == Find::AtStart) return text.starts_with(part);
            if (kWhere == Find::AtEnd) return text.ends_with(part);
            return text.find(part) != std::string_view::npos;
        });
    });
}

TypedPtr bindSplitIndex(CallBinder& c) {
    if (!expectTexts(c, 0, 2) || !c.expectInteger(2)) return nullptr;
    if (c.argument(1)->isConstant() && !c.argument(1)->isNullConstant() && c.argument(1)->text->empty()) {
        return c.error(expression_codes::kArgument, 1, "the text to split at must not be empty");
    }
    return c.call(TypeId::String, [](KernelCall& call) {
        call.out.keepTextOf(call[0]);
        mapToText(call, [&](std::size_t i) {
            std::string_view rest = textAt(call[0], i);
            const std::string_view delimiter = textAt(call[1], i);
            std::int64_t index = integerAt(call[2], i);
            bool found = index >= 0 && !delimiter.empty();
            for (; found && index > 0; --index) {
                const std::size_t at = rest.find(delimiter);
                found = at != std::string_view::npos;
                if (found) rest.remove_prefix(at + delimiter.size());
            }
            if (!found) {
                call.setNull(i);
                return StringRef();
            }
            return StringRef(rest.substr(0, rest.find(delimiter)));
        });
    });
}

TypedPtr bindMaskKeep(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    for (std::size_t k = 1; k < 3; ++k) {
        if (!c.expectInteger(k) || !c.literalAtLeast(k, 0)) return nullptr;
    }
    return c.call(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        call.out.keepTextOf(call[0]);
        mapToText(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[0], i);
            const std::int64_t length = countCodePoints(text);
            const std::int64_t left = integerAt(call[1], i);
            const std::int64_t right = integerAt(call[2], i);
            if (left < 0 || right < 0) {
                call.setNull(i);
                return StringRef();
            }
            if (left >= length || right >= length - left) return StringRef(text);
            const std::string_view head = text.substr(0, byteOfCodePoint(text, left));
            const std::string_view tail = text.substr(byteOfCodePoint(text, length - right));
            const auto stars = static_cast<std::size_t>(length - left - right);
            const std::size_t size = head.size() + stars + tail.size();
            char* out = arena.allocate(size);
            std::memset(std::copy(head.begin(), head.end(), out), '*', stars);
            std::copy(tail.begin(), tail.end(), out + head.size() + stars);
            return StringRef(out, size);
        });
    });
}

constexpr FunctionRow kRows[] = {
    {"||", "a || b", "Operator", "Joins text; NULL if either side is NULL.", 2, -1, bindConcat},
    {"CHAR_LENGTH", "CHAR_LENGTH(s) -> INT", "Text", "Number of code points.", 1, 1, bindCharLength},
    {"UPPER", "UPPER(s) -> STRING", "Text", "ASCII letters in upper case; others stay as they are.", 1, 1,
     bindCase<true>},
    {"LOWER", "LOWER(s) -> STRING", "Text", "ASCII letters in lower case; others stay as they are.", 1, 1,
     bindCase<false>},
    {"TRIM", "TRIM(s) -> STRING", "Text", "Without blanks (U+0020) at both ends.", 1, 1,
     bindTrim<true, true>},
    {"LTRIM", "LTRIM(s) -> STRING", "Text", "Without blanks (U+0020) at the start.", 1, 1,
     bindTrim<true, false>},
    {"RTRIM", "RTRIM(s) -> STRING", "Text", "Without blanks (U+0020) at the end.", 1, 1,
     bindTrim<false, true>},
    {"SUBSTRING", "SUBSTRING(s, i[, n]) -> STRING", "Text",
     "n code points from the i-th on (the first is 1), or all that follow. NULL for i < 1 or n < 0.", 2, 3,
     bindSubstring},
    {"LEFT", "LEFT(s, n) -> STRING", "Text", "The first n code points; NULL for n < 0.", 2, 2,
     bindSide<true>},
    {"RIGHT", "RIGHT(s, n) -> STRING", "Text", "The last n code points; NULL for n < 0.", 2, 2,
     bindSide<false>},
    {"POSITION", "POSITION(part IN s) -> INT", "Text",
     "Where the part starts (the first code point is 1); 0 if it is absent.", 2, 2, bindPosition},
    {"REPLACE", "REPLACE(s, 'part', by) -> STRING", "Text", "Every occurrence of the part replaced.", 3, 3,
     bindReplace},
    {"CONCAT", "CONCAT(a, ...) -> STRING", "Text", "Joins text; NULL if any is NULL.", 1, -1, bindConcat},
    {"CONCAT_WS", "CONCAT_WS(separator, a, ...) -> STRING", "Text",
     "Joins what is not NULL with a separator between.", 1, -1, bindConcatWs},
    {"LPAD", "LPAD(s, n, p) -> STRING", "Text",
     "Filled with p at the start to n code points, or cut to n. NULL for n < 0 or an empty p.", 3, 3,
     bindPad<true>},
    {"RPAD", "RPAD(s, n, p) -> STRING", "Text",
     "Filled with p at the end to n code points, or cut to n. NULL for n < 0 or an empty p.", 3, 3,
     bindPad<false>},
    {"REVERSE", "REVERSE(s) -> STRING", "Text", "Code points in reverse order.", 1, 1, bindReverse},
    {"REPEAT", "REPEAT(s, n) -> STRING", "Text", "n times; empty for n <= 0.", 2, 2, bindRepeat},
    {"STARTS_WITH", "STARTS_WITH(s, 'text') -> BOOLEAN", "Text", "Whether s starts so.", 2, 2,
     bindFind<Find::AtStart>},
    {"ENDS_WITH", "ENDS_WITH(s, 'text') -> BOOLEAN", "Text", "Whether s ends so.", 2, 2,
     bindFind<Find::AtEnd>},
    {"CONTAINS", "CONTAINS(s, 'text') -> BOOLEAN", "Text", "Whether the text occurs in s.", 2, 2,
     bindFind<Find::Anywhere>},
    {"SPLIT_INDEX", "SPLIT_INDEX(s, delimiter, i) -> STRING", "Text",
     "The i-th part (the first is 0) of s split at the delimiter, which is no pattern; NULL if there are not "
     "so many.",
     3, 3, bindSplitIndex},
    {"MASK_KEEP", "MASK_KEEP(s, l, r) -> STRING", "Text",
     "Code points replaced by `*` except the first l and the last r.", 3, 3, bindMaskKeep},
};

} // namespace

std::span<const FunctionRow> textRows() { return kRows; }

} // namespace millrace
