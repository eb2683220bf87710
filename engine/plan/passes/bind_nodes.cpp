// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/rejected.h"
#include "engine/plan/passes/feedback.h"

#include <algorithm>
#include <exception>

namespace millrace::planning {

namespace {

bool isAbsolute(const std::string& path) {
    const bool drive = path.size() > 2 && path[1] == ':' && (path[2] == '/' || path[2] == '\\');
    return drive || (!path.empty() && (path[0] == '/' || path[0] == '\\'));
}

std::string resolve(const std::string& path, const std::string& folder) {
    if (path.empty() || path == "-" || folder.empty() || isAbsolute(path)) return path;
    return folder.back() == '/' ? folder + path : folder + "/" + path;
}

/// "column 3 is `speed` DOUBLE here and `speed` STRING there"
std::string firstDifference(const Schema& a, const std::string& fromA, const Schema& b,
                            const std::string& fromB) {
    const auto column = [](const Schema& schema, std::size_t i) {
        return "`" + schema.field(i).name + "` " + schema.field(i).type.name();
    };
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        if (i < a.size() && i < b.size() && a.field(i) == b.field(i)) continue;
        const std::string where = "column " + std::to_string(i + 1) + " is ";
        if (i >= a.size()) return where + column(b, i) + " from " + fromB + " and missing from " + fromA;
        if (i >= b.size()) return where + column(a, i) + " from " + fromA + " and missing from " + fromB;
        return where + column(a, i) + " from " + fromA + " but " + column(b, i) + " from " + fromB;
    }
    const auto eventTime = [](const Schema& schema) {
        return schema.eventTime() ? "`" + schema.field(*schema.eventTime()).name + "`" : std::string("none");
    };
    return "the event time is " + eventTime(a) + " from " + fromA + " but " + eventTime(b) + " from " + fromB;
}

class Binding {
public:
    explicit Binding(PlanningState& state) : state_(state) {}

    void bind(NodeState& node) {
        if (!collectInputs(node)) return;
        std::vector<bool> inputBounded(node.inputs.size(), true);
        for (const std::size_t edge : node.inEdges) {
            if (endsByItself(edge)) continue;
            inputBounded[state_.edges[edge].toPort] = false;
            node.bounded = false;
        }
        if (node.usable && node.checked) bindUsable(node, inputBounded);
        if (!node.bound) assumeColumns(node);
    }

    /// What comes back must be what went in; only now is known what that is.
    void checkFeedback(const EdgeState& edge) {
        const NodeState& queue = state_.nodes[edge.to];
        const auto found = state_.schemas.find(edge.edge->from.text());
        if (!edge.feedback || queue.inputs.empty() || !queue.inputs[edge.toPort]) return;
        if (found == state_.schemas.end() || *found->second == *queue.inputs[edge.toPort]) return;
        Diagnostic& d = state_.error(queue, "MR1112",
                                     "what comes back must have the columns of what goes in: " +
                                         firstDifference(*queue.inputs[edge.toPort], "outside",
                                                         *found->second, edge.edge->from.text()),
                                     "make them equal with a select or a map");
        d.edge = edge.edge->id();
    }

private:
    /// A wire that leads back ends with the sources of its cycle.
    bool endsByItself(std::size_t edge) const {
        if (!state_.edges[edge].feedback) return state_.nodes[state_.edges[edge].from].bounded;
        return std::all_of(state_.nodes.begin(), state_.nodes.end(), [](const NodeState& node) {
            return !node.bound || !node.bound->makeSource || node.bounded;
        });
    }

    /// The columns of a wire that leads back, before the node it comes from is bound.
    SchemaPtr columnsComingBack(std::size_t edge) const {
        const auto schemaOf = [this](std::size_t wire) {
            return state_.schemas.find(state_.edges[wire].edge->from.text());
        };
        const auto isBound = [this](std::size_t node) { return state_.nodes[node].bound.has_value(); };
        const auto origin = columnsOrigin(state_, edge, isBound);
        if (!origin) return nullptr;
        const auto known = schemaOf(*origin);
        return known == state_.schemas.end() ? rejectedSchema() : known->second;
    }

