// SPDX-License-Identifier: Apache-2.0
//
// What a run does for whoever takes it apart while it goes on: breakpoints and injected records.
#include "engine/data/row_hash.h"
#include "engine/runtime/run_impl.h"

#include <fmt/format.h>
#include <algorithm>

namespace millrace {

namespace {

Diagnostics refusal(const char* code, std::string message, std::string hint, const std::string& node,
                    const std::string& port) {
    Diagnostics problem;
    Diagnostic& d = problem.error(code, std::move(message), std::move(hint));
    d.node = node;
    d.port = port;
    return problem;
}

/// Empty when the columns are the ones wanted.
std::string misfit(const Schema& given, const Schema& wanted) {
    for (std::size_t i = 0; i < std::max(given.size(), wanted.size()); ++i) {
        if (i >= given.size()) return "column `" + wanted.field(i).name + "` is missing";
        if (i >= wanted.size()) return "there is no column `" + given.field(i).name + "`";
        if (given.field(i) == wanted.field(i)) continue;
        return fmt::format("column {} is `{}` {}, not `{}` {}", i + 1, wanted.field(i).name,
                           wanted.field(i).type.name(), given.field(i).name, given.field(i).type.name());
    }
    return {};
}

/// A port by name: inputs first.
struct Port {
    bool isInput = false;
    std::size_t index = 0;
    SchemaPtr columns;
};
std::optional<Port> portOf(const PlanVertex& vertex, const std::string& name) {
    for (std::size_t i = 0; i < vertex.kind->inputs.size() && i < vertex.inputs.size(); ++i)
        if (vertex.kind->inputs[i].name == name) return Port{true, i, vertex.inputs[i]};
    for (std::size_t i = 0; i < vertex.bound.outputPorts.size(); ++i)
        if (vertex.bound.outputPorts[i].name == name) return Port{false, i, vertex.bound.outputs[i]};
    return std::nullopt;
}

std::string portNames(const PlanVertex& vertex) {
    std::string names;
    for (const auto* ports : {&vertex.kind->inputs, &vertex.bound.outputPorts})
        for (const PortSpec& port : *ports)
            names += (names.empty() ? "" : ", ") + port.name;
    return names;
}

bool lacksEventTime(const RecordBatch& records) {
    const auto eventTime = records.schema()->eventTime();
    for (std::size_t i = 0; eventTime && i < records.rows(); ++i)
        if (records.column(*eventTime).isNull(records.rowAt(i))) return true;
    return false;
}

} // namespace

std::vector<BreakpointState> RunImpl::breakpoints() const {
    std::vector<BreakpointState> states;
    const bool exact = quiet_.load(std::memory_order_acquire);
    for (const auto& gate : breakpoints_.gates()) {
        BreakpointState& state = states.emplace_back(gate->state());
        EdgeMetrics edge;
        fillEdge(edge, state.breakpoint.edge, exact);
        state.waiting = edge.depth;
        state.holding = state.holding && !isFinal(scope_.state());
    }
    return states;
}

Result<void> RunImpl::inject(Injection injection) {
    const std::string& node = injection.node;
    const std::string& portName = injection.port;
    RecordBatch& records = injection.records;
    const auto& vertices = firstPlan_->vertices;
    const auto vertex = std::find_if(vertices.begin(), vertices.end(),
                                     [&](const PlanVertex& candidate) { return candidate.node == node; });
    if (vertex == vertices.end())
        return refusal("MR4304", "there is no node `" + node + "` in this run", {}, node, {});
    const auto port = portOf(*vertex, portName);
    if (!port)
        return refusal("MR4304", "`" + node + "` has no port `" + portName + "`",
                       "its ports are: " + portNames(*vertex), node, portName);
    if (records.empty()) return {};
    if (const std::string why = misfit(*records.schema(), *port->columns); !why.empty())
        return refusal("MR4305", fmt::format("the records do not fit {}.{}: {}", node, portName, why),
                       "its columns are: " + toText(*port->columns), node, portName);
    records = records.withColumns(port->columns, records.columns());
    if (lacksEventTime(records))
        return refusal("MR4305",
                       fmt::format("a record for {}.{} has no event time (`{}`)", node, portName,
                                   port->columns->field(*port->columns->eventTime()).name),
                       {}, node, portName);

    const auto ended = [&] {
        return refusal("MR4306", "`" + node + "` has ended: nothing can be injected any more", {}, node,
                       portName);
    };
    if (isFinal(scope_.state()) || scope_.stopping()) return ended();
    const auto index = static_cast<std::size_t>(vertex - vertices.begin());
    const auto& chain = firstPlan_->chains[vertex->chain].vertices;
    const auto slot = static_cast<std::size_t>(std::find(chain.begin(), chain.end(), index) - chain.begin());
    const auto tasks = graph_.tasksOf(vertex->chain);
    const auto post = [&](std::size_t task, const RecordBatch& some) {
        return tasks[task]->post(Task::Injection{slot, port->isInput, port->index, some});
    };
    // Into the worker that the wire would have chosen, where that matters.
    const PlanEdge* wire = nullptr;
    for (const std::size_t e : vertex->inEdges) {
        const PlanEdge& edge = firstPlan_->edges[e];
        if (port->isInput && edge.toPort == port->index && !edge.fused) wire = &edge;
    }
    const bool byKey = wire && wire->partitioning == Partitioning::Hash && tasks.size() > 1;
    const bool toAll = wire && wire->partitioning == Partitioning::Broadcast;
    if (!byKey && !toAll) {
        for (std::size_t task = 0; task < tasks.size(); ++task)
            if (post(task, records)) return {};
        return ended();
    }
    std::vector<std::shared_ptr<Selection::Rows>> rows(tasks.size());
    for (auto& selection : rows)
        selection = makePooled<Selection::Rows>();
    std::vector<std::uint64_t> hashes;
    if (byKey) hashRows(records, wire->keyColumns, kWorkerSeed, hashes);
    for (std::size_t i = 0; i < records.rows(); ++i) {
        for (std::size_t task = 0; task < tasks.size(); ++task)
            if (toAll || workerFor(hashes[i], tasks.size()) == task) rows[task]->push_back(records.rowAt(i));
    }
    bool all = true;
    for (std::size_t task = 0; task < tasks.size(); ++task)
        if (!rows[task]->empty()) all = post(task, records.withSelection(Selection(rows[task]))) && all;
    return all ? Result<void>() : Result<void>(ended());
}

} // namespace millrace
