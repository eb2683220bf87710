// SPDX-License-Identifier: Apache-2.0
#include "app/shared/prometheus_text.h"

#include "app/shared/metric_family.h"
#include "engine/metrics/metrics.h"

#include <fmt/format.h>
#include <algorithm>
#include <functional>

namespace millrace {

namespace {

/// As the catalogue says.
MetricFamily familyOf(std::string& out, Metric metric) {
    const MetricInfo& info = infoOf(metric);
    const MetricFamily::Type type = info.kind == MetricKind::Counter ? MetricFamily::Type::Counter
                                    : info.kind == MetricKind::Gauge ? MetricFamily::Type::Gauge
                                                                     : MetricFamily::Type::Summary;
    return {out, info.name, type, info.unit, info.help};
}

struct NodeCounter {
    Metric metric;
    std::int64_t NodeMetrics::*member;
};
constexpr NodeCounter kNodeCounters[] = {{Metric::RecordsIn, &NodeMetrics::recordsIn},
                                         {Metric::RecordsOut, &NodeMetrics::recordsOut},
                                         {Metric::BatchesIn, &NodeMetrics::batchesIn},
                                         {Metric::BatchesOut, &NodeMetrics::batchesOut},
                                         {Metric::BytesIn, &NodeMetrics::bytesIn},
                                         {Metric::BytesOut, &NodeMetrics::bytesOut},
                                         {Metric::Rejected, &NodeMetrics::rejected},
                                         {Metric::Late, &NodeMetrics::late},
                                         {Metric::Filtered, &NodeMetrics::filtered},
                                         {Metric::Errors, &NodeMetrics::errors},
                                         {Metric::InjectedIn, &NodeMetrics::injectedIn},
                                         {Metric::InjectedOut, &NodeMetrics::injectedOut},
                                         {Metric::Busy, &NodeMetrics::busyNs},
                                         {Metric::Idle, &NodeMetrics::idleNs},
                                         {Metric::BackPressured, &NodeMetrics::backPressuredNs},
                                         {Metric::Lock, &NodeMetrics::lockNs},
                                         {Metric::Io, &NodeMetrics::ioNs},
                                         {Metric::Ready, &NodeMetrics::readyNs}};
struct EdgeCounter {
    Metric metric;
    std::int64_t EdgeMetrics::*member;
};
constexpr EdgeCounter kEdgeCounters[] = {{Metric::Sent, &EdgeMetrics::sent},
                                         {Metric::Received, &EdgeMetrics::received},
                                         {Metric::Dropped, &EdgeMetrics::dropped},
                                         {Metric::Depth, &EdgeMetrics::depth},
                                         {Metric::Capacity, &EdgeMetrics::capacity}};

bool anyClientHas(const MetricsFrame& frame, Metric metric) {
    return std::any_of(frame.nodes.begin(), frame.nodes.end(), [metric](const NodeMetrics& node) {
        return std::any_of(node.client.begin(), node.client.end(),
                           [metric](const ClientMetric& client) { return client.metric == metric; });
    });
}

} // namespace

std::string prometheusText(const Plan& plan, const MetricsFrame& frame, const std::string& runId) {
    std::string out;
    const std::string run = fmt::format("run=\"{}\"", escapedLabel(runId));
    const auto forNodes =
        [&](Metric metric,
            const std::function<void(MetricFamily&, const std::string&, const NodeMetrics&)>& write) {
            MetricFamily family = familyOf(out, metric);
            for (std::size_t i = 0; i < plan.vertices.size() && i < frame.nodes.size(); ++i)
                write(family, run + fmt::format(",node=\"{}\"", escapedLabel(plan.vertices[i].node)),
                      frame.nodes[i]);
        };
    const auto forEdges =
        [&](Metric metric,
            const std::function<void(MetricFamily&, const std::string&, const EdgeMetrics&)>& write) {
            MetricFamily family = familyOf(out, metric);
            for (std::size_t i = 0; i < plan.edges.size() && i < frame.edges.size(); ++i)
                if (!frame.edges[i].fused)
                    write(family, run + fmt::format(",edge=\"{}\"", escapedLabel(plan.edges[i].id)),
                          frame.edges[i]);
        };
    for (const NodeCounter& counter : kNodeCounters)
        forNodes(counter.metric,
                 [&](MetricFamily& family, const std::string& labels, const NodeMetrics& node) {
                     family.sample(labels, static_cast<double>(node.*counter.member));
                 });
    forNodes(Metric::Watermark, [](MetricFamily& family, const std::string& labels, const NodeMetrics& node) {
        if (node.watermark && *node.watermark != kMinWatermark && *node.watermark != kMaxWatermark)
            family.sample(labels, static_cast<double>(*node.watermark));
    });
    forNodes(Metric::Progress, [](MetricFamily& family, const std::string& labels, const NodeMetrics& node) {
        if (node.progress) family.sample(labels, *node.progress);
    });
    forNodes(Metric::ServiceTime,
             [](MetricFamily& family, const std::string& labels, const NodeMetrics& node) {
                 if (node.serviceTime) family.summary(labels, *node.serviceTime);
             });
    forNodes(Metric::Latency, [](MetricFamily& family, const std::string& labels, const NodeMetrics& node) {
        if (node.latency) family.summary(labels, *node.latency);
    });
    for (const EdgeCounter& counter : kEdgeCounters)
        forEdges(counter.metric,
                 [&](MetricFamily& family, const std::string& labels, const EdgeMetrics& edge) {
                     family.sample(labels, static_cast<double>(edge.*counter.member));
                 });
    forEdges(Metric::WaitTime, [](MetricFamily& family, const std::string& labels, const EdgeMetrics& edge) {
        if (edge.waitTime) family.summary(labels, *edge.waitTime);
    });
    for (const MetricInfo& info : metricCatalogue()) {
        if (info.scope != MetricScope::Client || !anyClientHas(frame, info.metric)) continue;
        forNodes(info.metric, [&](MetricFamily& family, const std::string& labels, const NodeMetrics& node) {
            for (const ClientMetric& metric : node.client)
                if (metric.metric == info.metric)
                    family.sample(labels + fmt::format(",about=\"{}\"", escapedLabel(metric.label)),
                                  static_cast<double>(metric.value));
        });
    }
    familyOf(out, Metric::CpuSeconds).sample(run, frame.cpuSeconds);
    familyOf(out, Metric::ResidentBytes).sample(run, static_cast<double>(frame.residentBytes));
    familyOf(out, Metric::ObserverCost).sample(run, frame.observerCost);
    return out;
}

} // namespace millrace