    void bindUsable(NodeState& node, const std::vector<bool>& inputBounded) {
        Diagnostics findings;
        BindContext context{node.id(),
                            *node.checked,
                            node.inputs,
                            inputBounded,
                            [this, &node](const std::string& path) { return resolvePath(node, path); },
                            findings};
        try {
            Result<BoundNode> bound = node.kind->bind(context);
            if (bound) {
                node.bound = std::move(*bound);
            } else {
                findings.append(bound.error());
            }
        } catch (const std::exception& failure) {
            findings.error("MR1121", std::string("the node failed while it was checked: ") + failure.what());
        }
        for (Diagnostic finding : findings) {
            if (finding.node.empty()) finding.node = node.id();
            state_.diagnostics.add(std::move(finding));
        }
        if (findings.hasErrors()) node.bound.reset();
        if (node.bound && node.bypass != nullptr) node.bound->outputPorts.front().name = node.bypass->out;
        if (node.bound) accept(node);
    }

    /// What hangs behind a faulty node is checked, too, as far as its columns are known all the same.
    void assumeColumns(const NodeState& node) {
        for (const PortSpec& port : node.outputPorts) {
            SchemaPtr columns;
            if (port.role == PortRole::Rejected) {
                columns = rejectedSchema();
            } else if (!node.inputs.empty() && (port.role == PortRole::Late || node.kind->keepsColumns)) {
                columns = node.inputs.front();
            }
            if (columns) state_.schemas.emplace(node.id() + "." + port.name, columns);
        }
    }

    /// False when some input has no schema, because of an error that has been reported.
    bool collectInputs(NodeState& node) {
        if (node.kind == nullptr) return false;
        node.inputs.assign(node.kind->inputs.size(), nullptr);
        std::vector<std::string> origins(node.inputs.size());
        bool complete = true;
        for (const std::size_t index : node.inEdges) {
            const EdgeState& edge = state_.edges[index];
            if (edge.feedback) continue;
            const auto found = state_.schemas.find(edge.edge->from.text());
            if (found == state_.schemas.end()) {
                complete = false;
                continue;
            }
            SchemaPtr& input = node.inputs[edge.toPort];
            if (!input) {
                input = found->second;
                origins[edge.toPort] = edge.edge->from.text();
                const std::string name = node.id() + "." + node.inputName(edge.toPort);
                state_.schemas.emplace(name, input);
            } else if (*input != *found->second) {
                Diagnostic& d = state_.error(
                    node, "MR1120",
                    "wires into one input must carry the same columns: " +
                        firstDifference(*input, origins[edge.toPort], *found->second, edge.edge->from.text()),
                    "make them equal with a select or a map");
                d.port = node.inputName(edge.toPort);
                d.edge = edge.edge->id();
                complete = false;
            }
        }
        for (const std::size_t index : node.inEdges) {
            const EdgeState& edge = state_.edges[index];
            SchemaPtr& input = node.inputs[edge.toPort];
            if (!edge.feedback || input) continue;
            input = columnsComingBack(index);
            if (input) state_.schemas.emplace(node.id() + "." + node.inputName(edge.toPort), input);
        }
        for (const SchemaPtr& input : node.inputs)
            complete = complete && input != nullptr;
        return complete;
    }

    std::string resolvePath(const NodeState& node, const std::string& path) const {
        const bool fromOverride = node.currentFolderPaths.count(path) > 0;
        return resolve(path, fromOverride ? state_.options.currentFolder : state_.options.graphFolder);
    }

    void accept(NodeState& node) {
        const BoundNode& bound = *node.bound;
        const bool isSource = bound.makeSource != nullptr;
        const bool consistent = bound.outputs.size() == bound.outputPorts.size() &&
                                isSource != (bound.makeOperator != nullptr) &&
                                isSource == node.kind->inputs.empty();
        if (!consistent) {
            state_.error(node, "MR1122",
                         "the node kind `" + node.kind->name + "` is faulty: it bound inconsistently");
            node.bound.reset();
            return;
        }
        if (isSource) node.bounded = bound.bounded;
        for (std::size_t port = 0; port < bound.outputPorts.size(); ++port)
            state_.schemas.insert_or_assign(node.id() + "." + bound.outputPorts[port].name,
                                            bound.outputs[port]);
        for (const std::size_t index : node.outEdges) {
            const EdgeState& edge = state_.edges[index];
            if (state_.schemas.count(edge.edge->from.text()) > 0) continue;
            state_.error(*edge.edge, "MR1122",
                         "the node kind `" + node.kind->name + "` is faulty: it did not bind its output `" +
                             edge.edge->from.port + "`");
        }
    }

    PlanningState& state_;
};

} // namespace

void bindNodes(PlanningState& state) {
    Binding binding(state);
    for (const std::size_t node : state.order)
        binding.bind(state.nodes[node]);
    for (const EdgeState& edge : state.edges)
        binding.checkFeedback(edge);
}

} // namespace millrace::planning
