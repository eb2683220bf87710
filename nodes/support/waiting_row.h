// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/data/record_batch.h"

#include <memory>

namespace millrace {

/// One row of a batch that waits inside an operator; the batch is shared by its rows.
struct WaitingRow {
    std::shared_ptr<const RecordBatch> batch; ///< null: the row has left
    std::uint32_t row = 0;                    ///< physical
    MonotonicNs since = 0;                    ///< when it came
    EpochMs time = INT64_MAX;                 ///< its event time, if it has one

    MonotonicNs intendedTime() const { return batch->intendedTimeOf(row); }
};

inline WaitingRow waitingRow(std::shared_ptr<const RecordBatch> batch, std::uint32_t row, MonotonicNs now) {
    WaitingRow waiting{std::move(batch), row, now, INT64_MAX};
    const auto eventTime = waiting.batch->schema()->eventTime();
    if (eventTime && !waiting.batch->column(*eventTime).isNull(row))
        waiting.time = waiting.batch->column(*eventTime).values<EpochMs>()[row];
    return waiting;
}

} // namespace millrace
