// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/data_type.h"

#include <optional>
#include <string>
#include <string_view>

namespace millrace {

/// 10 to the power of 0 .. 38.
Decimal128 tenTo(int power);

/// Two's complement, the highest byte first, as many of them as there are; nothing for one of more than 128
/// bits.
std::optional<Decimal128> decimalOf(std::string_view bytes);
/// The other way: in as few bytes as it takes, or filled up to `size` of them. False: it takes more.
bool appendDecimal(std::string& to, Decimal128 value, std::optional<std::size_t> size);

/// The number with another scale, rounded half up (away from zero); nothing where it does not fit the
/// precision.
std::optional<Decimal128> rescaled(Decimal128 unscaled, int scale, const DataType& to);

} // namespace millrace
