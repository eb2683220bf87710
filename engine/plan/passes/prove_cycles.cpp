// SPDX-License-Identifier: Apache-2.0
//
// A cycle of wires that block can fill up: every task in it waits for room on the next wire. A task takes
// what comes out of the cycle before what comes from outside, so it lets new records in only while nothing
// waits on the wire that comes round. At that moment all there is in the cycle waits on the other wires or is
// in the hands of its tasks, a batch each at most; and as long as nobody makes two records out of one, it
// gets no more until the next is let in. When the cycle has filled up, on the other hand, all its wires are
// full and each task waits with a record at least. So a cycle that is a plain ring never fills up when the
// wire that comes round, at each task that lets records in, has room for what the tasks may have in their
// hands but for one record each. Where rings share wires nothing is proven.
#include "engine/graph/graph_edit.h"
#include "engine/plan/passes/planning_state.h"
#include "engine/plan/plan_cycles.h"

#include <fmt/format.h>
#include <algorithm>
#include <set>

namespace millrace::planning {

namespace {

class CycleProof {
public:
    CycleProof(const Plan& plan, const GraphDocument& document, std::vector<std::size_t> chains,
               Diagnostics& diagnostics)
        : plan_(plan), document_(document), chains_(std::move(chains)), diagnostics_(diagnostics) {
        for (std::size_t e = 0; e < plan.edges.size(); ++e) {
            const PlanEdge& edge = plan.edges[e];
            if (edge.fused || !isInside(plan.vertices[edge.to].chain)) continue;
            (isInside(plan.vertices[edge.from].chain) ? inner_ : entering_).push_back(e);
        }
    }

    void run() {
        if (!staysACycle()) return;
        if (!isRing()) return report(inner_.front(), 0);
        const std::int64_t safe = safeCapacity();
        for (const std::size_t e : inner_) {
            const std::size_t chain = plan_.vertices[plan_.edges[e].to].chain;
            const bool letsIn = std::any_of(entering_.begin(), entering_.end(), [&](std::size_t other) {
                return plan_.vertices[plan_.edges[other].to].chain == chain;
            });
            if (letsIn && plan_.edges[e].capacity < safe) return report(e, safe);
        }
    }

private:
    bool isInside(std::size_t chain) const {
        return std::find(chains_.begin(), chains_.end(), chain) != chains_.end();
    }

    /// With the wires left out that do not block.
    bool staysACycle() const {
        std::vector<std::pair<std::size_t, std::size_t>> wires;
        for (const std::size_t e : inner_) {
            const PlanEdge& edge = plan_.edges[e];
            if (edge.overflow == OverflowPolicy::Block)
                wires.emplace_back(plan_.vertices[edge.from].chain, plan_.vertices[edge.to].chain);
        }
        const auto cycles = findCycles(plan_.chains.size(), wires);
        return std::any_of(cycles.begin(), cycles.end(), [](std::size_t c) { return c != kNoCycle; });
    }

    bool isRing() const {
        return inner_.size() == chains_.size() &&
               std::all_of(chains_.begin(), chains_.end(), [this](std::size_t chain) {
                   return 1 == std::count_if(inner_.begin(), inner_.end(), [&](std::size_t e) {
                              return plan_.vertices[plan_.edges[e].from].chain == chain;
                          });
               });
    }

    /// Most records that travel together.
    std::int64_t largestBatch() const {
        std::set<std::size_t> chains(chains_.begin(), chains_.end());
        for (const std::size_t e : entering_)
            chains.insert(plan_.vertices[plan_.edges[e].from].chain);
        std::int64_t records = 1;
        for (const std::size_t c : chains) {
            for (const std::size_t v : plan_.chains[c].vertices) {
                const PlanVertex& vertex = plan_.vertices[v];
                records = std::max(records, static_cast<std::int64_t>(vertex.batchSize));
                if (vertex.bound.mayKeep != BoundNode::kAnyNumber)
                    records = std::max(records, vertex.bound.mayKeep);
            }
        }
        return records;
    }

