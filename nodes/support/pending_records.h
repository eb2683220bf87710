// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/byte_stream.h"
#include "engine/data/record_batch.h"

#include <deque>

namespace millrace {

/// The least event time among the records; INT64_MAX: none has one.
EpochMs earliestIn(const RecordBatch& batch);

/// Records that wait inside an operator, in order of arrival: batches go in, any number of records comes out.
/// Not thread-safe.
class PendingRecords {
public:
    void add(RecordBatch batch);
    std::size_t rows() const { return rows_; }
    /// The first `count` records (or all) as one batch. Precondition: rows() > 0. Copies only what has to be
    /// cut or joined.
    RecordBatch take(std::size_t count);
    /// At or below the event time of each; INT64_MAX: none has one.
    EpochMs earliest() const { return rows_ > 0 ? earliest_ : INT64_MAX; }
    /// True when some record's event time is at or below the watermark, so that the watermark must not pass
    /// before it.
    bool hasTimeUpTo(EpochMs watermark) const { return rows_ > 0 && earliest_ <= watermark; }

    /// Writes down what load() adds to a new one; the records then count as come at `now`.
    void save(ByteWriter& to) const;
    void load(ByteReader& from, const SchemaPtr& schema, MonotonicNs now);

private:
    std::deque<RecordBatch> batches_;
    std::size_t taken_ = 0; ///< records of the first batch that are gone already
    std::size_t rows_ = 0;
    EpochMs earliest_ = INT64_MAX;
};

} // namespace millrace
