// SPDX-License-Identifier: Apache-2.0
//
// Bounded queues that block can deadlock in one way without cycles (see prove_cycles.cpp for those): a node
// that joins two inputs (barrier) takes nothing more from `a` until `b` has caught up, the wires of the
// branch to `a` fill up, the node where the branches part is held back, and with it the records that `b`
// waits for.
//
// Be F where two branches part and J where they join. F can go on as long as the branch to `a` has room: the
// capacities of its wires and what J itself takes ahead. The counterpart of the first record that waits at
// `a` arrives once F has sent as many more records as the stages of the branch to `b` may keep. So the
// branches are safe when, on every path to `a`, the room is at least what any path to `b` may keep, and the
// same with `a` and `b` exchanged. A branch that keeps nothing is safe with any capacity.
#include "engine/graph/graph_edit.h"
#include "engine/plan/passes/planning_state.h"

#include <fmt/format.h>
#include <algorithm>

namespace millrace::planning {

namespace {

constexpr std::int64_t kAny = BoundNode::kAnyNumber;

std::int64_t plus(std::int64_t a, std::int64_t b) { return a >= kAny - b ? kAny : a + b; }

/// The branches between one node that joins and what lies before it.
class JoinProof {
public:
    JoinProof(const Plan& plan, const GraphDocument& document, std::size_t join, Diagnostics& diagnostics)
        : plan_(plan), document_(document), join_(join), diagnostics_(diagnostics) {
        for (const std::size_t edge : plan.vertices[join].inEdges)
            ports_ = std::max(ports_, plan.edges[edge].toPort + 1);
    }

    void run() {
        measure();
        for (std::size_t full = 0; full < ports_; ++full)
            for (std::size_t waiting = 0; waiting < ports_; ++waiting)
                if (full != waiting) compare(full, waiting);
    }

private:
    /// Of a vertex or wire, seen from one input of the join; `kAny` room: no path to that input.
    struct Branch {
        std::int64_t room = kAny; ///< least, over the paths to the input
        std::int64_t kept = -1;   ///< most, over the paths; -1: no path
        bool reaches() const { return kept >= 0; }
    };

    /// What a record meets on a wire and behind it.
    Branch along(const PlanEdge& edge, const std::vector<Branch>& below, std::size_t port) const {
        Branch branch;
        if (edge.feedback) return branch; // what comes back went this way before
        if (edge.to == join_) {
            if (edge.toPort != port) return {};
            branch = {plan_.vertices[join_].bound.joinCapacity, 0};
        } else if (below[edge.to].reaches()) {
            branch = below[edge.to];
            branch.kept = plus(branch.kept, plan_.vertices[edge.to].bound.mayKeep);
        } else {
            return {};
        }
        if (edge.fused) return branch;
        switch (edge.overflow) {
            case OverflowPolicy::Block: branch.room = plus(branch.room, edge.capacity); break;
            case OverflowPolicy::Fail: branch.room = kAny; break;
            case OverflowPolicy::DropNewest:
            case OverflowPolicy::DropOldest:
                branch.room = kAny;
                branch.kept = kAny; // what was dropped never comes
                break;
        }
        return branch;
    }

    void measure() {
        branches_.assign(ports_, std::vector<Branch>(plan_.vertices.size()));
        for (std::size_t port = 0; port < ports_; ++port) {
            for (std::size_t v = join_; v-- > 0;) { // topological order, from the join up
                for (const std::size_t e : plan_.vertices[v].outEdges) {
                    Branch branch = along(plan_.edges[e], branches_[port], port);
                    if (!branch.reaches()) continue;
                    if (!carriesData(plan_.edges[e])) branch.kept = kAny;
                    Branch& own = branches_[port][v];
                    own.room = std::min(own.room, branch.room);
                    own.kept = std::max(own.kept, branch.kept);
                }
            }
        }
    }

    /// Where the paths part: through different wires, one to each input.
    void compare(std::size_t full, std::size_t waiting) {
        for (std::size_t v = 0; v < join_; ++v) {
            const PlanVertex& fork = plan_.vertices[v];
            if (fork.outEdges.size() < 2 || !partsAt(v, full, waiting)) continue;
            for (const std::size_t e1 : fork.outEdges) {
                const Branch one = along(plan_.edges[e1], branches_[full], full);
                if (!one.reaches() || one.room == kAny) continue;
                for (const std::size_t e2 : fork.outEdges) {
                    if (e1 == e2) continue;
                    const Branch other = along(plan_.edges[e2], branches_[waiting], waiting);
                    if (!other.reaches()) continue;
                    const std::int64_t kept = plus(other.kept, keptAtFork(plan_.edges[e1], plan_.edges[e2]));
                    if (kept > one.room) return report(full, waiting, v, one.room, kept);
                }
            }
        }
    }

    /// A record that leaves through one output does not leave through the others, but for nodes that send
    /// every record everywhere.
    std::int64_t keptAtFork(const PlanEdge& a, const PlanEdge& b) const {
        if (a.fromPort == b.fromPort) return 0;
        return carriesData(a) && carriesData(b) ? plan_.vertices[a.from].bound.mayKeep : kAny;
    }

    /// Rejected and late records are few: most records never come this way.
    bool carriesData(const PlanEdge& edge) const {
        return plan_.vertices[edge.from].bound.outputPorts[edge.fromPort].role == PortRole::Data;
    }

