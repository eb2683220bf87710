// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/expression_impl.h"

#include <vector>

namespace millrace {

/// Narrows the selected rows of one batch down, condition by condition. Not thread-safe.
class RowSieve {
public:
    /// Starts with the selected rows of the batch.
    void start(const RecordBatch& batch);
    /// True when the condition compares a column with a constant, so that it needs no BOOLEAN column: the
    /// rows are kept where it holds.
    bool narrowFused(const TypedNode& condition, const RecordBatch& batch);
    /// Keeps the rows where a BOOLEAN is TRUE.
    void narrow(const Vector& condition);
    Selection result() const {
        if (count_ == 0) return {};
        return Selection(Selection::Rows(rows_.data(), rows_.data() + count_));
    }
    std::size_t count() const { return count_; } ///< rows still in

private:
    /// Where the rows are read from: null means 0, 1, 2, ...
    const std::uint32_t* input_ = nullptr;
    std::size_t count_ = 0;
    std::vector<std::uint32_t> rows_;
};

} // namespace millrace
