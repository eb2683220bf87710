// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/typed_node.h"

namespace millrace {

/// Whether this processor has AVX2 and this program was built with kernels for it.
bool hasAvx2Kernels();

/// As selectCompare() without an input list, eight rows at a step; `count` is a multiple of 8. Only where
/// hasAvx2Kernels().
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

/// out[i] = values[i] op scalar, 0 or 1. `count` is a multiple of 8.
void compareBytesAvx2(Comparison comparison, const double* values, double scalar, std::size_t count,
                      std::uint8_t* out);
void compareBytesAvx2(Comparison comparison, const std::int64_t* values, std::int64_t scalar,
                      std::size_t count, std::uint8_t* out);
void compareBytesAvx2(Comparison comparison, const std::int32_t* values, std::int32_t scalar,
                      std::size_t count, std::uint8_t* out);

/// into[i] = from[i] (or from[0] if there is only one) where take[i] is 1. Values of 8 or 4 bytes; `count` is
/// a multiple of 8.
void blend8Avx2(const std::uint8_t* take, const void* from, bool one, void* into, std::size_t count);
void blend4Avx2(const std::uint8_t* take, const void* from, bool one, void* into, std::size_t count);

} // namespace millrace