    /// The paths from the vertex to the two inputs do not all meet again in between: where they do, the place
    /// behind is what counts.
    bool partsAt(std::size_t fork, std::size_t first, std::size_t second) const {
        if (!branches_[first][fork].reaches() || !branches_[second][fork].reaches()) return false;
        for (std::size_t v = fork + 1; v < join_; ++v) {
            if (branches_[first][v].reaches() && branches_[second][v].reaches() &&
                separates(v, fork, first, second))
                return false;
        }
        return true;
    }

    /// Every path from the fork to the two inputs goes through v.
    bool separates(std::size_t v, std::size_t fork, std::size_t first, std::size_t second) const {
        std::vector<bool> reached(join_ + 1, false);
        reached[fork] = true;
        for (std::size_t u = fork; u < join_; ++u) {
            if (!reached[u] || u == v) continue;
            for (const std::size_t e : plan_.vertices[u].outEdges) {
                const PlanEdge& edge = plan_.edges[e];
                if (edge.to == join_) {
                    if (edge.toPort == first || edge.toPort == second) return false;
                } else if (edge.to < join_) {
                    reached[edge.to] = true;
                }
            }
        }
        return true;
    }

    const std::string& inputName(std::size_t port) const {
        return plan_.vertices[join_].kind->inputs[port].name;
    }

    /// The wires from the fork to one input of the join that block, nearest to the join first.
    std::vector<std::size_t> wiresTo(std::size_t port, std::size_t fork) const {
        std::vector<std::size_t> wires;
        std::vector<std::size_t> reached(plan_.vertices.size(), 0);
        reached[fork] = 1;
        for (std::size_t v = fork; v < join_; ++v) {
            if (!reached[v]) continue;
            for (const std::size_t e : plan_.vertices[v].outEdges) {
                const PlanEdge& edge = plan_.edges[e];
                const bool leads =
                    edge.to == join_ ? edge.toPort == port : branches_[port][edge.to].reaches();
                if (!leads) continue;
                if (edge.to != join_) reached[edge.to] = 1;
                if (!edge.fused) wires.push_back(e);
            }
        }
        std::reverse(wires.begin(), wires.end());
        return wires;
    }

    void report(std::size_t full, std::size_t waiting, std::size_t fork, std::int64_t room,
                std::int64_t kept) {
        const PlanVertex& join = plan_.vertices[join_];
        const std::vector<std::size_t> wires = wiresTo(full, fork);
        std::string names;
        for (auto wire = wires.rbegin(); wire != wires.rend(); ++wire)
            names += (names.empty() ? "" : ", ") + plan_.edges[*wire].id;
        const std::string before = fmt::format(
            "a deadlock is possible: while `{}` waits on `{}`, {} can fill up and hold back `{}`, from which "
            "both branches come",
            join.node, inputName(waiting), names, plan_.vertices[fork].node);
        Diagnostic& d =
            kept == kAny
                ? diagnostics_.warning(
                      "MR1170",
                      before + fmt::format("; the branch to `{}` may keep any number of records, so no "
                                           "capacity is surely enough",
                                           inputName(waiting)),
                      "give `" + join.node + "` a `timeout`, after which a record goes on alone")
                : diagnostics_.warning(
                      "MR1171",
                      before + fmt::format("; the branch to `{}` may keep {} records, and there is room for "
                                           "{}",
                                           inputName(waiting), kept, room),
                      fmt::format("the smallest safe capacity of {} is {}", plan_.edges[wires.front()].id,
                                  plan_.edges[wires.front()].capacity + kept - room));
        d.node = join.node;
        d.port = inputName(waiting);
        d.edge = wires.empty() ? std::string() : plan_.edges[wires.front()].id;
        d.fix = kept == kAny ? timeoutFix(join.node) : capacityFix(wires.front(), kept - room);
    }

    static std::shared_ptr<const GraphEdit> timeoutFix(const std::string& node) {
        return std::make_shared<const GraphEdit>(edit::SetParam{node, "timeout", "10 s"});
    }

    std::shared_ptr<const GraphEdit> capacityFix(std::size_t wire, std::int64_t more) const {
        const PlanEdge& planned = plan_.edges[wire];
        for (const GraphEdge& edge : document_.edges) {
            if (edge.id() != planned.id) continue;
            boost::json::object queue = edge.queue;
            queue["capacity"] = planned.capacity + more;
            return std::make_shared<const GraphEdit>(
                edit::SetEdge{edge.from, edge.to, std::move(queue), edge.partitioning});
        }
        return nullptr;
    }

    const Plan& plan_;
    const GraphDocument& document_;
    const std::size_t join_;
    Diagnostics& diagnostics_;
    std::size_t ports_ = 0;
    std::vector<std::vector<Branch>> branches_; ///< per input of the join, per vertex before it
};

} // namespace

void proveFlow(const Plan& plan, PlanningState& state) {
    for (std::size_t v = 0; v < plan.vertices.size(); ++v) {
        const BoundNode& bound = plan.vertices[v].bound;
        if (bound.joinsInputs && bound.joinCapacity > 0)
            JoinProof(plan, state.document, v, state.diagnostics).run();
    }
}

} // namespace millrace::planning
