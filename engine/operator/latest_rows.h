// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <deque>

namespace millrace {

/// The last rows of a stream, oldest first. Keeps whole batches where it can and copies rows together when
/// they are asked for. Not thread-safe.
class LatestRows {
public:
    /// Adds the batch, then keeps the last `keep` rows.
    void add(RecordBatch batch, std::size_t keep);
    bool empty() const { return rows_ == 0; }
    /// All of them in one batch; there is at least one.
    RecordBatch table();

private:
    std::deque<RecordBatch> batches_;
    std::size_t rows_ = 0;
};

} // namespace millrace
