// SPDX-License-Identifier: Apache-2.0
#include "engine/data/time_text.h"
#include "engine/expression/decimal_math.h"
#include "engine/expression/functions/text_rows.h"

#include <array>
#include <charconv>
#include <cmath>

namespace millrace {
namespace {

/// [+-]?[0-9]{1,19}, and within the range of T.
template <class T> bool readInteger(std::string_view text, T& out) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return false;
    }
    if (text.empty() || text.size() - (text[0] == '-' ? 1 : 0) > 19) return false;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

/// [+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+), with an exponent where allowed.
bool isNumber(std::string_view text, bool exponent) {
    std::size_t i = 0;
    const auto digits = [&] {
        const std::size_t from = i;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9')
            ++i;
        return i - from;
    };
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    std::size_t count = digits();
    if (i < text.size() && text[i] == '.') {
        ++i;
        count += digits();
    }
    if (count == 0) return false;
    if (exponent && i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
        if (digits() == 0) return false;
    }
    return i == text.size();
}

bool readDouble(std::string_view text, double& out) {
    if (!isNumber(text, true)) return false;
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec == std::errc()) return true;
    // Out of range: too small is 0 as everywhere, too large is no DOUBLE. Which of them, the sign of the
    // decimal exponent tells.
    if (read.ec != std::errc::result_out_of_range) return false;
    const std::size_t e = text.find_first_of("eE");
    const bool small = e != std::string_view::npos ? text.substr(e + 1).starts_with('-')
                                                   : text.find_first_of("123456789") > text.find('.');
    out = text.starts_with('-') ? -0.0 : 0.0;
    return small;
}

bool readBoolean(std::string_view text, std::uint8_t& out) {
    static constexpr std::array<std::string_view, 5> yes = {"T", "TRUE", "Y", "YES", "1"};
    static constexpr std::array<std::string_view, 5> no = {"F", "FALSE", "N", "NO", "0"};
    const auto among = [text](const auto& words) {
        return std::any_of(words.begin(), words.end(),
                           [text](std::string_view word) { return equalsIgnoringCase(word, text); });
    };
    out = among(yes);
    return out != 0 || among(no);
}

bool readDate(std::string_view text, std::int32_t& out) {
    const auto days = parseDate(text);
    out = days.value_or(0);
    return days.has_value();
}

template <class T, bool (*kRead)(std::string_view, T&)> void parseKernel(KernelCall& call) {
    T* out = call.allocate<T>();
    for (std::size_t i = 0; i < call.rows; ++i) {
        out[i] = T{};
        if (call.isNull(i) || kRead(textAt(call[0], i), out[i])) continue;
        out[i] = T{};
        call.setNull(i);
    }
}

template <class T, bool (*kRead)(std::string_view, T&), TypeId kType> TypedPtr bindParse(CallBinder& c) {
    return c.expectText(0) ? c.call(kType, parseKernel<T, kRead>) : nullptr;
}

TypedPtr bindParseDecimal(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    std::int64_t precision = 38;
    std::int64_t scale = 18;
    if (c.count() == 2)
        return c.error(expression_codes::kArity, "TRY_TO_DECIMAL takes precision and scale together",
                       std::string(c.row().signature));
    if (c.count() == 3) {
        const auto p = c.literalInteger(1, 1, 38);
        const auto s = p ? c.literalInteger(2, 0, *p) : std::nullopt;
        if (!s) return nullptr;
        precision = *p;
        scale = *s;
        c.arguments().resize(1);
    }
    return c.call(
        DataType::decimal(static_cast<int>(precision), static_cast<int>(scale)), [](KernelCall& call) {
            Decimal128* out = call.allocate<Decimal128>();
            for (std::size_t i = 0; i < call.rows; ++i) {
                out[i] = 0;
                if (call.isNull(i)) continue;
                const std::string_view text = textAt(call[0], i);
                if (!isNumber(text, false) ||
                    !decimal::fromText(text, call.out.type.scale(), call.out.type.precision(), out[i]))
                    call.setNull(i);
            }
        });
}

/// "yyyy-MM-dd HH:mm:ss.SSS"; nothing outside the years 0000 to 9999.
bool writeTimestamp(std::int64_t ms, char* out) {
    const CivilTime t = civilFromEpochMs(ms);
    if (t.year < 0 || t.year > 9999) return false;
    const auto put = [&out](std::int64_t value, int width) {
        for (int k = width - 1; k >= 0; --k, value /= 10)
            out[k] = static_cast<char>('0' + value % 10);
        out += width;
    };
    const auto sign = [&out](char c) { *out++ = c; };
    put(t.year, 4), sign('-'), put(t.month, 2), sign('-'), put(t.day, 2), sign(' ');
    put(t.hour, 2), sign(':'), put(t.minute, 2), sign(':'), put(t.second, 2), sign('.'),
        put(t.millisecond, 3);
    return true;
}

