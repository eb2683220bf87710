// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/decimal_math.h"

#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>

namespace millrace::decimal {
namespace {

__extension__ typedef unsigned __int128 Unsigned128;

using boost::multiprecision::cpp_int_backend;
using boost::multiprecision::signed_magnitude;
using boost::multiprecision::unchecked;
/// Room for 38 digits scaled up by 10^76 and more.
using Wide = boost::multiprecision::number<cpp_int_backend<576, 576, signed_magnitude, unchecked, void>>;

Wide wide(Decimal128 value) {
    const bool negative = value < 0;
    const auto magnitude = negative ? -static_cast<Unsigned128>(value) : static_cast<Unsigned128>(value);
    Wide result = static_cast<std::uint64_t>(magnitude >> 64);
    result <<= 64;
    result += static_cast<std::uint64_t>(magnitude);
    return negative ? Wide(-result) : result;
}

Wide power(int exponent) {
    Wide result = 1;
    for (; exponent > 38; exponent -= 38)
        result *= wide(kPowersOf10[38]);
    return result * wide(kPowersOf10[static_cast<std::size_t>(exponent)]);
}

Wide dividedHalfUp(const Wide& a, const Wide& b) {
    Wide quotient;
    Wide remainder;
    boost::multiprecision::divide_qr(Wide(abs(a)), Wide(abs(b)), quotient, remainder);
    if (remainder * 2 >= abs(b)) ++quotient;
    return (a < 0) != (b < 0) ? Wide(-quotient) : quotient;
}

bool narrowed(const Wide& value, int precision, Decimal128& out) {
    out = 0;
    const Wide magnitude = abs(value);
    if (magnitude >= power(precision)) return false;
    const auto low = static_cast<std::uint64_t>(magnitude & 0xFFFFFFFFFFFFFFFFull);
    const auto high = static_cast<std::uint64_t>(magnitude >> 64);
    out = static_cast<Decimal128>((static_cast<Unsigned128>(high) << 64) | low);
    if (value < 0) out = -out;
    return true;
}

/// The value at another scale, exact or rounded.
Wide atScale(const Wide& value, int from, int to) {
    return to >= from ? Wide(value * power(to - from)) : dividedHalfUp(value, power(from - to));
}

bool checked(Decimal128 value, int precision, Decimal128& out) {
    const bool ok = fits(value, precision);
    out = ok ? value : 0;
    return ok;
}

bool scaledUp(Decimal128 value, int digits, Decimal128& out) {
    return !__builtin_mul_overflow(value, kPowersOf10[static_cast<std::size_t>(digits)], &out);
}

Decimal128 quotientHalfUp(Decimal128 a, Decimal128 b) {
    Decimal128 quotient = a / b;
    const Decimal128 remainder = a % b;
    const Decimal128 distance = remainder < 0 ? -remainder : remainder;
    const Decimal128 size = b < 0 ? -b : b;
    if (distance >= size - distance) quotient += (a < 0) != (b < 0) ? -1 : 1;
    return quotient;
}

} // namespace

bool rescale(Operand a, int scale, int precision, Decimal128& out) {
    if (scale == a.scale) return checked(a.unscaled, precision, out);
    if (scale < a.scale)
        return checked(quotientHalfUp(a.unscaled, kPowersOf10[static_cast<std::size_t>(a.scale - scale)]),
                       precision, out);
    if (scaledUp(a.unscaled, scale - a.scale, out)) return checked(out, precision, out);
    out = 0;
    return false;
}

bool add(Operand a, Operand b, int scale, int precision, Decimal128& out) {
    const int exact = std::max(a.scale, b.scale);
    Decimal128 x;
    Decimal128 y;
    Decimal128 sum;
    if (scaledUp(a.unscaled, exact - a.scale, x) && scaledUp(b.unscaled, exact - b.scale, y) &&
        !__builtin_add_overflow(x, y, &sum)) {
        return rescale({sum, exact}, scale, precision, out);
    }
    const Wide wideSum =
        atScale(wide(a.unscaled), a.scale, exact) + atScale(wide(b.unscaled), b.scale, exact);
    return narrowed(atScale(wideSum, exact, scale), precision, out);
}

bool multiply(Operand a, Operand b, int scale, int precision, Decimal128& out) {
    const int exact = a.scale + b.scale;
    Decimal128 product;
    if (!__builtin_mul_overflow(a.unscaled, b.unscaled, &product) && exact - scale <= 38) {
        return rescale({product, exact}, scale, precision, out);
    }
    return narrowed(atScale(wide(a.unscaled) * wide(b.unscaled), exact, scale), precision, out);
}

bool divide(Operand a, Operand b, int scale, int precision, Decimal128& out) {
    out = 0;
    if (b.unscaled == 0) return false;
    // a / 10^sa / (b / 10^sb) at `scale` is a * 10^(scale + sb - sa) / b.
    const int shift = scale + b.scale - a.scale;
    Decimal128 numerator;
    if (shift >= 0 && shift <= 38 && scaledUp(a.unscaled, shift, numerator)) {
        if (b.unscaled == -1) return checked(-numerator, precision, out);
        return checked(quotientHalfUp(numerator, b.unscaled), precision, out);
    }
    if (shift >= 0)
        return narrowed(dividedHalfUp(wide(a.unscaled) * power(shift), wide(b.unscaled)), precision, out);
    return narrowed(dividedHalfUp(wide(a.unscaled), wide(b.unscaled) * power(-shift)), precision, out);
}

int compare(Operand a, Operand b) {
    const int scale = std::max(a.scale, b.scale);
    Decimal128 x;
    Decimal128 y;
    if (scaledUp(a.unscaled, scale - a.scale, x) && scaledUp(b.unscaled, scale - b.scale, y))
        return x < y ? -1 : x > y ? 1 : 0;
    return atScale(wide(a.unscaled), a.scale, scale).compare(atScale(wide(b.unscaled), b.scale, scale));
}

Decimal128 truncated(Operand a, int scale) {
    return scale >= a.scale ? a.unscaled
                            : a.unscaled / kPowersOf10[static_cast<std::size_t>(a.scale - scale)];
}

Decimal128 floored(Operand a) {
    const Decimal128 unit = kPowersOf10[static_cast<std::size_t>(a.scale)];
    return a.unscaled / unit - (a.unscaled % unit < 0 ? 1 : 0);
}

Decimal128 ceiled(Operand a) {
    const Decimal128 unit = kPowersOf10[static_cast<std::size_t>(a.scale)];
    return a.unscaled / unit + (a.unscaled % unit > 0 ? 1 : 0);
}

double toDouble(Operand a) {
    constexpr Decimal128 kExact = Decimal128{1} << 53;
    constexpr std::array<double, 23> kExactPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                     1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                     1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    // Both operands exact: the one rounding of the division gives the nearest double.
    if (a.scale <= 22 && a.unscaled >= -kExact && a.unscaled <= kExact) {
        return static_cast<double>(a.unscaled) / kExactPowers[static_cast<std::size_t>(a.scale)];
    }
    char text[64];
    char* end = text + sizeof(text);
    char* p = end;
    const bool negative = a.unscaled < 0;
    auto magnitude = negative ? -static_cast<Unsigned128>(a.unscaled) : static_cast<Unsigned128>(a.unscaled);
    // Written backwards: exponent, digits, sign.
    int scale = a.scale;
    for (int i = 0; i < 2; ++i, scale /= 10)
        *--p = static_cast<char>('0' + scale % 10);
    *--p = '-';
    *--p = 'e';
    do {
        *--p = static_cast<char>('0' + static_cast<int>(magnitude % 10));
        magnitude /= 10;
    } while (magnitude != 0);
    if (negative) *--p = '-';
    double result = 0;
    std::from_chars(p, end, result);
    return result;
}

bool fromDouble(double value, int scale, int precision, Decimal128& out) {
    out = 0;
    if (!std::isfinite(value)) return false;
    char text[32];
    const auto written = std::to_chars(text, text + sizeof(text), value, std::chars_format::scientific);
    return fromText({text, static_cast<std::size_t>(written.ptr - text)}, scale, precision, out);
}

bool fromText(std::string_view text, int scale, int precision, Decimal128& out) {
    out = 0;
    std::size_t i = 0;
    const bool negative = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) ++i;
    // The exponent first, so that each digit's place is known.
    std::int64_t exponent = 0;
    std::string_view mantissa = text.substr(i);
    if (const std::size_t e = mantissa.find_first_of("eE"); e != std::string_view::npos) {
        std::string_view digits = mantissa.substr(e + 1);
        if (digits.starts_with('+')) digits.remove_prefix(1);
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
        if (digits.empty() || digits == "-" || read.ptr != digits.data() + digits.size() ||
            read.ec == std::errc::invalid_argument)
            return false;
        if (read.ec == std::errc::result_out_of_range) exponent = digits[0] == '-' ? -1'000'000 : 1'000'000;
        exponent = std::clamp<std::int64_t>(exponent, -1'000'000, 1'000'000);
        mantissa = mantissa.substr(0, e);
    }
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    // `place` is the power of ten of the current digit; digits below 10^-scale only decide the rounding.
    std::int64_t place = static_cast<std::int64_t>(point) + exponent;
    bool any = false;
    bool overflow = false;
    bool roundUp = false;
    for (std::size_t k = 0; k < mantissa.size(); ++k) {
        if (mantissa[k] == '.') {
            if (k != point) return false;
            continue;
        }
        const int digit = mantissa[k] - '0';
        if (digit < 0 || digit > 9) return false;
        any = true;
        --place;
        if (place >= -scale) {
            if (out >= kPowersOf10[37]) overflow = true;
            if (!overflow) out = out * 10 + digit;
        } else if (place == -scale - 1) {
            roundUp = digit >= 5;
        }
    }
    if (!any) {
        out = 0;
        return false;
    }
    // Zeros between the last digit written and the last digit kept ("12e3").
    for (; place > -scale && out != 0 && !overflow; --place) {
        if (out >= kPowersOf10[37]) overflow = true;
        if (!overflow) out *= 10;
    }
    if (roundUp && !overflow) ++out;
    if (overflow || !fits(out, precision)) {
        out = 0;
        return false;
    }
    if (negative) out = -out;
    return true;
}

} // namespace millrace::decimal
