// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/run_scope.h"
#include "engine/runtime/task_graph.h"

#include <cstdint>
#include <vector>

namespace millrace {

/// Ends cycles. A wire that leads back never ends by itself, since the node it comes from waits for the node
/// it leads to. But when everything before the cycle has ended and nothing is under way in it, no record can
/// ever come over that wire again: then it is told to end, the end goes round, and what nodes in the cycle
/// have kept flows out. Used by the steering thread.
///
/// Nothing is under way when every task of the cycle is parked until records come, with nothing on its wires,
/// in its operators (Operator::mayEnd) or due at some time, and none has run between two looks: tasks are
/// looked at one after the other, and one may have woken another meanwhile.
class CycleEnd {
public:
    CycleEnd(const Plan& plan, TaskGraph& graph);

    bool hasWork() const { return !cycles_.empty(); }
    /// To be called now and then while the run is running or draining. True when a cycle was told to end.
    bool look();
    /// At the last look a cycle was as good as ended; the next look decides. Until then a run that stands
    /// still is not known to be stuck.
    bool isUndecided() const;
    /// Once no task runs any more: a warning (MR4141) for each wire over which records still came back when
    /// its cycle had ended (of nodes that keep records until the end).
    void reportLoss(RunScope& scope) const;

private:
    struct Cycle {
        std::vector<std::size_t> chains;
        std::vector<std::size_t> wires;    ///< into its chains, from inside and outside
        std::vector<std::size_t> feedback; ///< of those, the ones that lead back
        std::vector<std::size_t> leaving;  ///< to chains behind it
        bool hasSink = false;
        std::vector<std::uint32_t> turnsBefore; ///< empty: something was under way at the last look
        bool ended = false;
        bool closed = false;
    };

    bool isIdle(const Cycle& cycle) const;
    bool isUnwanted(const Cycle& cycle) const;
    std::vector<std::uint32_t> turns(const Cycle& cycle) const;

    const Plan& plan_;
    TaskGraph& graph_;
    std::vector<Cycle> cycles_;
};

} // namespace millrace
