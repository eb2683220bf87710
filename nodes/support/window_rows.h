// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <map>
#include <optional>
#include <vector>

namespace millrace {

/// Sorts the rows of batches into tumbling windows of event time and finds the late ones. Keeps its memory
/// from batch to batch.
class WindowRows {
public:
    using Rows = Selection::Rows;

    /// `timeColumn` is a TIMESTAMP; sizes in milliseconds, sizeMs > 0.
    WindowRows(std::size_t timeColumn, std::int64_t sizeMs, std::int64_t offsetMs)
        : timeColumn_(timeColumn), sizeMs_(sizeMs), offsetMs_(offsetMs) {}

    /// The start of the one window that all selected rows are in, if it is one and none of them can be late:
    /// the usual case, found without sorting. Precondition: the batch has rows.
    std::optional<EpochMs> onlyWindow(const RecordBatch& batch) const;
    /// Looks at the selected rows. A row is late when the watermark it is marked with had reached the last
    /// millisecond of its window, or when it has no event time and so belongs to no window.
    void sort(const RecordBatch& batch);
    /// Window start -> physical rows, ascending; some windows may be without rows.
    const std::map<EpochMs, Rows>& windows() const { return windows_; }
    /// Physical rows, ascending.
    const Rows& late() const { return late_; }

private:
    EpochMs startOf(EpochMs time) const;

    std::size_t timeColumn_;
    std::int64_t sizeMs_;
    std::int64_t offsetMs_;
    std::map<EpochMs, Rows> windows_;
    Rows late_;
};

} // namespace millrace
