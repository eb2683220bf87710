// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/flatten.h"
#include "engine/plan/passes/overrides.h"
#include "engine/plan/planner.h"

#include <map>
#include <set>

namespace millrace::planning {

/// A node's `concurrency` block once read; what it does not say stays empty.
struct ConcurrencySettings {
    std::optional<ExecutorKind> executor;
    std::optional<int> workers;
    std::optional<Ordering> ordering;
    std::vector<std::string> key;
    std::optional<std::size_t> batchSize;
    std::int64_t lingerNs = 0;
};

struct NodeState {
    const GraphNode* node = nullptr; ///< in PlanningState::document
    const NodeKind* kind = nullptr;  ///< null: unknown
    boost::json::object params;      ///< raw, `${...}` resolved
    boost::json::object concurrency; ///< likewise
    std::set<std::string>
        currentFolderPaths; ///< texts among the parameters that an override gave, as far as they begin
    std::set<std::string>
        unresolved;     ///< parameters whose `${...}` stand for nothing, which has been reported
    bool usable = true; ///< false: something about it is wrong, so it is not bound
    std::vector<PortSpec> outputPorts;
    std::vector<std::size_t> inEdges, outEdges; ///< indices into PlanningState::edges
    std::optional<Params> checked;
    std::optional<BoundNode> bound;
    std::vector<SchemaPtr> inputs;
    bool bounded = true;
    ConcurrencySettings settings;

    const FlatGraph::Bypass* bypass = nullptr; ///< in PlanningState::flat; null: not bypassed

    const std::string& id() const { return node->id; }
    /// As the wires call it.
    const std::string& inputName(std::size_t port) const {
        return bypass != nullptr ? bypass->in : kind->inputs[port].name;
    }
    const std::string& title() const {
        if (!node->title.empty() || kind == nullptr) return node->title.empty() ? node->id : node->title;
        return kind->title;
    }
};

/// The settings of a wire, raw, `${...}` resolved.
struct WireSettings {
    boost::json::object queue;
    std::string partitioning;
};

/// A wire both ends of which exist.
struct EdgeState {
    const GraphEdge* edge = nullptr;          ///< in PlanningState::document
    std::size_t from = 0, to = 0;             ///< indices into PlanningState::nodes
    std::size_t toPort = 0;                   ///< fromPort is known once the upstream node is bound
    bool hasQueue = false;                    ///< the document asks for a queue of its own
    std::optional<std::int64_t> capacity;     ///< records, as the document says
    std::optional<OverflowPolicy> overflow;   ///< likewise
    std::optional<Partitioning> partitioning; ///< as the document says
    std::vector<std::string> hashColumns;
    bool feedback = false; ///< leads back into a cycle; see orderNodes()
};

/// What one planning works on; each pass reads what the passes before it wrote. Lives for one call of plan().
struct PlanningState {
    PlanningState(GraphDocument doc, const Registry& kinds, const PlanOptions& opts)
        : written(std::move(doc)), registry(kinds), options(opts) {}

    GraphDocument written; ///< overrides applied, subgraphs and modes as they stand in the file
    FlatGraph flat;
    GraphDocument& document = flat.document; ///< what is planned
    const Registry& registry;
    const PlanOptions& options;
    OverrideOrigins origins;
    /// Node or wire and dotted path -> the override of a graph parameter that is the whole value there.
    std::map<std::pair<std::string, std::string>, std::string> overrideOf;
    Diagnostics diagnostics;
    std::vector<NodeState> nodes;           ///< in document order
    std::vector<WireSettings> wireSettings; ///< one per edge of the document
    std::vector<EdgeState> edges;           ///< in document order, faulty ones left out
    std::vector<std::size_t> order;         ///< topological; what hangs behind a cycle is left out
    std::map<std::string, SchemaPtr, std::less<>> schemas;

    Diagnostic& error(const NodeState& node, const char* code, std::string message, std::string hint = {}) {
        Diagnostic& d = diagnostics.error(code, std::move(message), std::move(hint));
        d.node = node.id();
        return d;
    }
    Diagnostic& error(const GraphEdge& edge, const char* code, std::string message, std::string hint = {}) {
        Diagnostic& d = diagnostics.error(code, std::move(message), std::move(hint));
        d.edge = edge.id();
        return d;
    }
};

/// What is wrong with a value that an override gave stands on the command line, not in the file.
void placeOverrides(PlanningState& state);
/// An edit that mends a finding is one of the document as written.
void placeFixes(PlanningState& state);
void resolveKinds(PlanningState& state); ///< MR1100, MR1101, MR1108
void substitute(PlanningState& state);   ///< MR1403 to MR1408
void connectWires(PlanningState& state); ///< MR1102 to MR1107
/// Also decides which wires lead back, through queues. MR1110, MR1111
void orderNodes(PlanningState& state);
void readConcurrency(PlanningState& state);            ///< MR1130 to MR1134
void readQueues(PlanningState& state);                 ///< MR1150 to MR1153
void readCheckpoint(PlanningState& state, Plan& plan); ///< MR1195, MR1196
void checkParameters(PlanningState& state);            ///< MR30xx
void bindNodes(PlanningState& state);                  ///< MR1112, MR1120 to MR1122, and what the nodes say
/// In a safe run: nodes that write outside become buffers. MR1163
void replaceWriters(PlanningState& state);
void checkTargets(PlanningState& state); ///< MR1160 to MR1162
/// Only without errors: vertices, chains, wires. May still add errors (MR1135 to MR1146).
void buildPlan(PlanningState& state, Plan& plan);
/// Finds wires that can fill up while the record that would empty them is kept behind them. MR1170, MR1171
void proveFlow(const Plan& plan, PlanningState& state);
/// Finds cycles of wires that can fill up all together. MR1172
void proveCycles(const Plan& plan, PlanningState& state);
/// Finds shared resources that nodes take in orders that contradict each other. MR1173, MR1174
void proveLocks(const Plan& plan, PlanningState& state);

} // namespace millrace::planning
