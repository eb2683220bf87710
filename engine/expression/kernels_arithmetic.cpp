// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/decimal_math.h"
#include "engine/expression/function_row.h"

#include <type_traits>

namespace millrace {
namespace {

// Wrapping arithmetic: the unsigned detour has defined overflow.
template <class T> struct Add {
    T operator()(T a, T b) const {
        if constexpr (std::is_integral_v<T>)
            return static_cast<T>(static_cast<std::make_unsigned_t<T>>(a) +
                                  static_cast<std::make_unsigned_t<T>>(b));
        else
            return a + b;
    }
};
template <class T> struct Subtract {
    T operator()(T a, T b) const {
        if constexpr (std::is_integral_v<T>)
            return static_cast<T>(static_cast<std::make_unsigned_t<T>>(a) -
                                  static_cast<std::make_unsigned_t<T>>(b));
        else
            return a - b;
    }
};
template <class T> struct Multiply {
    T operator()(T a, T b) const {
        if constexpr (std::is_integral_v<T>)
            return static_cast<T>(static_cast<std::make_unsigned_t<T>>(a) *
                                  static_cast<std::make_unsigned_t<T>>(b));
        else
            return a * b;
    }
};

template <class T, class Op> void binaryKernel(KernelCall& call) {
    T* out = call.allocate<T>();
    mapBinary<T, T>(call[0], call[1], out, call.rows, Op{});
}

using DecimalOperation = bool (*)(decimal::Operand, decimal::Operand, int, int, Decimal128&);

Kernel decimalKernel(DecimalOperation operation, bool negateSecond = false) {
    return [operation, negateSecond](KernelCall& call) {
        Decimal128* out = call.allocate<Decimal128>();
        const int scale = call.out.type.scale();
        const int precision = call.out.type.precision();
        const int scaleA = call[0].type.scale();
        const int scaleB = call[1].type.scale();
        for (std::size_t i = 0; i < call.rows; ++i) {
            const Decimal128 b = call[1].at<Decimal128>(i);
            if (!operation({call[0].at<Decimal128>(i), scaleA}, {negateSecond ? -b : b, scaleB}, scale,
                           precision, out[i]))
                call.setNull(i);
        }
    };
}

__extension__ typedef unsigned __int128 Unsigned128;

/// For result types with room for every sum or product, so that nothing needs a check (what lies at NULLs may
/// wrap).
enum class Roomy { Sum, Difference, Product };
template <Roomy kOperation> void roomyKernel(KernelCall& call) {
    Decimal128* out = call.allocate<Decimal128>();
    [[maybe_unused]] const int scale = call.out.type.scale();
    [[maybe_unused]] const auto factor = [scale](const Vector& v) {
        return static_cast<Unsigned128>(
            decimal::kPowersOf10[static_cast<std::size_t>(scale - v.type.scale())]);
    };
    if constexpr (kOperation == Roomy::Product) {
        mapBinary<Decimal128, Decimal128>(call[0], call[1], out, call.rows, [](Decimal128 a, Decimal128 b) {
            return static_cast<Decimal128>(static_cast<Unsigned128>(a) * static_cast<Unsigned128>(b));
        });
    } else {
        const Unsigned128 f = factor(call[0]);
        const Unsigned128 g = kOperation == Roomy::Sum ? factor(call[1]) : Unsigned128{0} - factor(call[1]);
        mapBinary<Decimal128, Decimal128>(call[0], call[1], out, call.rows,
                                          [f, g](Decimal128 a, Decimal128 b) {
                                              return static_cast<Decimal128>(static_cast<Unsigned128>(a) * f +
                                                                             static_cast<Unsigned128>(b) * g);
                                          });
    }
}

bool sumHasRoom(const DataType& a, const DataType& b) {
    return std::max(a.precision() - a.scale(), b.precision() - b.scale()) + std::max(a.scale(), b.scale()) +
               1 <=
           38;
}
bool productHasRoom(const DataType& a, const DataType& b) { return a.precision() + b.precision() + 1 <= 38; }

/// Both numbers; DOUBLE if one is, else DECIMAL (each keeps its own scale) if one is, else the wider integer.
std::optional<TypeId> widenPair(CallBinder& c) {
    if (!c.expectNumber(0) || !c.expectNumber(1)) return {};
    const TypeId a = c.type(0).id();
    const TypeId b = c.type(1).id();
    if (a == TypeId::Double || b == TypeId::Double) {
        if (!c.expect(0, TypeId::Double) || !c.expect(1, TypeId::Double)) return {};
        return TypeId::Double;
    }
    if (a == TypeId::Decimal || b == TypeId::Decimal) {
        if (!c.widen(0, asDecimal(c.type(0))) || !c.widen(1, asDecimal(c.type(1)))) return {};
        return TypeId::Decimal;
    }
    const TypeId wider = a == TypeId::BigInt || b == TypeId::BigInt ? TypeId::BigInt : TypeId::Int;
    if (!c.expect(0, wider) || !c.expect(1, wider)) return {};
    return wider;
}

template <template <class> class Op>
TypedPtr bindArithmetic(CallBinder& c, DataType (*decimalType)(const DataType&, const DataType&),
                        Kernel onDecimals, bool (*hasRoom)(const DataType&, const DataType&), Kernel roomy) {
    const auto type = widenPair(c);
    if (!type) return nullptr;
    switch (*type) {
        case TypeId::Int: return c.call(TypeId::Int, binaryKernel<std::int32_t, Op<std::int32_t>>);
        case TypeId::BigInt: return c.call(TypeId::BigInt, binaryKernel<std::int64_t, Op<std::int64_t>>);
        case TypeId::Double: return c.call(TypeId::Double, binaryKernel<double, Op<double>>);
        default: {
            const DataType result = decimalType(c.type(0), c.type(1));
            return c.call(result, hasRoom(c.type(0), c.type(1)) ? std::move(roomy) : std::move(onDecimals));
        }
    }
}

bool isTime(const DataType& type) { return type.id() == TypeId::Timestamp || type.id() == TypeId::Date; }

TypedPtr bindAdd(CallBinder& c) {
    if (isTime(c.type(0)) || isTime(c.type(1)))
        return c.typeError(isTime(c.type(0)) ? 1 : 0, "an INTERVAL", "write t + INTERVAL '5' SECOND");
    if (c.type(0).id() == TypeId::String) return c.typeError(0, "a number", "text is joined with ||");
    return bindArithmetic<Add>(c, decimalSum, decimalKernel(decimal::add), sumHasRoom,
                               roomyKernel<Roomy::Sum>);
}

TypedPtr bindSubtract(CallBinder& c) {
    if (isTime(c.type(0)) && isTime(c.type(1))) {
        return c.error(expression_codes::kType, "two points in time cannot be subtracted with `-`",
                       "write DIFF_MS(a, b): milliseconds from b to a");
    }
    if (isTime(c.type(0))) return c.typeError(1, "an INTERVAL", "write t - INTERVAL '5' SECOND");
    return bindArithmetic<Subtract>(c, decimalSum, decimalKernel(decimal::add, true), sumHasRoom,
                                    roomyKernel<Roomy::Difference>);
}

TypedPtr bindMultiply(CallBinder& c) {
    return bindArithmetic<Multiply>(c, decimalProduct, decimalKernel(decimal::multiply), productHasRoom,
                                    roomyKernel<Roomy::Product>);
}

void divideDoubles(KernelCall& call) {
    double* out = call.allocate<double>();
    mapBinary<double, double>(call[0], call[1], out, call.rows,
                              [](double a, double b) { return b == 0.0 ? 0.0 : a / b; });
    const Vector& divisor = call[1];
    if (!divisor.constant)
        return call.setNullWhere([b = divisor.values<double>()](std::size_t i) { return b[i] == 0.0; });
    if (divisor.value<double>() == 0.0) call.setNullWhere([](std::size_t) { return true; });
}

TypedPtr bindDivide(CallBinder& c) {
    if (!c.expectNumber(0) || !c.expectNumber(1)) return nullptr;
    const bool decimals = (c.type(0).id() == TypeId::Decimal || c.type(1).id() == TypeId::Decimal) &&
                          c.type(0).id() != TypeId::Double && c.type(1).id() != TypeId::Double;
    if (decimals) {
        if (!widenPair(c)) return nullptr;
        const DataType result = decimalQuotient(c.type(0), c.type(1));
        return c.call(result, decimalKernel(decimal::divide));
    }
    if (!c.expect(0, TypeId::Double) || !c.expect(1, TypeId::Double)) return nullptr;
    return c.call(TypeId::Double, divideDoubles);
}

/// Quotient or remainder, truncating; NULL for a divisor of 0. The smallest number divided by -1 wraps to
/// itself.
template <class T, bool kRemainder> void divideIntegers(KernelCall& call) {
    T* out = call.allocate<T>();
    mapBinary<T, T>(call[0], call[1], out, call.rows, [](T a, T b) -> T {
        if (b == 0) return 0;
        if (b == -1) return kRemainder ? T{0} : Subtract<T>{}(0, a);
        return kRemainder ? static_cast<T>(a % b) : static_cast<T>(a / b);
    });
    const Vector& divisor = call[1];
    if (!divisor.constant)
        return call.setNullWhere([b = divisor.values<T>()](std::size_t i) { return b[i] == 0; });
    if (divisor.value<T>() == 0) call.setNullWhere([](std::size_t) { return true; });
}

TypedPtr bindDiv(CallBinder& c) {
    if (!c.expectInteger(0) || !c.expectInteger(1) || !c.expect(0, TypeId::BigInt) ||
        !c.expect(1, TypeId::BigInt))
        return nullptr;
    return c.call(TypeId::BigInt, divideIntegers<std::int64_t, false>);
}

TypedPtr bindMod(CallBinder& c) {
    if (!c.expectInteger(0) || !c.expectInteger(1)) return nullptr;
    if (*widenPair(c) == TypeId::Int) return c.call(TypeId::Int, divideIntegers<std::int32_t, true>);
    return c.call(TypeId::BigInt, divideIntegers<std::int64_t, true>);
}

template <class T> void negateKernel(KernelCall& call) {
    T* out = call.allocate<T>();
    mapUnary<T>(call[0], out, call.rows, [](T a) -> T {
        if constexpr (std::is_integral_v<T> && sizeof(T) <= 8)
            return Subtract<T>{}(0, a);
        else
            return -a;
    });
}

TypedPtr bindNegate(CallBinder& c) {
    if (!c.expectNumber(0)) return nullptr;
    const DataType type = c.type(0);
    switch (type.id()) {
        case TypeId::Int: return c.call(type, negateKernel<std::int32_t>);
        case TypeId::BigInt: return c.call(type, negateKernel<std::int64_t>);
        case TypeId::Double: return c.call(type, negateKernel<double>);
        default: return c.call(type, negateKernel<Decimal128>);
    }
}

constexpr FunctionRow kRows[] = {
    {"+", "a + b", "Operator", "Sum. Integers wrap around; a DECIMAL that does not fit is NULL.", 2, 2,
     bindAdd},
    {"-", "a - b", "Operator", "Difference. Integers wrap around; a DECIMAL that does not fit is NULL.", 2, 2,
     bindSubtract},
    {"*", "a * b", "Operator", "Product. Integers wrap around; a DECIMAL that does not fit is NULL.", 2, 2,
     bindMultiply},
    {"/", "a / b", "Operator",
     "Quotient with its fraction: DOUBLE for integers, DECIMAL for DECIMALs. Division by 0 is NULL.", 2, 2,
     bindDivide},
    {"%", "a % b", "Operator", "Remainder of integers with the sign of a; NULL for b = 0.", 2, 2, bindMod},
    {"NEGATE", "-a", "Operator", "The negative. The smallest integer wraps to itself.", 1, 1, bindNegate},
    {"DIV", "DIV(a, b) -> BIGINT", "Number", "Integer quotient, cut off toward zero; NULL for b = 0.", 2, 2,
     bindDiv},
    {"MOD", "MOD(a, b) -> INT or BIGINT", "Number",
     "Remainder of integers with the sign of a; NULL for b = 0.", 2, 2, bindMod},
};

} // namespace

std::span<const FunctionRow> arithmeticRows() { return kRows; }

} // namespace millrace