template <class T, class Write> void writeKernel(KernelCall& call, Write write) {
    TextArena arena(call);
    mapToText(call, [&](std::size_t i) {
        char text[64];
        const std::size_t size = write(call[0].at<T>(i), text);
        if (size == 0) call.setNull(i);
        return arena.copy({text, size});
    });
}

template <class T> std::size_t writeInteger(T value, char* text) {
    return static_cast<std::size_t>(std::to_chars(text, text + 32, value).ptr - text);
}

TypedPtr bindToString(CallBinder& c) {
    const DataType type = c.type(0);
    switch (type.id()) {
        case TypeId::Null: return constantNode(TypeId::String, {});
        case TypeId::String: return c.argument(0);
        case TypeId::Boolean:
            return c.call(TypeId::String, [](KernelCall& call) {
                mapToText(call, [&](std::size_t i) {
                    return call[0].at<std::uint8_t>(i) & 1 ? StringRef(std::string_view("true"))
                                                           : StringRef(std::string_view("false"));
                });
            });
        case TypeId::Int:
            return c.call(TypeId::String, [](KernelCall& call) {
                writeKernel<std::int32_t>(call, writeInteger<std::int32_t>);
            });
        case TypeId::BigInt:
            return c.call(TypeId::String, [](KernelCall& call) {
                writeKernel<std::int64_t>(call, writeInteger<std::int64_t>);
            });
        case TypeId::Decimal:
            return c.call(TypeId::String, [](KernelCall& call) {
                const int scale = call[0].type.scale();
                TextArena arena(call);
                mapToText(call, [&](std::size_t i) {
                    return arena.copy(decimalToText(call[0].at<Decimal128>(i), scale));
                });
            });
        case TypeId::Timestamp:
            return c.call(TypeId::String, [](KernelCall& call) {
                writeKernel<std::int64_t>(call, [](std::int64_t ms, char* text) {
                    return writeTimestamp(ms, text) ? std::size_t{23} : std::size_t{0};
                });
            });
        case TypeId::Date:
            return c.call(TypeId::String, [](KernelCall& call) {
                writeKernel<std::int32_t>(call, [](std::int32_t days, char* text) {
                    return writeTimestamp(std::int64_t{days} * 86'400'000, text) ? std::size_t{10}
                                                                                 : std::size_t{0};
                });
            });
        default: break;
    }
    return c.typeError(
        0, "a number that is not DOUBLE, a BOOLEAN, a TIMESTAMP or a DATE",
        type.id() == TypeId::Double
            ? "the text of a DOUBLE differs between engines; write TO_STRING(CAST(x AS DECIMAL(18,6)))"
        : type.id() == TypeId::Bytes ? "write HEX(b), or CAST(b AS STRING) for UTF-8"
                                     : "");
}

constexpr FunctionRow kRows[] = {
    {"TRY_TO_INT", "TRY_TO_INT(s) -> INT", "Conversion",
     "Reads a whole number without blanks; NULL for anything else.", 1, 1,
     bindParse<std::int32_t, readInteger<std::int32_t>, TypeId::Int>},
    {"TRY_TO_BIGINT", "TRY_TO_BIGINT(s) -> BIGINT", "Conversion",
     "Reads a whole number without blanks; NULL for anything else.", 1, 1,
     bindParse<std::int64_t, readInteger<std::int64_t>, TypeId::BigInt>},
    {"TRY_TO_DOUBLE", "TRY_TO_DOUBLE(s) -> DOUBLE", "Conversion",
     "Reads a decimal number, exponent allowed; NULL for anything else, NaN and infinity included.", 1, 1,
     bindParse<double, readDouble, TypeId::Double>},
    {"TRY_TO_DECIMAL", "TRY_TO_DECIMAL(s[, p, s]) -> DECIMAL(p,s)", "Conversion",
     "Reads a decimal number, rounded half up; NULL for anything else. Without p and s it is DECIMAL(38,18).",
     1, 3, bindParseDecimal},
    {"TRY_TO_BOOLEAN", "TRY_TO_BOOLEAN(s) -> BOOLEAN", "Conversion",
     "Reads true, t, yes, y, 1 and false, f, no, n, 0 in any case; NULL for anything else.", 1, 1,
     bindParse<std::uint8_t, readBoolean, TypeId::Boolean>},
    {"TRY_TO_DATE", "TRY_TO_DATE(s) -> DATE", "Conversion", "Reads yyyy-MM-dd; NULL for anything else.", 1, 1,
     bindParse<std::int32_t, readDate, TypeId::Date>},
    {"TO_STRING", "TO_STRING(x) -> STRING", "Conversion",
     "Text of an integer, DECIMAL, BOOLEAN, DATE or TIMESTAMP (yyyy-MM-dd HH:mm:ss.SSS).", 1, 1,
     bindToString},
};

} // namespace

std::span<const FunctionRow> conversionRows() { return kRows; }

} // namespace millrace
