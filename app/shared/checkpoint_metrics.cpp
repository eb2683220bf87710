// SPDX-License-Identifier: Apache-2.0
#include "app/shared/checkpoint_metrics.h"

#include "app/shared/metric_family.h"
#include "engine/run/checkpoint_figures.h"

#include <fmt/format.h>

namespace millrace {

namespace {

using Type = MetricFamily::Type;

struct OfRun {
    const char* name;
    const char* unit;
    const char* help;
    double (*value)(const CheckpointRecord&);
};
constexpr OfRun kOfLast[] = {
    {"checkpoint_duration", "ns", "From the beginning of the last checkpoint until every sink had shown it.",
     [](const CheckpointRecord& r) { return static_cast<double>(durationOf(r)); }},
    {"checkpoint_barriers", "ns",
     "Part of the last checkpoint: until its barrier had passed every task and all state was written.",
     [](const CheckpointRecord& r) { return static_cast<double>(r.barriersNs); }},
    {"checkpoint_durable", "ns", "Part of the last checkpoint: making its file durable.",
     [](const CheckpointRecord& r) { return static_cast<double>(r.durableNs); }},
    {"checkpoint_commit", "ns", "Part of the last checkpoint: until every sink had shown what belongs to it.",
     [](const CheckpointRecord& r) { return static_cast<double>(r.commitNs); }},
    {"checkpoint_bytes", "bytes", "Size of the last checkpoint on disk.",
     [](const CheckpointRecord& r) { return static_cast<double>(r.bytes); }}};

struct OfNode {
    const char* name;
    const char* unit;
    const char* help;
    std::int64_t CheckpointRecord::Node::*member;
};
constexpr OfNode kOfNodes[] = {
    {"checkpoint_alignment", "ns",
     "Last checkpoint: longest wait of a worker of the node from its first barrier to its last.",
     &CheckpointRecord::Node::alignNs},
    {"checkpoint_snapshot", "ns",
     "Last checkpoint: longest time a worker of the node took to write its state.",
     &CheckpointRecord::Node::snapshotNs},
    {"checkpoint_state_bytes", "bytes", "Last checkpoint: size of the state of the node, all workers.",
     &CheckpointRecord::Node::stateBytes},
    {"checkpoint_spilled_bytes", "bytes",
     "Last checkpoint: what waited for barriers in files, since it was too much for the memory.",
     &CheckpointRecord::Node::spilledBytes}};

} // namespace

std::string checkpointMetricsText(const CheckpointStatus& status, const std::string& runId) {
    std::string out;
    const std::string run = fmt::format("run=\"{}\"", escapedLabel(runId));
    MetricFamily(out, "checkpoints_made", Type::Counter, "checkpoints", "Checkpoints this run has completed.")
        .sample(run, static_cast<double>(status.made));
    MetricFamily(out, "checkpoints_given_up", Type::Counter, "checkpoints",
                 "Checkpoints this run has given up, since they took longer than their time-out.")
        .sample(run, static_cast<double>(status.givenUp));
    MetricFamily(
        out, "checkpoint_epoch", Type::Gauge, "",
        "Number of the last complete checkpoint, counted over all runs of the state folder; 0: none.")
        .sample(run, static_cast<double>(status.last));
    if (status.latest.empty()) return out;
    const CheckpointRecord& last = status.latest.back();
    for (const OfRun& metric : kOfLast)
        MetricFamily(out, metric.name, Type::Gauge, metric.unit, metric.help).sample(run, metric.value(last));
    for (const OfNode& metric : kOfNodes) {
        MetricFamily family(out, metric.name, Type::Gauge, metric.unit, metric.help);
        for (const CheckpointRecord::Node& node : last.nodes)
            family.sample(run + fmt::format(",node=\"{}\"", escapedLabel(node.node)),
                          static_cast<double>(node.*metric.member));
    }
    return out;
}

} // namespace millrace
