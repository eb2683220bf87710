// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/kernels_compare.h"

namespace millrace {

/// The kernels behind RowSieve. All are branch-free: each row is written at the next free place, and the
/// place moves on by the condition (0 or 1). `input` is null for rows 0 to count - 1, else it holds `count`
/// rows, ascending, and may be `out` itself. `out` has room for count + 64. Return how many rows stay. A NULL
/// (a 0 bit in `validity`, which may be null) never stays; a NaN compares as IEEE 754 has it.
template <class T>
std::size_t selectCompare(Comparison comparison, const T* values, const std::uint64_t* validity, T scalar,
                          const std::uint32_t* input, std::size_t count, std::uint32_t* out);
std::size_t selectTrue(const std::uint8_t* values, const std::uint64_t* validity, const std::uint32_t* input,
                       std::size_t count, std::uint32_t* out);

} // namespace millrace
