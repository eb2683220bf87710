// SPDX-License-Identifier: Apache-2.0
#include "app/shared/prometheus_text.h"

#include "engine/metrics/metrics.h"

#include <fmt/format.h>
#include <algorithm>
#include <functional>

namespace millrace {

namespace {

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

/// Writes one metric family: the head from the catalogue, then its samples.
class Family {
public:
    Family(std::string& out, Metric metric) : out_(out), info_(infoOf(metric)) {
        const std::string_view unit = info_.unit;
        name_ = std::string("millrace_") + info_.name;
        if (unit == "ns" || unit == "s") {
            scale_ = unit == "ns" ? 1e-9 : 1;
            if (!name_.ends_with("_seconds")) name_ += "_seconds";
        }
        if (unit == "ms" || unit == "us") scale_ = unit == "ms" ? 1e-3 : 1e-6, name_ += "_seconds";
        if (info_.kind == MetricKind::Counter) name_ += "_total";
        const char* type = info_.kind == MetricKind::Counter ? "counter"
                           : info_.kind == MetricKind::Gauge ? "gauge"
                                                             : "summary";
        out_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name_, info_.help, name_, type);
    }
    void sample(const std::string& labels, double value) {
        out_ += fmt::format("{}{{{}}} {}\n", name_, labels, value * scale_);
    }
    void summary(const std::string& labels, const HistogramSnapshot& h) {
        for (const double q : {0.5, 0.95, 0.99})
            out_ += fmt::format("{}{{{},quantile=\"{}\"}} {}\n", name_, labels, q,
                                static_cast<double>(h.quantile(q)) * scale_);
        out_ += fmt::format("{}_sum{{{}}} {}\n", name_, labels,
                            h.mean() * static_cast<double>(h.count()) * scale_);
        out_ += fmt::format("{}_count{{{}}} {}\n", name_, labels, h.count());
    }

private:
    std::string& out_;
    const MetricInfo& info_;
    std::string name_;
    double scale_ = 1;
};

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
    const std::string run = fmt::format("run=\"{}\"", escaped(runId));
    const auto forNodes =
        [&](Metric metric,
            const std::function<void(Family&, const std::string&, const NodeMetrics&)>& write) {
            Family family(out, metric);
            for (std::size_t i = 0; i < plan.vertices.size() && i < frame.nodes.size(); ++i)
                write(family, run + fmt::format(",node=\"{}\"", escaped(plan.vertices[i].node)),
                      frame.nodes[i]);
        };
    const auto forEdges =
        [&](Metric metric,
            const std::function<void(Family&, const std::string&, const EdgeMetrics&)>& write) {
            Family family(out, metric);
            for (std::size_t i = 0; i < plan.edges.size() && i < frame.edges.size(); ++i)
                if (!frame.edges[i].fused)
                    write(family, run + fmt::format(",edge=\"{}\"", escaped(plan.edges[i].id)),
                          frame.edges[i]);
        };
    for (const NodeCounter& counter : kNodeCounters)
        forNodes(counter.metric, [&](Family& family, const std::string& labels, const NodeMetrics& node) {
            family.sample(labels, static_cast<double>(node.*counter.member));
        });
    forNodes(Metric::Watermark, [](Family& family, const std::string& labels, const NodeMetrics& node) {
        if (node.watermark && *node.watermark != kMinWatermark && *node.watermark != kMaxWatermark)
            family.sample(labels, static_cast<double>(*node.watermark));
    });
    forNodes(Metric::Progress, [](Family& family, const std::string& labels, const NodeMetrics& node) {
        if (node.progress) family.sample(labels, *node.progress);
    });
    forNodes(Metric::ServiceTime, [](Family& family, const std::string& labels, const NodeMetrics& node) {
        if (node.serviceTime) family.summary(labels, *node.serviceTime);
    });
    forNodes(Metric::Latency, [](Family& family, const std::string& labels, const NodeMetrics& node) {
        if (node.latency) family.summary(labels, *node.latency);
    });
    for (const EdgeCounter& counter : kEdgeCounters)
        forEdges(counter.metric, [&](Family& family, const std::string& labels, const EdgeMetrics& edge) {
            family.sample(labels, static_cast<double>(edge.*counter.member));
        });
    forEdges(Metric::WaitTime, [](Family& family, const std::string& labels, const EdgeMetrics& edge) {
        if (edge.waitTime) family.summary(labels, *edge.waitTime);
    });
    for (const MetricInfo& info : metricCatalogue()) {
        if (info.scope != MetricScope::Client || !anyClientHas(frame, info.metric)) continue;
        forNodes(info.metric, [&](Family& family, const std::string& labels, const NodeMetrics& node) {
            for (const ClientMetric& metric : node.client)
                if (metric.metric == info.metric)
                    family.sample(labels + fmt::format(",about=\"{}\"", escaped(metric.label)),
                                  static_cast<double>(metric.value));
        });
    }
    Family(out, Metric::CpuSeconds).sample(run, frame.cpuSeconds);
    Family(out, Metric::ResidentBytes).sample(run, static_cast<double>(frame.residentBytes));
    Family(out, Metric::ObserverCost).sample(run, frame.observerCost);
    return out;
}

} // namespace millrace
