// SPDX-License-Identifier: Apache-2.0
#include "engine/metrics/diagnosis.h"

#include "engine/metrics/task_uses.h"

#include <algorithm>
#include <cmath>

namespace millrace {

namespace {

constexpr double kLeastGain = 1.03;
/// What a batch costs beyond its records, through a node and the wire behind it: about what one of a single
/// record takes.
constexpr double kNsPerBatch = 1000;
constexpr double kSaturated = 0.9;
constexpr double kFull = 0.5;

class Examination {
public:
    Examination(const Plan& plan, const MetricsFrame& earlier, const MetricsFrame& later, int cores)
        : plan_(plan),
          earlier_(earlier),
          later_(later),
          cores_(std::max(1, cores)),
          seconds_(static_cast<double>(later.elapsedNs - earlier.elapsedNs) * 1e-9) {
        for (const PlanEdge& edge : plan.edges)
            wires_.push_back({edge.from, edge.to});
    }

    Diagnosis examine(std::size_t vertex) {
        d_.bottleneck = vertex;
        d_.workers = std::max(1, later_.nodes[vertex].subtasks);
        const TaskUse task = taskUse(wires_, earlier_, later_, vertex);
        d_.task = task.vertices;
        d_.use = std::max(task.use, 1e-6);
        d_.ready = task.ready;
        d_.lock = share(vertex, &NodeMetrics::lockNs);
        d_.io = share(vertex, &NodeMetrics::ioNs);
        d_.ownUse = std::min(d_.use, share(vertex, &NodeMetrics::busyNs) + d_.lock + d_.io);
        findRates();
        findWire();
        findShares();
        suggest();
        return d_;
    }

private:
    double share(std::size_t v, std::int64_t NodeMetrics::*member) const {
        const double available = seconds_ * 1e9 * std::max(1, later_.nodes[v].subtasks);
        return std::max(0.0, static_cast<double>(later_.nodes[v].*member - earlier_.nodes[v].*member)) /
               available;
    }
    double busySeconds(std::size_t v) const {
        return share(v, &NodeMetrics::busyNs) * seconds_ * std::max(1, later_.nodes[v].subtasks);
    }
    bool inTask(std::size_t v) const { return std::binary_search(d_.task.begin(), d_.task.end(), v); }

    void findRates() {
        const std::size_t v = d_.bottleneck;
        const bool isSource = plan_.vertices[v].inEdges.empty();
        const auto rate = [this, v](std::int64_t NodeMetrics::*member) {
            return static_cast<double>(later_.nodes[v].*member - earlier_.nodes[v].*member) / seconds_;
        };
        d_.throughput = rate(isSource ? &NodeMetrics::recordsOut : &NodeMetrics::recordsIn);
        d_.serviceRate = d_.throughput / d_.use;
        d_.arrivalRate = isSource ? d_.throughput : 0;
        for (const std::size_t e : plan_.vertices[v].inEdges)
            d_.arrivalRate += static_cast<double>(later_.edges[e].sent - earlier_.edges[e].sent) / seconds_;
    }

    /// The fullest queue before the task.
    void findWire() {
        for (std::size_t e = 0; e < plan_.edges.size() && e < later_.edges.size(); ++e) {
            const EdgeMetrics& then = earlier_.edges[e];
            const EdgeMetrics& now = later_.edges[e];
            if (now.fused || now.capacity <= 0 || !inTask(plan_.edges[e].to) || inTask(plan_.edges[e].from))
                continue;
            WireDiagnosis wire;
            wire.edge = e;
            wire.present = static_cast<double>(then.depth + now.depth) / 2;
            wire.fill = std::clamp(wire.present / static_cast<double>(now.capacity), 0.0, 1.0);
            wire.rate = static_cast<double>(now.received - then.received) / seconds_;
            if (wire.rate > 0) wire.waitSeconds = wire.present / wire.rate;
            if (now.waitTime && now.waitTime->count() > 0) wire.measuredSeconds = now.waitTime->mean() * 1e-9;
            if (!d_.wire || wire.fill > d_.wire->fill) d_.wire = wire;
        }
        d_.queueIsNoRemedy = d_.wire && d_.wire->fill > kFull && d_.use + d_.ready > kSaturated;
    }

    void findShares() {
        double all = 0, nextUse = 0;
        const TaskUses uses = taskUses(wires_, earlier_, later_);
        for (std::size_t v = 0; v < plan_.vertices.size(); ++v) {
            all += busySeconds(v);
            if (inTask(v)) continue;
            if (uses.use[v] <= nextUse) continue;
            nextUse = uses.use[v];
            d_.next = v;
        }
        // Of a task the busiest vertex is named.
        const std::size_t nextTask = d_.next ? uses.task[*d_.next] : SIZE_MAX;
        for (std::size_t v = 0; v < uses.task.size(); ++v)
            if (uses.task[v] == nextTask && busySeconds(v) > busySeconds(*d_.next)) d_.next = v;
        coresInUse_ = all / seconds_;
        if (all > 0) d_.workShare = busySeconds(d_.bottleneck) / all;
        d_.amdahlTwice = 1 / ((1 - d_.workShare) + d_.workShare / 2);
        beforeNextLimits_ = nextUse > 0 ? 1 / nextUse : 1e3;
        d_.atMost = std::max(1.0, beforeNextLimits_);
        d_.twiceAsFast = capped(d_.use / (d_.use - d_.ownUse / 2) / d_.use, false);
    }

