// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator.h"

#include <memory>
#include <vector>

namespace millrace {

/// What came to a port in a run, in order. Written by one subtask; to be read when the run is over.
using CollectedBatches = std::shared_ptr<std::vector<RecordBatch>>;

/// Keeps every record that comes, and sends none. For runs of known size, such as tests of a graph.
class CollectingOperator final : public Operator {
public:
    explicit CollectingOperator(CollectedBatches batches) : batches_(std::move(batches)) {}
    void process(std::size_t, RecordBatch batch, Collector&) override {
        if (!batch.empty()) batches_->push_back(std::move(batch));
    }

private:
    CollectedBatches batches_;
};

} // namespace millrace
