// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/aggregate_pane.h"

#include <memory>
#include <mutex>
#include <vector>

namespace millrace {

/// Where the workers of an aggregate that each see any share of the records put their results together at the
/// end of the input. Thread-safe.
class PaneMerge {
public:
    explicit PaneMerge(std::size_t workers) : panes_(workers), missing_(workers) {}

    struct Outcome {
        bool last = false;                   ///< every worker has handed in
        std::unique_ptr<AggregatePane> pane; ///< then all of it; null where no record came
    };
    /// Once per worker; null: it has seen no record. Panes are merged in the order of the workers, whoever
    /// came first, so that equal runs give equal results.
    Outcome handIn(std::size_t worker, std::unique_ptr<AggregatePane> pane);

private:
    std::mutex mutex_;
    std::vector<std::unique_ptr<AggregatePane>> panes_; ///< by worker
    std::size_t missing_;
};

} // namespace millrace