    /// A gain of one task, as far as the others and the cores let it through. Overlapped waiting takes no
    /// core.
    double capped(double gain, bool takesCores) const {
        const double cores = takesCores && coresInUse_ > 0 ? cores_ / coresInUse_ : 1e3;
        return std::max(1.0, std::min({gain, beforeNextLimits_, cores}));
    }

    void add(Remedy remedy, double gain, int value = 0) {
        if (gain >= kLeastGain) d_.suggestions.push_back({remedy, gain, value});
    }

    void suggest() {
        const PlanVertex& vertex = plan_.vertices[d_.bottleneck];
        const PlanChain& chain = plan_.chains[vertex.chain];
        const double cpu = std::max(0.0, d_.ownUse - d_.lock - d_.io);
        if (d_.io > 0.3 * d_.use && chain.executor != ExecutorKind::Async)
            add(Remedy::Overlap, capped(1 / std::max(d_.use - d_.io, 0.05), false));
        if (d_.lock > 0.1 * d_.use) add(Remedy::RelieveLock, capped(1 / (d_.use - d_.lock * 0.999), true));
        if (d_.lock <= cpu + d_.io) suggestWorkers(chain);
        if (chain.vertices.size() > 1 && d_.task.size() > 1) {
            const double largest = std::max(d_.ownUse, d_.use - d_.ownUse);
            add(Remedy::OwnTask, capped(1 / std::max(largest, 0.05), true));
        }
        suggestBatches();
        if (d_.ready > 0.1) add(Remedy::MoreCores, (d_.use + d_.ready) / d_.use);
        std::stable_sort(d_.suggestions.begin(), d_.suggestions.end(),
                         [](const Suggestion& a, const Suggestion& b) { return a.gain > b.gain; });
    }

    /// The least number of workers that brings nearly all that workers can bring.
    void suggestWorkers(const PlanChain& chain) {
        int most = 4 * cores_;
        for (const std::size_t v : chain.vertices) {
            const BoundNode& bound = plan_.vertices[v].bound;
            if (bound.maxWorkers > 0) most = std::min(most, bound.maxWorkers);
            if (bound.makeSource && !bound.divisible) most = 1;
            if (bound.orderSensitive && bound.key.empty()) most = 1;
        }
        const bool mostlyWaits = d_.io > 0.5 * d_.use;
        if (!mostlyWaits) most = std::min(most, cores_);
        Suggestion best;
        for (int workers = d_.workers + 1; workers <= most; ++workers) {
            const double gain = capped(workers / (d_.workers * d_.use), !mostlyWaits);
            if (gain < best.gain * 1.02) break;
            best = {Remedy::MoreWorkers, gain, workers};
        }
        add(best.remedy, best.gain, best.value);
    }

    void suggestBatches() {
        const NodeMetrics& then = earlier_.nodes[d_.bottleneck];
        const NodeMetrics& now = later_.nodes[d_.bottleneck];
        const auto batches = static_cast<double>(now.batchesIn - then.batchesIn);
        if (batches <= 0) return;
        const double rows = static_cast<double>(now.recordsIn - then.recordsIn) / batches;
        const double overhead =
            batches * kNsPerBatch / (seconds_ * 1e9 * d_.workers); // share of its workers' time
        if (rows > 256 || overhead < 0.1 * d_.use) return;
        add(Remedy::LargerBatches, capped(1 / std::max(d_.use - std::min(overhead, d_.ownUse), 0.05), true),
            static_cast<int>(std::lround(rows)));
    }

    const Plan& plan_;
    const MetricsFrame& earlier_;
    const MetricsFrame& later_;
    const int cores_;
    const double seconds_;
    std::vector<WireEnds> wires_;
    Diagnosis d_;
    double coresInUse_ = 0, beforeNextLimits_ = 1;
};

} // namespace

std::optional<Diagnosis> diagnose(const Plan& plan, const MetricsFrame& earlier, const MetricsFrame& later,
                                  int cores) {
    if (!later.bottleneck || later.elapsedNs <= earlier.elapsedNs) return std::nullopt;
    const std::size_t vertices = plan.vertices.size();
    if (*later.bottleneck >= vertices || earlier.nodes.size() != vertices || later.nodes.size() != vertices ||
        earlier.edges.size() != later.edges.size() || later.edges.size() != plan.edges.size())
        return std::nullopt;
    return Examination(plan, earlier, later, cores).examine(*later.bottleneck);
}

} // namespace millrace
