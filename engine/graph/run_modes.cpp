// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/run_modes.h"

#include <algorithm>

namespace millrace {

namespace {

class Modes {
public:
    Modes(std::vector<FlatNode>& nodes, std::vector<FlatWire>& wires, Diagnostics& diagnostics)
        : nodes_(nodes), wires_(wires), diagnostics_(diagnostics), outgoing_(nodes.size()) {
        std::vector<bool> fed(nodes.size(), false);
        for (std::size_t w = 0; w < wires.size(); ++w) {
            if (wires[w].to != FlatWire::kNowhere) fed[wires[w].to] = true;
            if (wires[w].from != FlatWire::kNowhere) outgoing_[wires[w].from].push_back(w);
        }
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const NodeKind* kind = nodes[i].kind;
            if (!fed[i] || (kind != nullptr && kind->inputs.empty())) sources_.push_back(i);
        }
    }

    void run() {
        const std::vector<bool> before = reached(false);
        for (FlatWire& wire : wires_)
            wire.cut = wire.cut || endsAtGone(wire) || misses(wire);
        const std::vector<bool> after = reached(true);
        for (std::size_t i = 0; i < nodes_.size(); ++i)
            nodes_[i].gone = nodes_[i].gone || (before[i] && !after[i]);
        for (FlatWire& wire : wires_)
            wire.cut = wire.cut || endsAtGone(wire);
        reportStarving();
    }

private:
    bool isGone(std::size_t node) const { return node != FlatWire::kNowhere && nodes_[node].gone; }
    bool endsAtGone(const FlatWire& wire) const { return isGone(wire.from) || isGone(wire.to); }

    /// The wire is at a port that its bypassed node does not join to anything.
    bool misses(const FlatWire& wire) const {
        const auto bypassOf = [this](std::size_t node) {
            return node == FlatWire::kNowhere ? std::nullopt : nodes_[node].bypass;
        };
        const auto from = bypassOf(wire.from), to = bypassOf(wire.to);
        return (from && from->out != wire.edge.from.port) || (to && to->in != wire.edge.to.port);
    }

    /// From a source on; with `modes`, over what is left.
    std::vector<bool> reached(bool modes) const {
        std::vector<bool> seen(nodes_.size(), false);
        std::vector<std::size_t> open;
        for (const std::size_t source : sources_) {
            if (modes && nodes_[source].gone) continue;
            seen[source] = true;
            open.push_back(source);
        }
        while (!open.empty()) {
            const std::size_t node = open.back();
            open.pop_back();
            for (const std::size_t w : outgoing_[node]) {
                const FlatWire& wire = wires_[w];
                if ((modes && wire.cut) || wire.to == FlatWire::kNowhere || seen[wire.to]) continue;
                seen[wire.to] = true;
                open.push_back(wire.to);
            }
        }
        return seen;
    }

    void reportStarving() {
        std::set<std::string> kept;
        for (const FlatWire& wire : wires_)
            if (!wire.cut) kept.insert(wire.edge.to.text());
        std::set<std::string> reported;
        for (const FlatWire& wire : wires_) {
            if (!wire.cut || wire.to == FlatWire::kNowhere || nodes_[wire.to].gone) continue;
            const PortRef& input = wire.edge.to;
            const bool passedBy = nodes_[wire.to].bypass && nodes_[wire.to].bypass->in != input.port;
            if (passedBy || kept.contains(input.text()) || !reported.insert(input.text()).second) continue;
            Diagnostic& d =
                diagnostics_.error("MR1191",
                                   "the input `" + input.port + "` of `" + input.node +
                                       "` gets no records: all that sends to it is disabled or bypassed",
                                   "disable `" + input.node + "`, too, or enable what sends to it");
            d.node = input.node;
            d.port = input.port;
        }
    }

    std::vector<FlatNode>& nodes_;
    std::vector<FlatWire>& wires_;
    Diagnostics& diagnostics_;
    std::vector<std::vector<std::size_t>> outgoing_; ///< wires by node
    std::vector<std::size_t> sources_;               ///< where records begin, as far as can be told
};

} // namespace

void applyModes(std::vector<FlatNode>& nodes, std::vector<FlatWire>& wires, Diagnostics& diagnostics) {
    const bool any = std::any_of(nodes.begin(), nodes.end(),
                                 [](const FlatNode& node) { return node.gone || node.bypass; });
    if (any) Modes(nodes, wires, diagnostics).run();
}

} // namespace millrace
