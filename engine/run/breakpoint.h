// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// Where a run is to be held, or looked at, on one wire. A record fits when the condition is TRUE for it; a
/// condition that is NULL does not fit. Fitting records are counted from when the breakpoint is set, over all
/// workers of the wire, each once.
struct Breakpoint {
    std::size_t edge = 0;       ///< index into Plan::edges
    std::string condition = {}; ///< expression over the wire's columns; empty = every record fits
    /// Holds at the n-th fitting record, and after each release at the n-th after that: 1 = at each, 3 = at
    /// the third, sixth, ninth ...
    std::int64_t hitCount = 1;
    /// Holds nothing: each record it would hold at is logged.
    bool logOnly = false;
    /// Called with each record that is logged, in order, on the thread that carries it: it delays the run and
    /// must not call it.
    std::function<void(const RecordBatch& record)> onLogged = {};

    bool sameAs(const Breakpoint& other) const {
        return edge == other.edge && condition == other.condition && hitCount == other.hitCount &&
               logOnly == other.logOnly;
    }
};

/// A breakpoint at one instant.
struct BreakpointState {
    Breakpoint breakpoint;
    std::int64_t hits = 0;  ///< records that fitted
    std::int64_t stops = 0; ///< how often it began to hold, single steps included
    bool holding = false;
    std::optional<RecordBatch> stoppedAt; ///< the record it holds at: one row
    std::int64_t waiting = 0;             ///< records on the wire, that one included
    std::int64_t logged = 0;
    std::vector<RecordBatch> lastLogged; ///< one row each, oldest first; the last hundred at most
};

/// How far a held wire lets go.
enum class StepSize {
    Record, ///< the record it holds at; then it holds at the next one, whether it fits or not
    Batch,  ///< what is left of the batch that record came in; then it holds at the next record
};

} // namespace millrace
