// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/function_row.h"

namespace millrace {

/// Text that grows (REPEAT, LPAD, REPLACE, ...) is NULL beyond this many bytes, so that no expression can
/// exhaust memory.
inline constexpr std::size_t kLargestText = std::size_t{16} << 20;

/// Runs f(row) -> StringRef for each row that has all its operands; the others get the empty text. The result
/// points into operands or `arena`.
template <class F> void mapToText(KernelCall& call, F f) {
    auto* out = call.allocate<StringRef>();
    for (std::size_t i = 0; i < call.rows; ++i)
        out[i] = call.isNull(i) ? StringRef() : f(i);
}
/// The same for results of type T; rows without operands get T{}.
template <class T, class F> void mapRows(KernelCall& call, F f) {
    auto* out = call.allocate<T>();
    for (std::size_t i = 0; i < call.rows; ++i)
        out[i] = call.isNull(i) ? T{} : f(i);
}

inline std::string_view textAt(const Vector& v, std::size_t row) { return v.at<StringRef>(row).view(); }
/// An INT or BIGINT.
inline std::int64_t integerAt(const Vector& v, std::size_t row) {
    return v.type.id() == TypeId::Int ? v.at<std::int32_t>(row) : v.at<std::int64_t>(row);
}

} // namespace millrace
