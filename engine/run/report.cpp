// SPDX-License-Identifier: Apache-2.0
#include "engine/run/checkpoint_figures.h"
#include "engine/run/run.h"

#include <algorithm>
#include <boost/json/array.hpp>

namespace millrace {

namespace {

double seconds(std::int64_t ns) { return static_cast<double>(ns) / 1e9; }

/// {"lag": {"positions[0]": 12}, "round_trip": ...}
boost::json::object clientReport(const std::vector<ClientMetric>& metrics) {
    boost::json::object report;
    for (const ClientMetric& metric : metrics) {
        boost::json::value& values = report[infoOf(metric.metric).name];
        if (!values.is_object()) values.emplace_object();
        values.as_object()[metric.label] = metric.value;
    }
    return report;
}

boost::json::object nodeReport(const PlanVertex& vertex, const NodeMetrics& node) {
    boost::json::object ports;
    for (std::size_t i = 0; i < node.portRecords.size() && i < vertex.bound.outputPorts.size(); ++i) {
        ports[vertex.bound.outputPorts[i].name] = node.portRecords[i];
    }
    boost::json::object report{{"records_in", node.recordsIn},
                               {"records_out", node.recordsOut},
                               {"rejected", node.rejected},
                               {"late", node.late},
                               {"filtered", node.filtered},
                               {"errors", node.errors},
                               {"injected_in", node.injectedIn},
                               {"injected_out", node.injectedOut},
                               {"ports", std::move(ports)},
                               {"subtasks", node.subtasks},
                               {"busy_s", seconds(node.busyNs)},
                               {"idle_s", seconds(node.idleNs)},
                               {"back_pressured_s", seconds(node.backPressuredNs)},
                               {"lock_s", seconds(node.lockNs)},
                               {"io_s", seconds(node.ioNs)},
                               {"ready_s", seconds(node.readyNs)}};
    if (!node.client.empty()) report["client"] = clientReport(node.client);
    return report;
}

boost::json::object edgeReport(const EdgeMetrics& edge) {
    return {{"records", edge.received},
            {"dropped", edge.dropped},
            {"queued", edge.depth},
            {"capacity", edge.capacity},
            {"fused", edge.fused}};
}

boost::json::object latencyReport(const HistogramSnapshot& latency) {
    const auto us = [](std::uint64_t ns) { return static_cast<double>(ns) / 1e3; };
    return {{"p50", us(latency.quantile(0.5))},
            {"p95", us(latency.quantile(0.95))},
            {"p99", us(latency.quantile(0.99))},
            {"max", us(latency.max())}};
}

boost::json::object checkpointNode(const CheckpointRecord::Node& node) {
    return {{"alignment_s", seconds(node.alignNs)},
            {"snapshot_s", seconds(node.snapshotNs)},
            {"state_bytes", node.stateBytes},
            {"spilled_bytes", node.spilledBytes}};
}

/// Figures but the counts are of the checkpoints that CheckpointStatus::latest holds.
boost::json::object checkpointReport(const CheckpointStatus& status) {
    MonotonicNs longest = 0, last = 0, aligned = 0;
    std::int64_t bytes = 0, spilled = 0;
    for (const CheckpointRecord& record : status.latest) {
        last = durationOf(record);
        longest = std::max(longest, last);
        spilled += spilledBytesOf(record);
        bytes = record.bytes;
    }
    boost::json::object nodes;
    for (const CheckpointFigures& figures : checkpointFigures(status.latest)) {
        aligned = std::max(aligned, figures.most.alignNs);
        nodes[figures.last.node] = {{"last", checkpointNode(figures.last)},
                                    {"most", checkpointNode(figures.most)}};
    }
    return {{"restored", status.restored},
            {"last", status.last},
            {"made", status.made},
            {"given_up", status.givenUp},
            {"last_s", seconds(last)},
            {"longest_s", seconds(longest)},
            {"bytes", bytes},
            {"longest_alignment_s", seconds(aligned)},
            {"spilled_bytes", spilled},
            {"nodes", std::move(nodes)}};
}

} // namespace

boost::json::object toJson(const Diagnostic& d) {
    boost::json::object json{
        {"severity", severityName(d.severity)}, {"code", d.code}, {"message", d.message}};
    const auto put = [&](const char* key, const std::string& text) {
        if (!text.empty()) json[key] = text;
    };
    put("hint", d.hint);
    put("node", d.node);
    put("port", d.port);
    put("parameter", d.parameter);
    put("edge", d.edge);
    put("file", d.file);
    if (d.line) json["line"] = d.line;
    if (d.column) json["column"] = d.column;
    return json;
}

boost::json::object makeReport(const Run& run) {
    const PlanPtr plan = run.plan();
    const MetricsFrame frame = run.frame();
    boost::json::object nodes;
    boost::json::object latencies;
    for (std::size_t i = 0; i < plan->vertices.size() && i < frame.nodes.size(); ++i) {
        const PlanVertex& vertex = plan->vertices[i];
        nodes[vertex.node] = nodeReport(vertex, frame.nodes[i]);
        if (frame.nodes[i].latency && frame.nodes[i].latency->count() > 0) {
            latencies[vertex.node] = latencyReport(*frame.nodes[i].latency);
        }
    }
    boost::json::object edges;
    for (std::size_t i = 0; i < plan->edges.size() && i < frame.edges.size(); ++i) {
        edges[plan->edges[i].id] = edgeReport(frame.edges[i]);
    }
    boost::json::array diagnostics;
    for (const Diagnostic& d : plan->diagnostics)
        diagnostics.push_back(toJson(d));
    for (const Diagnostic& d : run.diagnostics())
        diagnostics.push_back(toJson(d));
    boost::json::object report{{"version", MILLRACE_VERSION},
                               {"id", run.id()},
                               {"name", plan->name},
                               {"state", runStateName(frame.state)},
                               {"elapsed_s", seconds(frame.elapsedNs)},
                               {"seed", run.options().seed},
                               {"graph_sha256", plan->graphSha256},
                               {"nodes", std::move(nodes)},
                               {"edges", std::move(edges)},
                               {"latency_us", std::move(latencies)},
                               {"cpu_s", frame.cpuSeconds},
                               {"max_rss_bytes", frame.maxResidentBytes},
                               {"observer_cost", frame.observerCost},
                               {"diagnostics", std::move(diagnostics)}};
    if (run.options().checkpoints) report["checkpoints"] = checkpointReport(run.checkpoints());
    return report;
}

} // namespace millrace
