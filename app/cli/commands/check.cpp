// SPDX-License-Identifier: Apache-2.0
#include "app/cli/instance_options.h"
#include "app/cli/planned_graph.h"
#include "app/cli/terminal.h"
#include "engine/base/printable.h"
#include "engine/plan/checkpoint_rules.h"
#include "engine/run/experiment.h"
#include "engine/run/run.h"
#include "engine/sim/simulation_settings.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <cstdio>

namespace millrace::cli {

namespace {

/// What a run with --state could promise, per sink; or what stands against one.
boost::json::object checkpointReport(const Plan& plan) {
    boost::json::array obstacles;
    for (const Diagnostic& d : checkpointObstacles(plan))
        obstacles.push_back(toJson(d));
    boost::json::object sinks;
    for (const PlanVertex& vertex : plan.vertices) {
        if (vertex.bound.delivery)
            sinks[vertex.node] = {{"guarantee", nameOf(*vertex.bound.delivery)},
                                  {"reason", vertex.bound.deliveryReason}};
    }
    return {
        {"possible", obstacles.empty()}, {"obstacles", std::move(obstacles)}, {"sinks", std::move(sinks)}};
}

void printCheckpoints(const Plan& plan) {
    const Diagnostics obstacles = checkpointObstacles(plan);
    if (obstacles.hasErrors()) {
        fmt::print("run --state: not possible: {}\n", printable(obstacles.items.front().message));
        return;
    }
    for (const PlanVertex& vertex : plan.vertices) {
        if (!vertex.bound.delivery) continue;
        fmt::print("run --state: {} {}{}{}\n", vertex.node, nameOf(*vertex.bound.delivery),
                   vertex.bound.deliveryReason.empty() ? "" : ": ", printable(vertex.bound.deliveryReason));
    }
}

/// What the instance would take of each source. How many partitions there are only the brokers know.
void printShare(const Plan& plan, const Instance& instance) {
    if (instance.count < 2) return;
    const int first = instance.index, all = instance.count;
    for (const PlanVertex& vertex : plan.vertices)
        if (vertex.bound.sharedByInstances)
            fmt::print(
                "run --instance {}/{}: {} reads partitions {}, {}, {} and so on of each topic; which "
                "there are is looked up when the run starts\n",
                first + 1, all, vertex.node, first, first + all, first + 2 * all);
}

boost::json::object checkReport(const Planning& planning, const Instance& instance) {
    boost::json::array diagnostics;
    for (const Diagnostic& d : planning.diagnostics)
        diagnostics.push_back(toJson(d));
    boost::json::object report{{"ok", planning.plan != nullptr}, {"diagnostics", std::move(diagnostics)}};
    if (!planning.plan) return report;
    boost::json::object nodes, edges;
    for (const PlanVertex& vertex : planning.plan->vertices) {
        boost::json::object outputs;
        for (std::size_t i = 0; i < vertex.bound.outputs.size() && i < vertex.bound.outputPorts.size(); ++i)
            outputs[vertex.bound.outputPorts[i].name] = toText(*vertex.bound.outputs[i]);
        const PlanChain& chain = planning.plan->chains[vertex.chain];
        nodes[vertex.node] = {{"kind", vertex.kind->name},
                              {"executor", nameOf(chain.executor)},
                              {"workers", chain.workers},
                              {"operations", chain.operations},
                              {"ordering", nameOf(chain.ordering)},
                              {"chain", vertex.chain},
                              {"where", vertex.choice},
                              {"outputs", std::move(outputs)}};
    }
    for (const PlanEdge& edge : planning.plan->edges) {
        edges[edge.id] = {{"fused", edge.fused},
                          {"capacity", edge.capacity},
                          {"overflow", nameOf(edge.overflow)},
                          {"partitioning", nameOf(edge.partitioning)}};
    }
    report["graph_sha256"] = planning.plan->graphSha256;
    report["nodes"] = std::move(nodes);
    report["edges"] = std::move(edges);
    report["checkpoints"] = checkpointReport(*planning.plan);
    if (instance.count > 1)
        report["instance"] = {{"partitions_from", instance.index}, {"partitions_step", instance.count}};
    return report;
}

void printPlan(const Plan& plan) {
    int width = 4;
    for (const PlanVertex& vertex : plan.vertices)
        width = std::max(width, displayWidth(vertex.node));
    for (const PlanVertex& vertex : plan.vertices) {
        fmt::print("{}  {}  {}\n", fitted(vertex.node, width), fitted(vertex.kind->name, 14),
                   printable(vertex.choice));
        for (std::size_t i = 0; i < vertex.bound.outputs.size() && i < vertex.bound.outputPorts.size(); ++i)
            fmt::print("{}    {}: {}\n", std::string(static_cast<std::size_t>(width), ' '),
                       vertex.bound.outputPorts[i].name, printable(toText(*vertex.bound.outputs[i])));
    }
}

/// What a simulation would find wrong with the block `simulation`, and its experiments with the graph.
Diagnostics simulationFindings(const PlannedGraph& planned) {
    const GraphDocument& document = planned.planning.plan->document;
    Diagnostics found;
    if (const auto settings = sim::readSimulationSettings(*planned.planning.plan); settings)
        found = settings->warnings;
    else
        found = settings.error();
    found.append(checkExperiments(document, *planned.kinds.registry));
    for (Diagnostic& d : found.items)
        planned.positions.locate(d, document, planned.path);
    return found;
}

} // namespace

int checkCommand(const Arguments& arguments) {
    const auto shares = readShares(arguments);
    if (!shares) {
        printDiagnostics(shares.error());
        return kExitUsage;
    }
    std::vector<PlannedShare> plannedShares = planShares(arguments, *shares);
    PlannedGraph& planned = plannedShares.front().graph;
    if (planned.planning.plan) {
        if (const Diagnostics obstacles = shareObstacles(plannedShares); obstacles.hasErrors()) {
            planned.planning.diagnostics.append(obstacles);
            planned.planning.plan.reset();
            planned.exitStatus = kExitGraphErrors;
        }
    }
    if (planned.planning.plan) {
        const Diagnostics found = simulationFindings(planned);
        planned.planning.diagnostics.append(found);
        if (found.hasErrors()) {
            planned.planning.plan.reset();
            planned.exitStatus = kExitGraphErrors;
        }
    }
    if (arguments.has("json")) {
        fmt::print("{}\n", prettyJson(checkReport(planned.planning, plannedShares.front().share.instance)));
        return planned.exitStatus;
    }
    printDiagnostics(planned.planning.diagnostics);
    if (!planned.planning.plan) return planned.exitStatus;
    if (!arguments.has("quiet")) {
        printPlan(*planned.planning.plan);
        printCheckpoints(*planned.planning.plan);
        printShare(*planned.planning.plan, plannedShares.front().share.instance);
        fmt::print("{}: {} nodes, no errors\n", planned.path, planned.planning.plan->vertices.size());
    }
    return kExitFinished;
}

} // namespace millrace::cli
