// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/typed_node.h"

namespace millrace {

/// Whether this processor has AVX2 and this program was built with kernels for it.
bool hasSelectAvx2();

/// As selectCompare() without an input list, eight rows at a step; `count` is a multiple of 8. Only where
/// hasSelectAvx2().
std::size_t selectCompareAvx2(Comparison comparison, const double* values, const std::uint64_t* validity,
                              double scalar, std::size_t count, std::uint32_t* out);
std::size_t selectCompareAvx2(Comparison comparison, const std::int64_t* values,
                              const std::uint64_t* validity, std::int64_t scalar, std::size_t count,
                              std::uint32_t* out);
std::size_t selectCompareAvx2(Comparison comparison, const std::int32_t* values,
                              const std::uint64_t* validity, std::int32_t scalar, std::size_t count,
                              std::uint32_t* out);
/// As selectTrue() without an input list.
std::size_t selectTrueAvx2(const std::uint8_t* values, const std::uint64_t* validity, std::size_t count,
                           std::uint32_t* out);

} // namespace millrace