    /// Most that a task of the chain takes at once: a batch, and no more than there is room for on a wire.
    std::int64_t inHandsOf(std::size_t chain, std::int64_t batch) const {
        std::int64_t room = 0;
        for (const auto& wires : {inner_, entering_})
            for (const std::size_t e : wires)
                if (plan_.vertices[plan_.edges[e].to].chain == chain)
                    room = std::max(room, plan_.edges[e].capacity);
        return std::min(batch, room);
    }

    std::int64_t safeCapacity() const {
        const std::int64_t batch = largestBatch();
        auto records = 1 - static_cast<std::int64_t>(chains_.size());
        for (const std::size_t c : chains_) {
            const PlanChain& chain = plan_.chains[c];
            records += inHandsOf(c, batch) * chain.workers;
            for (const std::size_t v : chain.vertices) {
                const BoundNode& bound = plan_.vertices[v].bound;
                if (bound.mayKeep != BoundNode::kAnyNumber) records += bound.mayKeep * chain.workers;
                records += bound.joinCapacity * chain.workers;
            }
        }
        return records;
    }

    std::size_t leadsBack() const {
        const auto found = std::find_if(inner_.begin(), inner_.end(),
                                        [this](std::size_t e) { return plan_.edges[e].feedback; });
        return found == inner_.end() ? inner_.front() : *found;
    }

    /// `safe`: a capacity of the wire that is enough; 0: none is.
    void report(std::size_t wire, std::int64_t safe) {
        std::string names;
        for (const std::size_t e : inner_)
            names += (names.empty() ? "" : ", ") + plan_.edges[e].id;
        const std::size_t back = leadsBack();
        const std::string dropping = fmt::format("let {} drop records when it is full", plan_.edges[back].id);
        std::string message =
            inner_.size() == 1
                ? fmt::format(
                      "a deadlock is possible: {} can fill up, and who sends over it is who empties it",
                      names)
                : fmt::format(
                      "a deadlock is possible: all of {} can fill up together, each waiting for the next",
                      names);
        std::string hint = dropping;
        if (safe > 0) {
            const std::string& id = plan_.edges[wire].id;
            message += fmt::format(
                "; {} has room for {} records and needs it for {}, as the tasks of the cycle may each have a "
                "batch in their hands",
                id, plan_.edges[wire].capacity, safe);
            hint = fmt::format("give {} a capacity of {}, or {}", id, safe, dropping);
        }
        Diagnostic& d = diagnostics_.warning("MR1172", std::move(message), std::move(hint));
        const std::size_t mended = safe > 0 ? wire : back;
        d.node = plan_.vertices[plan_.edges[mended].to].node;
        d.edge = plan_.edges[mended].id;
        d.fix = fix(mended, safe);
    }

    std::shared_ptr<const GraphEdit> fix(std::size_t wire, std::int64_t safe) const {
        for (const GraphEdge& edge : document_.edges) {
            if (edge.id() != plan_.edges[wire].id) continue;
            boost::json::object queue = edge.queue;
            if (safe > 0)
                queue["capacity"] = safe;
            else
                queue["overflow"] = nameOf(OverflowPolicy::DropOldest);
            return std::make_shared<const GraphEdit>(
                edit::SetEdge{edge.from, edge.to, std::move(queue), edge.partitioning});
        }
        return nullptr;
    }

    const Plan& plan_;
    const GraphDocument& document_;
    const std::vector<std::size_t> chains_;
    Diagnostics& diagnostics_;
    std::vector<std::size_t> inner_;    ///< wires from one of the chains to another
    std::vector<std::size_t> entering_; ///< wires into them from elsewhere
};

} // namespace

void proveCycles(const Plan& plan, PlanningState& state) {
    std::map<std::size_t, std::vector<std::size_t>> members;
    const std::vector<std::size_t> cycleOf = cyclesOfChains(plan);
    for (std::size_t chain = 0; chain < cycleOf.size(); ++chain)
        if (cycleOf[chain] != kNoCycle) members[cycleOf[chain]].push_back(chain);
    for (auto& [cycle, chains] : members)
        CycleProof(plan, state.document, std::move(chains), state.diagnostics).run();
}

} // namespace millrace::planning
