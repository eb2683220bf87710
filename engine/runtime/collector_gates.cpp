// SPDX-License-Identifier: Apache-2.0
//
// Breakpoints on the wires from a node to the next one of its chain, and records sent by hand.
#include "engine/runtime/metered_collector.h"
#include "engine/runtime/task.h"

namespace millrace {

void MeteredCollector::injectOut(std::size_t port, RecordBatch records) {
    const auto rows = static_cast<std::int64_t>(records.rows());
    slot_.metrics.cells.add(Metric::InjectedOut, rows);
    countOut(port, records);
    pass(port, std::move(records));
}

bool MeteredCollector::setGate(std::size_t edge, std::unique_ptr<GateEnd>& end) {
    for (Port& port : ports) {
        for (FusedTarget& target : port.fused) {
            if (target.edge != edge) continue;
            if (!target.gate && end) target.gate = std::make_unique<FusedGate>();
            if (!target.gate) return true;
            target.gate->end = std::move(end);
            if (!target.gate->end && target.gate->kept.empty()) target.gate.reset();
            return true;
        }
    }
    return false;
}

std::int64_t MeteredCollector::keptRows(std::size_t edge) {
    std::int64_t rows = 0;
    for (Port& port : ports) {
        for (FusedTarget& target : port.fused)
            if (target.edge == edge && target.gate) rows += target.gate->rows();
    }
    return rows;
}

FusedGate::Kept& MeteredCollector::keep(FusedTarget& target) {
    auto& kept = target.gate->kept;
    if (kept.empty()) task_.noteKeptInside(1);
    kept.push({});
    kept.back().mark = task_.mark();
    return kept.back();
}

void MeteredCollector::deliver(FusedTarget& target, RecordBatch&& batch, const SequenceMark& mark) {
    auto& received = target.received->received;
    received.store(received.load(std::memory_order_relaxed) + static_cast<std::int64_t>(batch.rows()),
                   std::memory_order_release);
    const SequenceMark outer = task_.swapMark(mark);
    target.slot->receive(target.input, std::move(batch));
    task_.swapMark(outer);
}

void MeteredCollector::passGate(FusedTarget& target) {
    FusedGate& gate = *target.gate;
    while (!gate.kept.empty()) {
        FusedGate::Kept& front = gate.kept.front();
        if (const std::size_t rows = front.batch.rows(); rows > 0) {
            // What a vertex that has enough throws away is not worth a stop.
            const bool free = !gate.end || target.slot->voiding();
            const std::size_t admitted = free ? rows : gate.end->admit(front.batch);
            if (admitted == 0) return;
            RecordBatch part = admitted < rows ? front.batch.slice(0, admitted) : std::move(front.batch);
            front.batch = admitted < rows ? front.batch.slice(admitted, rows - admitted) : RecordBatch();
            deliver(target, std::move(part), front.mark);
            continue;
        }
        const FusedGate::Kept control = gate.kept.pop();
        const SequenceMark outer = task_.swapMark(control.mark);
        if (control.watermark != kMinWatermark) target.slot->advance(target.origin, control.watermark);
        if (control.end) target.slot->endOrigin(target.origin);
        task_.swapMark(outer);
        if (gate.kept.empty()) task_.noteKeptInside(-1);
    }
}

void MeteredCollector::passGates() {
    for (Port& port : ports) {
        for (FusedTarget& target : port.fused) {
            if (!target.gate) continue;
            passGate(target);
            if (!target.gate->end && target.gate->kept.empty()) target.gate.reset();
        }
    }
}

} // namespace millrace
