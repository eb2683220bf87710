// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/passes/cycle_search.h"
#include "engine/plan/passes/feedback.h"
#include "engine/plan/plan_cycles.h"

#include <algorithm>
#include <queue>

namespace millrace::planning {

namespace {

/// Puts the nodes into an order in which each comes after those before it. Where a cycle stops that, it is
/// opened at a queue: the wires into the queue that come from the cycle lead back, and do not count.
class Ordering {
public:
    explicit Ordering(PlanningState& state)
        : state_(state), waiting_(state.nodes.size(), 0), ordered_(state.nodes.size(), false) {
        for (std::size_t node = 0; node < state.nodes.size(); ++node) {
            waiting_[node] = state.nodes[node].inEdges.size();
            if (waiting_[node] == 0) ready_.push(node);
        }
    }

    void run() {
        do {
            takeReady();
        } while (state_.order.size() < state_.nodes.size() && openCycle());
        if (state_.order.size() < state_.nodes.size()) CycleSearch(state_, ordered_).run();
    }

private:
    void takeReady() {
        while (!ready_.empty()) {
            const std::size_t node = ready_.top();
            ready_.pop();
            ordered_[node] = true;
            state_.order.push_back(node);
            for (const std::size_t edge : state_.nodes[node].outEdges)
                if (!state_.edges[edge].feedback) cameBefore(state_.edges[edge].to);
        }
    }
    void cameBefore(std::size_t node) {
        if (--waiting_[node] == 0) ready_.push(node);
    }

    /// False when no cycle among the nodes that are left can be opened.
    bool openCycle() {
        std::vector<std::pair<std::size_t, std::size_t>> wires;
        for (const EdgeState& edge : state_.edges)
            if (!edge.feedback && !ordered_[edge.from]) wires.emplace_back(edge.from, edge.to);
        const std::vector<std::size_t> cycles = findCycles(state_.nodes.size(), wires);
        // A queue that gets records from outside, too, before one whose columns must be guessed.
        for (const bool fromOutside : {true, false}) {
            for (std::size_t node = 0; node < state_.nodes.size(); ++node) {
                if (cycles[node] == kNoCycle || !isQueue(state_.nodes[node].kind)) continue;
                if (mayOpenAt(node, cycles, fromOutside)) {
                    openAt(node, cycles[node], cycles);
                    return true;
                }
            }
        }
        return false;
    }

    bool mayOpenAt(std::size_t queue, const std::vector<std::size_t>& cycles, bool fromOutside) const {
        bool outside = false, known = false;
        for (const std::size_t edge : state_.nodes[queue].inEdges) {
            const std::size_t from = state_.edges[edge].from;
            if (state_.edges[edge].feedback) continue;
            if (cycles[from] == cycles[queue] && !ordered_[from]) {
                const auto isKnown = [this](std::size_t node) { return bool(ordered_[node]); };
                known = known || columnsOrigin(state_, edge, isKnown).has_value();
            } else if (ordered_[from]) {
                outside = true;
            } else {
                return false; // another cycle before it comes first
            }
        }
        return fromOutside ? outside : known;
    }

    void openAt(std::size_t queue, std::size_t cycle, const std::vector<std::size_t>& cycles) {
        for (const std::size_t index : state_.nodes[queue].inEdges) {
            EdgeState& edge = state_.edges[index];
            if (edge.feedback || ordered_[edge.from] || cycles[edge.from] != cycle) continue;
            edge.feedback = true;
            cameBefore(queue);
        }
    }

    PlanningState& state_;
    std::vector<std::size_t> waiting_; ///< wires whose upstream node has not been ordered
    std::vector<bool> ordered_;
    /// The first of the file first, so that equal graphs have equal plans.
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready_;
};

} // namespace

void orderNodes(PlanningState& state) { Ordering(state).run(); }

} // namespace millrace::planning
