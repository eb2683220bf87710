// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/avro_number.h"

#include <algorithm>

namespace millrace {

namespace {

__extension__ using UnsignedWide = unsigned __int128;

constexpr int kMostDigits = 38;

} // namespace

Decimal128 tenTo(int power) {
    Decimal128 value = 1;
    for (; power > 0; --power)
        value *= 10;
    return value;
}

std::optional<Decimal128> decimalOf(std::string_view bytes) {
    const char sign = !bytes.empty() && (bytes.front() & 0x80) ? '\xff' : '\0';
    while (bytes.size() > sizeof(Decimal128) && bytes.front() == sign)
        bytes.remove_prefix(1);
    if (bytes.size() > sizeof(Decimal128)) return std::nullopt;
    // The byte that told the sign may be gone.
    if (bytes.size() == sizeof(Decimal128) && (bytes.front() & 0x80) != (sign & 0x80)) return std::nullopt;
    UnsignedWide bits = sign ? ~UnsignedWide{0} : 0;
    for (const char byte : bytes)
        bits = (bits << 8) | static_cast<unsigned char>(byte);
    return static_cast<Decimal128>(bits);
}

bool appendDecimal(std::string& to, Decimal128 value, std::optional<std::size_t> size) {
    std::size_t needed = 1;
    while (needed < sizeof value) {
        const Decimal128 rest = value >> (8 * needed - 1); // all bits above, with the sign
        if (rest == 0 || rest == -1) break;
        ++needed;
    }
    if (size && needed > *size) return false;
    if (size) to.append(*size - needed, value < 0 ? '\xff' : '\0');
    for (std::size_t i = needed; i-- > 0;)
        to += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
    return true;
}

std::optional<Decimal128> rescaled(Decimal128 unscaled, int scale, const DataType& to) {
    const Decimal128 limit = tenTo(to.precision());
    const bool negative = unscaled < 0;
    UnsignedWide magnitude =
        negative ? -static_cast<UnsignedWide>(unscaled) : static_cast<UnsignedWide>(unscaled);
    if (scale <= to.scale()) {
        const auto factor = static_cast<UnsignedWide>(tenTo(to.scale() - scale));
        if (magnitude >= static_cast<UnsignedWide>(limit) / factor + 1) return std::nullopt;
        magnitude *= factor;
    } else {
        const auto divisor = static_cast<UnsignedWide>(tenTo(std::min(scale - to.scale(), kMostDigits)));
        const bool up = magnitude % divisor >= divisor / 2;
        magnitude = magnitude / divisor + (up ? 1 : 0);
    }
    if (magnitude >= static_cast<UnsignedWide>(limit)) return std::nullopt;
    return negative ? -static_cast<Decimal128>(magnitude) : static_cast<Decimal128>(magnitude);
}

} // namespace millrace
