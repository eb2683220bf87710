// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/value.h"

#include <optional>
#include <vector>

namespace millrace {

using RowValues = std::vector<Value>;

struct RowComparison {
    bool ordered = false;    ///< the order of rows counts, too
    double tolerance = 1e-9; ///< of DOUBLEs, relative to the larger of the two; everything else is exact
};

/// One row that is not as expected.
struct RowDifference {
    enum class Kind {
        Missing,    ///< expected, and did not come
        Unexpected, ///< came, and is not expected
        Changed,    ///< came in place of an expected one that is like it
    };
    Kind kind = Kind::Missing;
    std::size_t expected = 0;         ///< index of the row; not for Unexpected
    std::size_t actual = 0;           ///< index of the row; not for Missing
    std::vector<std::size_t> columns; ///< Changed: those that differ
    bool operator==(const RowDifference&) const = default;
};

struct RowDiff {
    std::vector<RowDifference> differences; ///< in the order of the expected rows, unexpected ones last
    /// The rows are the same, but from this one on they come in another order.
    std::optional<std::size_t> outOfOrder;
    bool same() const { return differences.empty() && !outOfOrder; }
};

/// Whether two values are the same to that tolerance, also inside STRUCT and ARRAY. NaN equals NaN; close to
/// zero a millionth of the tolerance counts as absolute.
bool nearlyEqual(const Value& a, const Value& b, double tolerance);

/// Compares rows of the same columns as multisets: each expected row takes one that came. Which takes which
/// is chosen so that as few as possible are left, where rows that differ in DOUBLEs only are not too many.
RowDiff diffRows(const std::vector<RowValues>& expected, const std::vector<RowValues>& actual,
                 const RowComparison& comparison = {});

} // namespace millrace
