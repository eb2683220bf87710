// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/data_type.h"

#include <array>
#include <string_view>

namespace millrace::decimal {

/// Exact arithmetic on unscaled integers; rounding is half up (away from zero). Functions that return bool
/// give false when the result does not fit `precision` digits, and leave 0 behind.

constexpr std::array<Decimal128, 39> kPowersOf10 = [] {
    std::array<Decimal128, 39> powers{};
    powers[0] = 1;
    for (std::size_t i = 1; i < powers.size(); ++i)
        powers[i] = powers[i - 1] * 10;
    return powers;
}();

constexpr bool fits(Decimal128 value, int precision) {
    const Decimal128 limit = kPowersOf10[static_cast<std::size_t>(precision)];
    return value > -limit && value < limit;
}

struct Operand {
    Decimal128 unscaled;
    int scale;
};

bool rescale(Operand a, int scale, int precision, Decimal128& out);
bool add(Operand a, Operand b, int scale, int precision, Decimal128& out);
bool multiply(Operand a, Operand b, int scale, int precision, Decimal128& out);
/// False for b = 0, too.
bool divide(Operand a, Operand b, int scale, int precision, Decimal128& out);
/// Below, at or above 0 as a is less than, equal to or greater than b.
int compare(Operand a, Operand b);

/// Toward zero, toward minus infinity, toward plus infinity.
Decimal128 truncated(Operand a, int scale);
Decimal128 floored(Operand a);
Decimal128 ceiled(Operand a);

/// The nearest double.
double toDouble(Operand a);
/// From the shortest decimal text that reads back as `value`; false for what is not finite.
bool fromDouble(double value, int scale, int precision, Decimal128& out);
/// Sign, digits, a point, an exponent. False when it is something else, too.
bool fromText(std::string_view text, int scale, int precision, Decimal128& out);

} // namespace millrace::decimal
