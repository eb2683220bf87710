// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

namespace millrace {

/// What a stage made of the last block, for the slices of that block that are still to come: it computes
/// columns once a block, although it sees record by record. Batches that are no slices pass it by. One per
/// operator instance; not thread-safe.
class SliceMemo {
public:
    /// The batch is a slice of the block of the last keep().
    bool covers(const RecordBatch& batch) const { return batch.partial() && batch.hasBlockOf(input_); }
    /// The result for a batch that it covers.
    RecordBatch resultFor(RecordBatch batch) const {
        batch.takeBlockOf(output_);
        return batch;
    }
    void keep(const RecordBatch& input, const RecordBatch& output) {
        if (!input.partial()) return;
        input_ = input;
        output_ = output;
    }
    /// The rule has changed.
    void forget() { input_ = output_ = RecordBatch(); }

private:
    RecordBatch input_;
    RecordBatch output_;
};

} // namespace millrace
