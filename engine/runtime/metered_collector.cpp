// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/metered_collector.h"

#include "engine/runtime/task.h"

namespace millrace {

namespace {

void count(std::atomic<std::int64_t>& cell, std::int64_t amount) {
    cell.store(cell.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

} // namespace

void MeteredCollector::emit(std::size_t port, RecordBatch batch) {
    if (batch.empty()) return;
    if (slot_.isSource() && (hasAhead() || batch.rows() > slot_.vertex.batchSize))
        return ahead_.push({port, std::move(batch), 0});
    countOut(port, batch);
    if (slot_.isSource() && slot_.vertex.lingerNs > 0 && ports[port].role == PortRole::Data)
        return hold(port, std::move(batch));
    pass(port, std::move(batch));
}

void MeteredCollector::emitAhead() {
    Ahead& next = ahead_.front();
    const std::size_t port = next.port;
    const std::size_t left = next.block.rows() - next.sent;
    const std::size_t count = std::min(left, slot_.vertex.batchSize);
    RecordBatch batch = next.block.slice(next.sent, count);
    next.sent += count;
    if (count == left) ahead_.pop();
    countOut(port, batch);
    pass(port, std::move(batch));
    if (ahead_.empty() && heldRows_ == 0) releaseWatermark();
}

void MeteredCollector::countOut(std::size_t port, const RecordBatch& batch) {
    const auto rows = static_cast<std::int64_t>(batch.rows());
    countRows(port, rows);
    if (ports[port].role != PortRole::Data) return;
    MetricCells& cells = slot_.metrics.cells;
    cells.add(Metric::BatchesOut, 1);
    if (byteSamples_++ % kBytesEvery == 0)
        bytesPerRow_ = static_cast<double>(batch.byteSize()) / static_cast<double>(rows);
    cells.add(Metric::BytesOut, static_cast<std::int64_t>(bytesPerRow_ * static_cast<double>(rows)));
}

void MeteredCollector::countRows(std::size_t port, std::int64_t rows) {
    count(slot_.metrics.portRecords[port], rows);
    MetricCells& cells = slot_.metrics.cells;
    switch (ports[port].role) {
        case PortRole::Data: cells.add(Metric::RecordsOut, rows); break;
        case PortRole::Rejected: cells.add(Metric::Rejected, rows); break;
        case PortRole::Late: cells.add(Metric::Late, rows); break;
    }
}

void MeteredCollector::countSentBefore(std::size_t port, std::int64_t rows) {
    countRows(port, rows);
    // A filter gives out what came in, but for these.
    if (slot_.vertex.bound.filters) slot_.metrics.cells.add(Metric::InjectedOut, rows);
}

void MeteredCollector::hold(std::size_t port, RecordBatch&& batch) {
    if (held_.empty()) held_.resize(ports.size());
    if (heldRows_ == 0) heldSince_ = task_.scope().clock().now();
    heldRows_ += batch.rows();
    held_[port].push_back(std::move(batch));
    if (heldRows_ >= slot_.vertex.batchSize) releaseHeld();
}

void MeteredCollector::pass(std::size_t port, RecordBatch&& batch) {
    const auto rows = static_cast<std::int64_t>(batch.rows());
    Port& out = ports[port];
    std::size_t left = out.wires.size() + out.fused.size();
    for (WireOutput* wire : out.wires) {
        --left;
        wire->send(left ? batch : std::move(batch), task_.mark());
    }
    for (FusedTarget& target : out.fused) {
        --left;
        target.peek->offer(batch);
        count(target.sent->sent, rows);
        if (target.gate) {
            keep(target).batch = batch;
            passGate(target);
            continue;
        }
        count(target.received->received, rows);
        if (left > 0)
            target.slot->receive(target.input, RecordBatch(batch));
        else
            target.slot->receive(target.input, std::move(batch));
    }
}

void MeteredCollector::releaseHeld() {
    if (heldRows_ > 0) {
        heldRows_ = 0;
        for (std::size_t port = 0; port < held_.size(); ++port) {
            std::vector<RecordBatch> batches;
            batches.swap(held_[port]);
            if (batches.size() == 1) pass(port, std::move(batches.front()));
            if (batches.size() > 1) pass(port, concatenate(batches));
        }
    }
    releaseWatermark();
}

void MeteredCollector::releaseWatermark() {
    if (heldWatermark_ == kMinWatermark) return;
    const EpochMs risen = heldWatermark_;
    heldWatermark_ = kMinWatermark;
    forwardWatermark(risen);
}

void MeteredCollector::watermark(EpochMs watermark) {
    if (watermark <= slot_.metrics.watermark.load(std::memory_order_relaxed)) return;
    slot_.metrics.watermark.store(watermark, std::memory_order_relaxed);
    if (heldRows_ > 0 || hasAhead()) {
        heldWatermark_ = watermark;
    } else {
        forwardWatermark(watermark);
    }
}

void MeteredCollector::forwardWatermark(EpochMs watermark) {
    for (Port& port : ports) {
        for (WireOutput* wire : port.wires)
            wire->watermark(watermark, task_.mark());
        for (FusedTarget& target : port.fused)
            if (target.gate && !target.gate->kept.empty()) {
                keep(target).watermark = watermark;
            } else {
                target.slot->advance(target.origin, watermark);
            }
    }
}

void MeteredCollector::forwardEnd() {
    for (Port& port : ports) {
        for (WireOutput* wire : port.wires)
            wire->end();
        for (FusedTarget& target : port.fused)
            if (target.gate && !target.gate->kept.empty()) {
                keep(target).end = true;
            } else {
                target.slot->endOrigin(target.origin);
            }
    }
}

bool MeteredCollector::hasRoom() const { return task_.hasRoom(); }

std::int64_t MeteredCollector::queued(std::size_t port) const {
    std::int64_t records = 0;
    for (const WireOutput* wire : ports[port].wires)
        records += wire->wire().occupied() + wire->pendingRows();
    return records;
}

bool MeteredCollector::allClosed() const {
    bool connected = false;
    for (const Port& port : ports) {
        for (const WireOutput* wire : port.wires) {
            if (!wire->closed()) return false;
        }
        for (const FusedTarget& target : port.fused) {
            if (!target.slot->voiding()) return false;
        }
        // Whoever has seen enough of what went wrong does not end the work.
        const bool deadLetters = port.role != PortRole::Data;
        connected = connected || (!deadLetters && (!port.wires.empty() || !port.fused.empty()));
    }
    return connected;
}

std::optional<MonotonicNs> MeteredCollector::heldUntil() const {
    if (heldRows_ == 0) return std::nullopt;
    return heldSince_ + slot_.vertex.lingerNs;
}

} // namespace millrace
