// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/decimal_math.h"
#include "engine/expression/function_row.h"

#include <array>
#include <charconv>
#include <cmath>

namespace millrace {
namespace {

constexpr int kLargestDigits = 30; ///< of ROUND and TRUNCATE; a double has none beyond
constexpr double kTwo52 = 4503599627370496.0;
constexpr std::array<double, 16> kPowers = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

template <class T> T wrappingAbs(T x) {
    if constexpr (std::is_integral_v<T>) {
        using U = std::make_unsigned_t<T>;
        return x < 0 ? static_cast<T>(U{0} - static_cast<U>(x)) : x;
    } else if constexpr (std::is_same_v<T, double>) {
        return std::fabs(x);
    } else {
        return x < 0 ? -x : x;
    }
}

template <class T> void absKernel(KernelCall& call) {
    mapUnary<T>(call[0], call.allocate<T>(), call.rows, [](T x) { return wrappingAbs(x); });
}
template <class T> void signKernel(KernelCall& call) {
    mapUnary<T>(call[0], call.allocate<std::int32_t>(), call.rows,
                [](T x) { return (x > 0 ? 1 : 0) - (x < 0 ? 1 : 0); });
}

template <template <class> class Kernels> TypedPtr bindSame(CallBinder& c, const DataType& result) {
    switch (c.type(0).id()) {
        case TypeId::Int: return c.call(result, Kernels<std::int32_t>::kernel);
        case TypeId::BigInt: return c.call(result, Kernels<std::int64_t>::kernel);
        case TypeId::Decimal: return c.call(result, Kernels<Decimal128>::kernel);
        default: return c.call(result, Kernels<double>::kernel);
    }
}
template <class T> struct AbsKernels { static constexpr auto kernel = absKernel<T>; };
template <class T> struct SignKernels { static constexpr auto kernel = signKernel<T>; };

TypedPtr bindAbs(CallBinder& c) {
    if (!c.expectNumber(0)) return nullptr;
    const DataType type = c.type(0);
    return bindSame<AbsKernels>(c, type);
}
TypedPtr bindSign(CallBinder& c) {
    return c.expectNumber(0) ? bindSame<SignKernels>(c, TypeId::Int) : nullptr;
}

/// Adding 0.0 turns -0.0 into 0.0.
double withoutNegativeZero(double x) { return x + 0.0; }

template <bool kCeil> TypedPtr bindWhole(CallBinder& c) {
    if (!c.expectNumber(0)) return nullptr;
    const DataType type = c.type(0);
    if (type.isInteger()) return c.argument(0);
    if (type.id() == TypeId::Double) {
        return c.call(type, [](KernelCall& call) {
            mapUnary<double>(call[0], call.allocate<double>(), call.rows, [](double x) {
                return withoutNegativeZero(kCeil ? std::ceil(x) : std::floor(x));
            });
        });
    }
    return c.call(DataType::decimal(type.precision(), 0), [](KernelCall& call) {
        Decimal128* out = call.allocate<Decimal128>();
        const int scale = call[0].type.scale();
        const int precision = call.out.type.precision();
        mapUnary<Decimal128>(call[0], out, call.rows, [scale](Decimal128 x) {
            return kCeil ? decimal::ceiled({x, scale}) : decimal::floored({x, scale});
        });
        call.setNullWhere([=](std::size_t i) { return !decimal::fits(out[i], precision); });
    });
}

/// Rounds or cuts the shortest decimal text of x, which is what people see of it (2.675 to 2 digits is 2.68).
template <bool kRound> double onDecimalText(double x, int digits) {
    char text[32];
    const auto written =
        std::to_chars(text, text + sizeof(text), std::fabs(x), std::chars_format::scientific);
    // d.ddde+xx: the digits, and the power of ten of the first.
    std::string mantissa;
    const char* p = text;
    for (; p != written.ptr && *p != 'e'; ++p) {
        if (*p != '.') mantissa += *p;
    }
    int exponent = 0;
    if (p != written.ptr) {
        const char* first = p + 1;
        if (first != written.ptr && *first == '+') ++first;
        std::from_chars(first, written.ptr, exponent);
    }
    const int keep = exponent + 1 + digits; // how many digits of the mantissa stay
    if (keep >= static_cast<int>(mantissa.size())) return x;
    if (keep < 0) return 0.0;
    bool up = kRound && mantissa[static_cast<std::size_t>(keep)] >= '5';
    mantissa.resize(static_cast<std::size_t>(keep));
    for (std::size_t i = mantissa.size(); up && i-- > 0;) {
        up = mantissa[i] == '9';
        mantissa[i] = up ? '0' : static_cast<char>(mantissa[i] + 1);
    }
    if (up) mantissa.insert(mantissa.begin(), '1');
    if (mantissa.empty()) return 0.0;
    mantissa += 'e' + std::to_string(-digits);
    double result = 0;
    std::from_chars(mantissa.data(), mantissa.data() + mantissa.size(), result);
    return std::copysign(result, x);
}

template <bool kRound> double roundedDouble(double x, int digits) {
    if (!std::isfinite(x) || std::fabs(x) >= kTwo52) return x;
    if (digits < static_cast<int>(kPowers.size())) {
        const double power = kPowers[static_cast<std::size_t>(digits)];
        const double scaled = std::fabs(x) * power;
        const double whole = std::floor(scaled);
        const double fraction = scaled - whole;
        // Far from every border the scaled value decides; whole and power are exact, so their quotient is the
        // nearest double.
        const double border = kRound ? std::fabs(fraction - 0.5) : std::min(fraction, 1.0 - fraction);
        if (scaled < 1e9 && border > 1e-6) {
            const double kept = kRound && fraction > 0.5 ? whole + 1 : whole;
            return withoutNegativeZero(std::copysign(kept / power, x));
        }
    }
    return withoutNegativeZero(onDecimalText<kRound>(x, digits));
}

template <bool kRound> TypedPtr bindRound(CallBinder& c) {
    if (!c.expectNumber(0)) return nullptr;
    std::int64_t digits = 0;
    if (c.count() > 1) {
        const auto given = c.literalInteger(1, 0, kLargestDigits);
        if (!given) return nullptr;
        digits = *given;
        c.arguments().pop_back();
    }
    const int n = static_cast<int>(digits);
    const DataType type = c.type(0);
    if (type.isInteger()) return c.argument(0);
    if (type.id() == TypeId::Double) {
        return c.call(type, [n](KernelCall& call) {
            mapUnary<double>(call[0], call.allocate<double>(), call.rows,
                             [n](double x) { return roundedDouble<kRound>(x, n); });
        });
    }
    return c.call(decimalRounded(type, n), [n](KernelCall& call) {
        Decimal128* out = call.allocate<Decimal128>();
        const int from = call[0].type.scale();
        const int precision = call.out.type.precision();
        const int scale = call.out.type.scale();
        for (std::size_t i = 0; i < call.rows; ++i) {
            decimal::Operand x{call[0].at<Decimal128>(i), from};
            if (!kRound && n < from) x = {decimal::truncated(x, n), n};
            if (!decimal::rescale(x, scale, precision, out[i])) call.setNull(i);
        }
    });
}

using RealFunction = double (*)(double);

/// NULL where the result is not finite: outside the function's domain, or too large.
template <RealFunction kFunction> TypedPtr bindReal(CallBinder& c) {
    if (!c.expectNumber(0) || !c.expect(0, TypeId::Double)) return nullptr;
    return c.call(TypeId::Double, [](KernelCall& call) {
        double* out = call.allocate<double>();
        mapUnary<double>(call[0], out, call.rows, [](double x) {
            const double y = kFunction(x);
            return std::isfinite(y) ? y : 0.0;
        });
        call.setNullWhere([&](std::size_t i) { return !std::isfinite(kFunction(call[0].at<double>(i))); });
    });
}

template <double (*kFunction)(double, double)> TypedPtr bindReal2(CallBinder& c) {
    for (std::size_t i = 0; i < 2; ++i) {
        if (!c.expectNumber(i) || !c.expect(i, TypeId::Double)) return nullptr;
    }
    return c.call(TypeId::Double, [](KernelCall& call) {
        double* out = call.allocate<double>();
        for (std::size_t i = 0; i < call.rows; ++i) {
            out[i] = kFunction(call[0].at<double>(i), call[1].at<double>(i));
            if (std::isfinite(out[i])) continue;
            out[i] = 0.0;
            call.setNull(i);
        }
    });
}

template <class T> void toBigIntKernel(KernelCall& call) {
    auto* out = call.allocate<std::int64_t>();
    const int scale = call[0].type.scale();
    for (std::size_t i = 0; i < call.rows; ++i) {
        const T x = call[0].at<T>(i);
        bool fits = false;
        if constexpr (std::is_same_v<T, double>) {
            fits = x >= -9223372036854775808.0 && x < 9223372036854775808.0;
            out[i] = fits ? static_cast<std::int64_t>(x) : 0;
        } else {
            const Decimal128 whole = decimal::truncated({x, scale}, 0);
            fits = whole >= INT64_MIN && whole <= INT64_MAX;
            out[i] = fits ? static_cast<std::int64_t>(whole) : 0;
        }
        if (!fits) call.setNull(i);
    }
}

TypedPtr bindToBigInt(CallBinder& c) {
    if (!c.expectNumber(0)) return nullptr;
    if (c.type(0).id() == TypeId::Double) return c.call(TypeId::BigInt, toBigIntKernel<double>);
    if (c.type(0).id() == TypeId::Decimal) return c.call(TypeId::BigInt, toBigIntKernel<Decimal128>);
    return widened(c.argument(0), TypeId::BigInt);
}

TypedPtr bindNarrowInt(CallBinder& c) {
    if (!c.expectInteger(0) || !c.expect(0, TypeId::BigInt)) return nullptr;
    return c.call(TypeId::Int, [](KernelCall& call) {
        auto* out = call.allocate<std::int32_t>();
        mapUnary<std::int64_t>(call[0], out, call.rows,
                               [](std::int64_t x) { return static_cast<std::int32_t>(x); });
        call.setNullWhere([&](std::size_t i) { return call[0].at<std::int64_t>(i) != out[i]; });
    });
}

double squareRoot(double x) { return std::sqrt(x); }
double exponential(double x) { return std::exp(x); }
double naturalLog(double x) { return std::log(x); }
double decimalLog(double x) { return std::log10(x); }
double sine(double x) { return std::sin(x); }
double cosine(double x) { return std::cos(x); }
double tangent(double x) { return std::tan(x); }
double power(double x, double y) { return std::pow(x, y); }
double angle(double y, double x) { return std::atan2(y, x); }

constexpr FunctionRow kRows[] = {
    {"ABS", "ABS(x)", "Number", "Distance from 0. The smallest integer wraps to itself.", 1, 1, bindAbs},
    {"SIGN", "SIGN(x) -> INT", "Number", "-1, 0 or 1.", 1, 1, bindSign},
    {"CEIL", "CEIL(x)", "Number", "Smallest whole number not below x, as DOUBLE or DECIMAL(p,0).", 1, 1,
     bindWhole<true>},
    {"FLOOR", "FLOOR(x)", "Number", "Largest whole number not above x, as DOUBLE or DECIMAL(p,0).", 1, 1,
     bindWhole<false>},
    {"ROUND", "ROUND(x[, n])", "Number",
     "To n digits after the point, half away from zero; decided on the decimal text of a DOUBLE.", 1, 2,
     bindRound<true>},
    {"TRUNCATE", "TRUNCATE(x[, n])", "Number", "Cut off after n digits behind the point.", 1, 2,
     bindRound<false>},
    {"POWER", "POWER(x, y) -> DOUBLE", "Number",
     "x to the power y; NULL outside the domain or range. Approximate.", 2, 2, bindReal2<power>},
    {"SQRT", "SQRT(x) -> DOUBLE", "Number", "Square root; NULL for x < 0.", 1, 1, bindReal<squareRoot>},
    {"EXP", "EXP(x) -> DOUBLE", "Number", "e to the power x; NULL when too large. Approximate.", 1, 1,
     bindReal<exponential>},
    {"LN", "LN(x) -> DOUBLE", "Number", "Natural logarithm; NULL for x <= 0. Approximate.", 1, 1,
     bindReal<naturalLog>},
    {"LOG10", "LOG10(x) -> DOUBLE", "Number", "Logarithm to base 10; NULL for x <= 0. Approximate.", 1, 1,
     bindReal<decimalLog>},
    {"SIN", "SIN(x) -> DOUBLE", "Number", "Sine of an angle in radians. Approximate.", 1, 1, bindReal<sine>},
    {"COS", "COS(x) -> DOUBLE", "Number", "Cosine of an angle in radians. Approximate.", 1, 1,
     bindReal<cosine>},
    {"TAN", "TAN(x) -> DOUBLE", "Number", "Tangent of an angle in radians. Approximate.", 1, 1,
     bindReal<tangent>},
    {"ATAN2", "ATAN2(y, x) -> DOUBLE", "Number", "Angle of the point (x, y) in radians. Approximate.", 2, 2,
     bindReal2<angle>},
    {"TO_BIGINT", "TO_BIGINT(x) -> BIGINT", "Conversion",
     "Cuts off the fraction; NULL where it does not fit.", 1, 1, bindToBigInt},
    {"TRY_NARROW_INT", "TRY_NARROW_INT(x) -> INT", "Conversion", "BIGINT as INT; NULL where it does not fit.",
     1, 1, bindNarrowInt},
};

} // namespace

std::span<const FunctionRow> numberRows() { return kRows; }

} // namespace millrace
