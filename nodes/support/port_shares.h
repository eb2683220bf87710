// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/collector.h"

#include <memory>
#include <vector>

namespace millrace {

/// Which rows of a batch go to which output of a stage that spreads records.
class PortShares {
public:
    explicit PortShares(std::size_t outputs, std::size_t rows) : rows_(outputs) {
        for (auto& list : rows_) {
            list = makePooled<Selection::Rows>();
            list->reserve(rows / outputs + 1);
        }
    }
    void add(std::size_t port, std::uint32_t physicalRow) { rows_[port]->push_back(physicalRow); }
    /// Each output gets a selection of the batch; few rows of many are copied together.
    void send(const RecordBatch& batch, Collector& out) {
        for (std::size_t port = 0; port < rows_.size(); ++port) {
            if (rows_[port]->empty()) continue;
            RecordBatch share = batch.withSelection(std::move(rows_[port]));
            out.emit(port, share.sparse() ? share.flattened() : std::move(share));
        }
    }

private:
    std::vector<std::shared_ptr<Selection::Rows>> rows_;
};

} // namespace millrace
