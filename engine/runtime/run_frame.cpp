// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/run_impl.h"
#include "engine/runtime/system_clock.h"

#include <algorithm>
#include <set>

namespace millrace {

namespace {

/// What one measurement costs on this machine, found by trying.
struct MeasurementCost {
    double countNs = 1;
    double clockNs = 25;
    double traceNs = 2;
};

MeasurementCost calibrate(const Clock& clock) {
    constexpr int kRounds = 256;
    MeasurementCost cost;
    MetricCells cells;
    const MonotonicNs a = clock.now();
    for (int i = 0; i < kRounds; ++i)
        cells.add(Metric::RecordsIn, i);
    const MonotonicNs b = clock.now();
    for (int i = 0; i < kRounds; ++i)
        static_cast<void>(clock.now());
    const MonotonicNs c = clock.now();
    TraceRing ring(kRounds);
    const MonotonicNs d = clock.now();
    for (int i = 0; i < kRounds; ++i)
        ring.record({d, TraceKind::WireDepth});
    const MonotonicNs e = clock.now();
    cost.traceNs = static_cast<double>(e - d) / kRounds;
    cost.countNs = static_cast<double>(b - a) / kRounds;
    cost.clockNs = static_cast<double>(c - b) / kRounds;
    return cost;
}

} // namespace

MetricsFrame RunImpl::frame() const {
    const MonotonicNs begin = now();
    MetricsFrame frame;
    frame.state = scope_.state();
    const bool exact = quiet_.load(std::memory_order_acquire);
    const MonotonicNs started = startedAt_.load(std::memory_order_acquire);
    const MonotonicNs ended = endedAt_.load(std::memory_order_acquire);
    const MonotonicNs at = ended ? ended : begin;
    frame.wallClock = clock_.wallClock();
    frame.elapsedNs = started ? at - started : 0;
    frame.nodes.resize(firstPlan_->vertices.size());
    frame.edges.resize(firstPlan_->edges.size());
    for (std::size_t e = 0; e < frame.edges.size(); ++e)
        fillEdge(frame.edges[e], e, exact);
    for (const auto& gate : breakpoints_.gates())
        frame.edges[gate->breakpoint().edge].held = gate->holding() && !isFinal(frame.state);
    for (std::size_t v = 0; v < frame.nodes.size(); ++v)
        fillNode(frame.nodes[v], v, started ? at : 0);
    for (std::size_t e = 0; e < frame.edges.size(); ++e)
        frame.edges[e].blockedBy = blockerOf(e, frame.edges);

    const ProcessUsage usage = ended ? usageAtEnd_ : processUsage();
    frame.cpuSeconds = usage.cpuSeconds - usageAtStart_.cpuSeconds;
    frame.residentBytes = usage.residentBytes;
    frame.maxResidentBytes = usage.maxResidentBytes;
    frame.observerCost = observerCost(frame.cpuSeconds, frame);
    noteFrame(frame);
    frameNs_.fetch_add(now() - begin, std::memory_order_relaxed);
    return frame;
}

void RunImpl::noteFrame(MetricsFrame& frame) const {
    // The bottleneck is a matter of the last moments, not of the run as a whole; at the end, of all of it.
    const std::lock_guard lock(planMutex_);
    const bool over = isFinal(frame.state);
    std::vector<WireEnds> wires;
    for (const PlanEdge& edge : firstPlan_->edges)
        wires.push_back({edge.from, edge.to});
    if (over || !earlierFrame_) {
        MetricsFrame origin;
        origin.nodes.resize(frame.nodes.size());
        frame.bottleneck = findBottleneck(wires, origin, frame);
    } else {
        frame.bottleneck = findBottleneck(wires, *earlierFrame_, frame);
    }
    constexpr MonotonicNs kWindowNs = 1'000'000'000;
    const auto timesOf = [](const MetricsFrame& whole) {
        MetricsFrame times;
        times.elapsedNs = whole.elapsedNs;
        times.nodes = whole.nodes;
        for (NodeMetrics& node : times.nodes)
            node.serviceTime.reset(), node.latency.reset();
        return times;
    };
    if (!earlierFrame_ || frame.elapsedNs - earlierFrame_->elapsedNs > 2 * kWindowNs) {
        earlierFrame_ = timesOf(frame);
        nextEarlierFrame_ = earlierFrame_;
    } else if (frame.elapsedNs - nextEarlierFrame_->elapsedNs > kWindowNs) {
        earlierFrame_ = std::move(nextEarlierFrame_);
        nextEarlierFrame_ = timesOf(frame);
    }
}

void RunImpl::fillEdge(EdgeMetrics& metrics, std::size_t e, bool exact) const {
    const RunningEdge& edge = graph_.edge(e);
    // Receivers first: what is counted there was counted by a sender before.
    HistogramSnapshot wait;
    for (const auto& cells : edge.received) {
        metrics.received += cells->received.load(std::memory_order_acquire);
        if (cells->waitTime) wait.merge(cells->waitTime->snapshot());
    }
    for (const auto& cells : edge.sent)
        metrics.dropped += cells->dropped.load(std::memory_order_acquire);
    for (const auto& cells : edge.sent)
        metrics.sent += cells->sent.load(std::memory_order_acquire);
    metrics.fused = firstPlan_->edges[e].fused;
    if (metrics.fused && !edge.gated.load(std::memory_order_acquire)) {
        metrics.received = metrics.sent;
        return;
    }
    if (!metrics.fused) metrics.capacity = edge.capacity();
    metrics.depth = exact ? graph_.countQueued(e)
                          : std::max<std::int64_t>(metrics.sent - metrics.received - metrics.dropped, 0);
    if (scope_.observe() && !metrics.fused) metrics.waitTime = std::move(wait);
}

void RunImpl::fillNode(NodeMetrics& node, std::size_t v, MonotonicNs at) const {
    const PlanVertex& vertex = firstPlan_->vertices[v];
    const PlanChain& chain = firstPlan_->chains[vertex.chain];
    const auto place = static_cast<std::size_t>(std::find(chain.vertices.begin(), chain.vertices.end(), v) -
                                                chain.vertices.begin());
    const auto tasks = graph_.tasksOf(vertex.chain);
    node.subtasks = static_cast<int>(tasks.size());
    node.portRecords.resize(vertex.bound.outputPorts.size());
    HistogramSnapshot service, latency;
    double progressSum = 0;
    int progressCount = 0;
    EpochMs watermark = kMaxWatermark;
    for (const auto& task : tasks) {
        const VertexSlot& slot = *task->slots()[place];
        const MetricCells& cells = slot.metrics.cells;
        for (std::size_t p = 0; p < node.portRecords.size(); ++p) {
            node.portRecords[p] += slot.metrics.portRecords[p].load(std::memory_order_relaxed);
        }
        node.recordsOut += cells.get(Metric::RecordsOut);
        node.batchesOut += cells.get(Metric::BatchesOut);
        node.bytesOut += cells.get(Metric::BytesOut);
        node.rejected += cells.get(Metric::Rejected);
        node.late += cells.get(Metric::Late);
        node.injectedIn += cells.get(Metric::InjectedIn);
        node.injectedOut += cells.get(Metric::InjectedOut);
        node.recordsIn += cells.get(Metric::RecordsIn);
        node.batchesIn += cells.get(Metric::BatchesIn);
        node.bytesIn += cells.get(Metric::BytesIn);
        node.errors += cells.get(Metric::Errors);
        if (at) addTime(node, *task, place, at);
        if (task->runsNow() && !task->retired()) ++node.activeSubtasks;
        watermark = std::min(watermark, slot.metrics.watermark.load(std::memory_order_relaxed));
        if (const double share = slot.metrics.progress.load(std::memory_order_relaxed); share >= 0) {
            progressSum += share;
            ++progressCount;
        }
        if (slot.metrics.serviceTime) service.merge(slot.metrics.serviceTime->snapshot());
        if (slot.metrics.latency) latency.merge(slot.metrics.latency->snapshot());
    }
    if (vertex.bound.filters) {
        node.filtered = std::max<std::int64_t>(
            node.recordsIn + node.injectedOut - node.recordsOut - node.rejected - node.late, 0);
    }
    node.client = scope_.clientMetrics(vertex.node);
    if (watermark != kMinWatermark && watermark != kMaxWatermark) node.watermark = watermark;
    if (progressCount) node.progress = progressSum / progressCount;
    if (scope_.observe()) node.serviceTime = std::move(service);
    if (scope_.observe() && tasks.front()->slots()[place]->measuresLatency) node.latency = std::move(latency);
}

void RunImpl::addTime(NodeMetrics& node, const Task& task, std::size_t place, MonotonicNs at) const {
    const TimeLedger::Totals totals = task.ledger().totals(at);
    const auto of = [&](TimeKind kind) { return totals[static_cast<std::size_t>(kind)]; };
    const auto& slots = task.slots();
    // Sampled calls tell each vertex's share of the work; what nobody sampled is split evenly.
    double sampled = 0;
    std::int64_t locks = 0, waits = 0;
    for (const auto& slot : slots) {
        sampled += static_cast<double>(
            std::max<std::int64_t>(slot->metrics.sampledNs.load(std::memory_order_relaxed), 0));
        locks += slot->metrics.cells.get(Metric::Lock);
        waits += slot->metrics.cells.get(Metric::Io);
    }
    const VertexMetrics& own = slots[place]->metrics;
    const double ownSampled =
        static_cast<double>(std::max<std::int64_t>(own.sampledNs.load(std::memory_order_relaxed), 0));
    const double share = sampled > 0 ? ownSampled / sampled : 1.0 / static_cast<double>(slots.size());
    const auto busy = static_cast<std::int64_t>(share * static_cast<double>(of(TimeKind::Busy)));
    // A wait that is still on is in the task's ledger but not in the vertex's count yet.
    const int waiting = task.waitingSlot();
    const bool mine = waiting == static_cast<int>(place);
    const std::int64_t openLock = std::max<std::int64_t>(of(TimeKind::Lock) - locks, 0);
    const std::int64_t openWait = std::max<std::int64_t>(of(TimeKind::Io) - waits, 0);
    const std::int64_t lock =
        std::min(own.cells.get(Metric::Lock) + (mine ? openLock : 0), of(TimeKind::Lock));
    // Holding back on purpose between calls (a rate limit) holds the chain as a whole.
    const std::int64_t io =
        std::min(own.cells.get(Metric::Io) + (mine || waiting < 0 ? openWait : 0), of(TimeKind::Io));
    node.busyNs += busy;
    node.lockNs += lock;
    node.ioNs += io;
    node.backPressuredNs += of(TimeKind::BackPressured);
    node.readyNs += of(TimeKind::Ready);
    // While a neighbour in the chain works or waits, this vertex waits for input.
    node.idleNs += of(TimeKind::Idle) + (of(TimeKind::Busy) - busy) + (of(TimeKind::Lock) - lock) +
                   (of(TimeKind::Io) - io);
}

std::string RunImpl::blockerOf(std::size_t e, const std::vector<EdgeMetrics>& edges) const {
    // Producers go on only when a wire is half empty, so one that holds them back is not always full to the
    // brim.
    const auto isFull = [&](std::size_t i) {
        if (edges[i].fused || edges[i].depth <= 0) return false;
        const bool holdsBack = graph_.edge(i).producersWait() && edges[i].depth * 2 >= edges[i].capacity;
        return holdsBack || edges[i].depth * 10 >= edges[i].capacity * 9;
    };
    if (!isFull(e)) return {};
    // A consumer that is held back itself is not to blame: follow the full wires to the one that is not.
    std::set<std::size_t> seen;
    while (seen.insert(e).second) {
        const PlanChain& chain = firstPlan_->chains[firstPlan_->vertices[firstPlan_->edges[e].to].chain];
        std::optional<std::size_t> next;
        for (const std::size_t v : chain.vertices) {
            for (const std::size_t out : firstPlan_->vertices[v].outEdges) {
                if (isFull(out)) next = out;
            }
        }
        if (!next) break;
        e = *next;
    }
    return firstPlan_->vertices[firstPlan_->edges[e].to].node;
}

double RunImpl::observerCost(double cpuSeconds, const MetricsFrame& frame) const {
    if (!scope_.observe() || cpuSeconds <= 0) return 0;
    static const MeasurementCost cost = calibrate(SystemClock());
    double ns = static_cast<double>(frameNs_.load(std::memory_order_relaxed));
    for (const NodeMetrics& node : frame.nodes) {
        ns += static_cast<double>(node.batchesIn + node.batchesOut) * 4 * cost.countNs;
        if (node.serviceTime) ns += static_cast<double>(node.serviceTime->count()) * 2 * cost.clockNs;
        if (node.latency && node.latency->count()) ns += static_cast<double>(node.batchesIn) * cost.clockNs;
    }
    for (const EdgeMetrics& edge : frame.edges) {
        if (edge.waitTime) ns += static_cast<double>(edge.waitTime->count()) * 2 * cost.clockNs;
    }
    ns += static_cast<double>(recorder_.recorded()) * cost.traceNs;
    return std::min(ns / (cpuSeconds * 1e9), 1.0);
}

} // namespace millrace
