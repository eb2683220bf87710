// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <vector>

namespace millrace {

struct SortColumn {
    std::size_t column = 0;
    bool descending = false;
    bool nullsFirst = true;
};

/// The physical rows of a batch without selection, in order; equal rows keep theirs. Texts are compared by
/// bytes, FALSE is before TRUE, NaN is the largest DOUBLE and -0.0 equals 0.0. Not for STRUCT and ARRAY.
std::vector<std::uint32_t> sortedOrder(const RecordBatch& batch, const std::vector<SortColumn>& by);

} // namespace millrace
