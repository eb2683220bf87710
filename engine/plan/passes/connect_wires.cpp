// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/plan/passes/planning_state.h"

#include <algorithm>

namespace millrace::planning {

namespace {

std::vector<std::string> namesOf(const std::vector<PortSpec>& ports) {
    std::vector<std::string> names;
    for (const PortSpec& port : ports)
        names.push_back(port.name);
    return names;
}

std::optional<std::size_t> portIndex(const std::vector<PortSpec>& ports, const std::string& name) {
    for (std::size_t i = 0; i < ports.size(); ++i) {
        if (ports[i].name == name) return i;
    }
    return std::nullopt;
}

class Wiring {
public:
    explicit Wiring(PlanningState& state) : state_(state) {
        for (std::size_t i = 0; i < state.nodes.size(); ++i) {
            index_.emplace(state.nodes[i].id(), i);
            ids_.push_back(state.nodes[i].id());
        }
    }

    void connect(const GraphEdge& edge) {
        const auto from = nodeAt(edge, edge.from);
        const auto to = nodeAt(edge, edge.to);
        if (!from || !to) return;
        // Ports of an unknown kind are unknown as well: nothing can be said about the wire.
        const bool goodFrom = checkOutput(edge, state_.nodes[*from]);
        const auto toPort = checkInput(edge, state_.nodes[*to]);
        if (!goodFrom || !toPort) return;
        if (!seen_.insert(edge.id()).second) {
            state_.error(edge, "MR1104", "the wire is there twice", "remove one of the two");
            return;
        }
        EdgeState& entry = state_.edges.emplace_back();
        entry.edge = &edge;
        entry.from = *from;
        entry.to = *to;
        entry.toPort = *toPort;
        state_.nodes[*from].outEdges.push_back(state_.edges.size() - 1);
        state_.nodes[*to].inEdges.push_back(state_.edges.size() - 1);
    }

private:
    std::optional<std::size_t> nodeAt(const GraphEdge& edge, const PortRef& end) {
        const auto found = index_.find(end.node);
        if (found != index_.end()) return found->second;
        state_.error(edge, "MR1102", "there is no node `" + end.node + "`", suggestion(end.node, ids_));
        return std::nullopt;
    }

    bool checkOutput(const GraphEdge& edge, const NodeState& node) {
        if (node.kind == nullptr) return true;
        if (portIndex(node.outputPorts, edge.from.port)) return true;
        Diagnostic& d =
            node.outputPorts.empty()
                ? state_.error(edge, "MR1105", "`" + node.id() + "` is a sink: nothing comes out of it")
                : state_.error(edge, "MR1103", "`" + node.id() + "` has no output `" + edge.from.port + "`",
                               suggestion(edge.from.port, namesOf(node.outputPorts)));
        d.node = node.id();
        d.port = edge.from.port;
        return false;
    }

    std::optional<std::size_t> checkInput(const GraphEdge& edge, const NodeState& node) {
        if (node.kind == nullptr) return 0;
        if (node.bypass != nullptr && node.bypass->in == edge.to.port) return 0;
        if (const auto index = portIndex(node.kind->inputs, edge.to.port)) return index;
        Diagnostic& d =
            node.kind->inputs.empty()
                ? state_.error(edge, "MR1105", "`" + node.id() + "` is a source: it takes no input")
                : state_.error(edge, "MR1103", "`" + node.id() + "` has no input `" + edge.to.port + "`",
                               suggestion(edge.to.port, namesOf(node.kind->inputs)));
        d.node = node.id();
        d.port = edge.to.port;
        return std::nullopt;
    }

    PlanningState& state_;
    std::map<std::string, std::size_t, std::less<>> index_;
    std::vector<std::string> ids_;
    std::set<std::string> seen_;
};

void checkOpenPorts(PlanningState& state) {
    // The ends that any wire of the document names, be it a faulty one: that has been reported already.
    auto inputs = state.flat.cutInputs, outputs = state.flat.cutOutputs;
    for (const GraphEdge& edge : state.document.edges) {
        inputs.insert(edge.to.text());
        outputs.insert(edge.from.text());
    }
    for (NodeState& node : state.nodes) {
        if (node.kind == nullptr) continue;
        for (std::size_t port = 0; port < node.kind->inputs.size(); ++port) {
            const bool connected =
                std::any_of(node.inEdges.begin(), node.inEdges.end(),
                            [&](std::size_t edge) { return state.edges[edge].toPort == port; });
            if (connected) continue;
            node.usable = false;
            const std::string& name = node.inputName(port);
            if (inputs.contains(PortRef{node.id(), name}.text())) continue;
            state
                .error(node, "MR1106", "the input `" + name + "` of `" + node.id() + "` is not connected",
                       "draw a wire to it")
                .port = name;
        }
        // Dead letters, late records and the outputs of a split may stay open: their records are counted.
        if (node.kind->outputsOf) continue;
        for (const PortSpec& port : node.outputPorts) {
            if (port.role != PortRole::Data || outputs.contains(PortRef{node.id(), port.name}.text()))
                continue;
            Diagnostic& d = state.diagnostics.warning(
                "MR1107", "the output `" + port.name + "` of `" + node.id() + "` goes nowhere",
                "draw a wire from it");
            d.node = node.id();
            d.port = port.name;
        }
    }
}

} // namespace

void connectWires(PlanningState& state) {
    for (NodeState& node : state.nodes) {
        if (node.kind != nullptr) node.outputPorts = node.kind->outputPorts(node.params);
        if (node.bypass != nullptr) node.outputPorts.front().name = node.bypass->out;
    }
    Wiring wiring(state);
    state.edges.reserve(state.document.edges.size());
    for (const GraphEdge& edge : state.document.edges)
        wiring.connect(edge);
    checkOpenPorts(state);
}

} // namespace millrace::planning
