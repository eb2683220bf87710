// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/pending_records.h"

#include "nodes/support/saved_rows.h"

#include <algorithm>
#include <vector>

namespace millrace {

EpochMs earliestIn(const RecordBatch& batch) {
    EpochMs earliest = INT64_MAX;
    if (!batch.schema()->eventTime()) return earliest;
    const Column& column = batch.column(*batch.schema()->eventTime());
    const EpochMs* const times = column.values<EpochMs>().data();
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        const std::uint32_t row = batch.rowAt(i);
        if (!column.isNull(row)) earliest = std::min(earliest, times[row]);
    }
    return earliest;
}

void PendingRecords::add(RecordBatch batch) {
    if (batch.empty()) return;
    rows_ += batch.rows();
    earliest_ = std::min(earliest_, earliestIn(batch));
    batches_.push_back(std::move(batch));
}

RecordBatch PendingRecords::take(std::size_t count) {
    count = std::min(count, rows_);
    std::vector<RecordBatch> parts;
    for (std::size_t left = count; left > 0;) {
        RecordBatch& first = batches_.front();
        const std::size_t available = first.rows() - taken_;
        const std::size_t part = std::min(left, available);
        parts.push_back(first.slice(taken_, part));
        left -= part;
        taken_ += part;
        if (part == available) {
            batches_.pop_front();
            taken_ = 0;
        }
    }
    rows_ -= count;
    // What is left of a batch that was cut keeps the whole batch's earliest time: at worst it leaves early.
    earliest_ = INT64_MAX;
    for (const RecordBatch& batch : batches_)
        earliest_ = std::min(earliest_, earliestIn(batch));
    return parts.size() == 1 ? std::move(parts.front()) : concatenate(parts);
}

void PendingRecords::save(ByteWriter& to) const {
    to.varint(batches_.size());
    for (std::size_t i = 0; i < batches_.size(); ++i) {
        const std::size_t gone = i == 0 ? taken_ : 0;
        saveRows(batches_[i].slice(gone, batches_[i].rows() - gone), to);
    }
}

void PendingRecords::load(ByteReader& from, const SchemaPtr& schema, MonotonicNs now) {
    const std::uint64_t count = from.varint();
    for (std::uint64_t i = 0; i < count && !from.failed(); ++i)
        add(loadRows(from, schema, now));
}

} // namespace millrace
