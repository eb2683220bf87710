// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/vertex_slot.h"

#include "engine/run/journey.h"
#include "engine/runtime/task.h"
#include "engine/runtime/trace_ring.h"

#include <algorithm>

namespace millrace {

namespace {

std::uint64_t sinceThen(MonotonicNs then, MonotonicNs now) {
    return static_cast<std::uint64_t>(std::max<MonotonicNs>(now - then, 0));
}

} // namespace

VertexSlot::VertexSlot(Task& task, const PlanVertex& planVertex, std::size_t vertexIndex, std::size_t origins)
    : vertex(planVertex),
      index(vertexIndex),
      collector(task, *this),
      metrics(planVertex.bound.outputPorts.size()),
      task_(task),
      watermarks_(origins, kMinWatermark),
      ended_(origins, false),
      openOrigins_(origins) {
    collector.ports.resize(planVertex.bound.outputPorts.size());
    measuresLatency = true;
    for (std::size_t p = 0; p < planVertex.bound.outputPorts.size(); ++p) {
        collector.ports[p].role = planVertex.bound.outputPorts[p].role;
        if (planVertex.bound.outputPorts[p].role == PortRole::Data) measuresLatency = false;
    }
    if (task.observing()) {
        metrics.serviceTime = std::make_unique<Histogram>();
        if (measuresLatency) metrics.latency = std::make_unique<Histogram>();
    }
    if (planVertex.bound.makeSource) {
        source = planVertex.bound.makeSource();
        openOrigins_ = 1; // the source itself, until it has ended
    } else {
        op = planVertex.bound.makeOperator();
    }
}

void VertexSlot::receive(std::size_t input, RecordBatch&& batch) {
    const auto rows = static_cast<std::int64_t>(batch.rows());
    if (rows == 0) return;
    MetricCells& cells = metrics.cells;
    cells.add(Metric::RecordsIn, rows);
    cells.add(Metric::BatchesIn, 1);
    if (byteSamples_++ % kBytesEvery == 0)
        bytesPerRow_ = static_cast<double>(batch.byteSize()) / static_cast<double>(rows);
    cells.add(Metric::BytesIn, static_cast<std::int64_t>(bytesPerRow_ * static_cast<double>(rows)));
    if (voiding()) return;

    if (!metrics.latency) {
        process(input, std::move(batch));
    } else if (batch.intendedTimes) {
        const RecordBatch paced = batch;
        process(input, std::move(batch));
        recordLatencies(paced);
    } else {
        const MonotonicNs ingestTime = batch.ingestTime;
        process(input, std::move(batch));
        if (ingestTime > 0)
            metrics.latency->record(sinceThen(ingestTime, task_.scope().clock().now()),
                                    static_cast<std::uint64_t>(rows));
    }
    if (op->finished()) closeEarly();
    if (mayHoldBackTime() && !voiding()) raise();
}

void VertexSlot::process(std::size_t input, RecordBatch&& batch) {
    const MonotonicNs ingestTime = batch.ingestTime;
    const bool followed = isFollowed(ingestTime) && TraceRing::ofThisThread();
    if (followed) task_.traceBatch(TraceKind::BatchEnters, index, ingestTime);
    VertexSlot* const outer = task_.enter(*this);
    const std::int64_t before = metrics.sampledNs.load(std::memory_order_relaxed);
    op->process(input, std::move(batch), collector);
    task_.leave(outer);
    if (followed) task_.traceBatch(TraceKind::BatchLeaves, index, ingestTime);
    if (task_.sampling() && metrics.serviceTime) {
        const std::int64_t own = metrics.sampledNs.load(std::memory_order_relaxed) - before;
        metrics.serviceTime->record(static_cast<std::uint64_t>(std::max<std::int64_t>(own, 0)));
    }
}

void VertexSlot::recordLatencies(const RecordBatch& paced) {
    const MonotonicNs now = task_.scope().clock().now();
    for (std::size_t i = 0; i < paced.rows(); ++i)
        metrics.latency->record(sinceThen(paced.intendedTimeOf(paced.rowAt(i)), now));
}

bool VertexSlot::mayHoldBackTime() const {
    return vertex.bound.holdsBackTime || task_.eventLoop() != nullptr;
}

void VertexSlot::advance(std::size_t origin, EpochMs watermark) {
    if (voiding() || watermark <= watermarks_[origin]) return;
    watermarks_[origin] = watermark;
    raise();
}

void VertexSlot::raise() {
    EpochMs least = *std::min_element(watermarks_.begin(), watermarks_.end());
    if (mayHoldBackTime() && least != kMaxWatermark) {
        const EpochMs kept = op->earliestKept();
        if (kept != kMaxWatermark) least = std::min(least, kept > kMinWatermark ? kept - 1 : kMinWatermark);
    }
    // The very last watermark belongs to finish(): what onEnd emits comes before it.
    if (least <= current_ || least == kMaxWatermark) return;
    // It must not overtake records that the operator holds back; onDeadline() brings it when they are gone.
    if (!op->wantsInput()) return;
    current_ = least;
    metrics.watermark.store(least, std::memory_order_relaxed);
    VertexSlot* const outer = task_.enter(*this);
    op->onWatermark(least, collector);
    task_.leave(outer);
    if (op->finished()) closeEarly();
    collector.forwardWatermark(least);
}

void VertexSlot::endOrigin(std::size_t origin) {
    if (voiding() || ended_[origin]) return;
    ended_[origin] = true;
    watermarks_[origin] = kMaxWatermark;
    --openOrigins_;
    raise();
}

void VertexSlot::onDeadline(MonotonicNs now) {
    VertexSlot* const outer = task_.enter(*this);
    op->onDeadline(now, collector);
    task_.leave(outer);
    if (op->finished()) closeEarly();
    if (!voiding() && op->wantsInput()) raise();
}

void VertexSlot::closeEarly() {
    if (phase_ != Phase::Open) return;
    closing_ = true;
    openOrigins_ = 0;
}

bool VertexSlot::finish() {
    VertexSlot* const outer = task_.enter(*this);
    bool done = true;
    if (op) {
        if (phase_ == Phase::Open) op->onWatermark(kMaxWatermark, collector);
        phase_ = Phase::Flushing;
        done = op->onEnd(collector);
    }
    task_.leave(outer);
    if (!done) return false;
    phase_ = Phase::Ended;
    collector.releaseHeld();
    collector.forwardEnd();
    return true;
}

} // namespace millrace
