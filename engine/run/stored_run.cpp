// SPDX-License-Identifier: Apache-2.0
#include "engine/run/stored_run.h"

#include "engine/graph/graph_json.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace millrace {

namespace {

std::vector<MetricsFrame> thinned(const MetricsHistory& history, std::size_t maxFrames) {
    const auto& frames = history.frames();
    const std::size_t step = frames.size() / std::max<std::size_t>(maxFrames, 1) + 1;
    std::vector<MetricsFrame> kept;
    for (std::size_t i = 0; i < frames.size(); ++i)
        if (i % step == 0 || i + 1 == frames.size()) kept.push_back(frames[i]);
    return kept;
}

std::string planText(const Plan& plan) {
    boost::json::array nodes;
    for (const PlanVertex& vertex : plan.vertices)
        nodes.push_back({{"id", vertex.node},
                         {"kind", vertex.kind->name},
                         {"title", vertex.title},
                         {"choice", vertex.choice}});
    boost::json::array edges;
    for (const PlanEdge& edge : plan.edges)
        edges.push_back({{"id", edge.id},
                         {"fused", edge.fused},
                         {"capacity", edge.capacity},
                         {"overflow", nameOf(edge.overflow)}});
    return boost::json::serialize(
        boost::json::object{{"nodes", std::move(nodes)}, {"edges", std::move(edges)}});
}

} // namespace

StoredRun storedRunOf(const Run& run, const MetricsHistory& history, const std::string& graphFile,
                      std::size_t maxFrames) {
    const PlanPtr plan = run.plan();
    const MetricsFrame last = run.frame();
    StoredRun stored;
    stored.summary.id = run.id();
    stored.summary.graphName = plan->name;
    stored.summary.graphFile = graphFile;
    stored.summary.graphSha256 = plan->graphSha256;
    stored.summary.startedAt = last.wallClock - last.elapsedNs / 1'000'000;
    stored.summary.elapsedSeconds = static_cast<double>(last.elapsedNs) * 1e-9;
    stored.summary.state = runStateName(last.state);
    stored.summary.seed = run.options().seed;
    stored.summary.simulated = run.virtualTime() != nullptr;
    for (std::size_t i = 0; i < plan->vertices.size(); ++i) {
        const PlanVertex& vertex = plan->vertices[i];
        const NodeMetrics& metrics = last.nodes[i];
        stored.nodeIds.push_back(vertex.node);
        if (vertex.kind->category == Category::Source) stored.summary.recordsIn += metrics.recordsOut;
        if (metrics.latency && metrics.latency->count() > 0)
            stored.summary.p99LatencyUs =
                std::max(stored.summary.p99LatencyUs,
                         static_cast<std::int64_t>(metrics.latency->quantile(0.99) / 1000));
    }
    for (const PlanEdge& edge : plan->edges)
        stored.edgeIds.push_back(edge.id);
    stored.graph = writeGraph(plan->document);
    stored.plan = planText(*plan);
    stored.report = boost::json::serialize(makeReport(run));
    stored.frames = thinned(history, maxFrames);
    return stored;
}

} // namespace millrace
