// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/batch_builder.h"

#include <string>
#include <string_view>

namespace millrace {

/// One record that could not be used, on its way to the `rejected` port.
struct RejectedRecord {
    std::string_view raw;       ///< the text as it came, or the record as JSON
    std::string_view errorCode; ///< "MR3101"
    std::string_view error;     ///< in words
    std::string_view file;      ///< empty = NULL
    std::int64_t line = 0;      ///< 0 = NULL
    std::optional<EpochMs> eventTime;
};

/// raw STRING, error_code STRING, error STRING, node STRING, file STRING, line BIGINT, event_time TIMESTAMP
/// (the schema's event time is not set: dead letters take no part in windows).
const SchemaPtr& rejectedSchema();

/// Collects rejected records into batches for the `rejected` port.
class RejectedBuilder {
public:
    explicit RejectedBuilder(std::string node);
    void add(const RejectedRecord& record);
    std::size_t rows() const { return builder_.rows(); }
    RecordBatch finish(MonotonicNs ingestTime);

private:
    std::string node_;
    BatchBuilder builder_;
};

} // namespace millrace
