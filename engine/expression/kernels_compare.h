// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/function_row.h"

namespace millrace {

/// Calls f(std::type_identity<T>{}) with the C++ type of a column of this type. Not for STRUCT, ARRAY and
/// NULL.
template <class F> auto withPhysicalType(TypeId id, F f) {
    switch (id) {
        case TypeId::Boolean: return f(std::type_identity<std::uint8_t>{});
        case TypeId::Int:
        case TypeId::Date: return f(std::type_identity<std::int32_t>{});
        case TypeId::BigInt:
        case TypeId::Timestamp: return f(std::type_identity<std::int64_t>{});
        case TypeId::Decimal: return f(std::type_identity<Decimal128>{});
        case TypeId::Double: return f(std::type_identity<double>{});
        default: return f(std::type_identity<StringRef>{});
    }
}

/// Order of text and octets: by bytes, which for UTF-8 is by code points.
inline int compareText(StringRef a, StringRef b) {
    const std::size_t n = a.size < b.size ? a.size : b.size;
    const int order = n == 0 ? 0 : std::memcmp(a.data, b.data, n);
    return order != 0 ? order : a.size < b.size ? -1 : a.size > b.size ? 1 : 0;
}

/// out[i] = a[i] op b[i], 0 or 1, whatever is NULL. Both of one type, or DECIMALs of any scale.
void compareInto(Comparison comparison, const Vector& a, const Vector& b, std::uint8_t* out,
                 std::size_t rows);

} // namespace millrace
