// SPDX-License-Identifier: Apache-2.0
#include "engine/run/journey.h"
#include "engine/runtime/task.h"
#include "engine/runtime/trace_ring.h"

#include <algorithm>

namespace millrace {

namespace {

std::uint32_t amountOf(std::int64_t records) {
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(records, 0, UINT32_MAX));
}

void recordDepth(TraceRing& ring, const Wire& wire, MonotonicNs at) {
    ring.record({at, TraceKind::WireDepth, 0, kNoTraceSubject, wire.edge(), amountOf(wire.occupied())});
}

} // namespace

std::int64_t Task::headRecords() const {
    const VertexSlot& head = *slots_.front();
    return head.metrics.cells.get(head.isSource() ? Metric::RecordsOut : Metric::RecordsIn);
}

void Task::traceTurnBegin(MonotonicNs at) {
    TraceRing* const ring = TraceRing::ofThisThread();
    if (!ring) return;
    recordsAtTurnBegin_ = headRecords();
    ring->record({at, TraceKind::TurnBegins, 0, index_});
}

void Task::traceTurnEnd(const TaskStatus& status, MonotonicNs at) {
    TraceRing* const ring = TraceRing::ofThisThread();
    if (!ring) return;
    const auto why = [&] {
        switch (status.progress) {
            case Progress::Made: return TurnEnd::Yields;
            case Progress::OutputFull: return TurnEnd::OutputFull;
            case Progress::Waiting: return TurnEnd::AwaitsTime;
            case Progress::Held:
            case Progress::HeldInside: return TurnEnd::Held;
            case Progress::Finished: return TurnEnd::Finished;
            case Progress::NeedsInput: break;
        }
        // The input of a source is what it reads at its own time.
        return slots_.front()->isSource() ? TurnEnd::AwaitsTime : TurnEnd::NeedsInput;
    }();
    for (const TaskInput::Feed& feed : input_.feeds())
        recordDepth(*ring, feed.channel->wire(), at);
    for (const auto& output : outputs_)
        recordDepth(*ring, output->wire(), at);
    ring->record({at, TraceKind::TurnEnds, static_cast<std::uint8_t>(why), index_,
                  wireWaitedFor(status.progress), amountOf(headRecords() - recordsAtTurnBegin_)});
}

std::uint32_t Task::wireWaitedFor(Progress progress) const {
    if (progress == Progress::OutputFull) {
        for (const auto& output : outputs_)
            if (!output->empty()) return output->wire().edge();
    }
    if (progress != Progress::NeedsInput) return kNoTraceSubject;
    std::uint32_t wire = kNoTraceSubject;
    for (const TaskInput::Feed& feed : input_.feeds()) {
        if (feed.openProducers == 0 || (unwantedInputs() >> feed.port & 1) != 0) continue;
        if (wire != kNoTraceSubject) return kNoTraceSubject; // any of them will do
        wire = feed.channel->wire().edge();
    }
    return wire;
}

void Task::traceOperator(TraceKind kind, MonotonicNs at) {
    TraceRing* const ring = TraceRing::ofThisThread();
    if (!ring || !current_) return;
    ring->record({at, kind, 0, index_, static_cast<std::uint32_t>(current_->index)});
}

void Task::traceWait(TraceKind kind, TimeKind wait, std::uint32_t resource, MonotonicNs at) {
    TraceRing* const ring = TraceRing::ofThisThread();
    if (!ring) return;
    const TraceWait what = wait == TimeKind::Lock ? TraceWait::Lock : TraceWait::Io;
    ring->record({at, kind, static_cast<std::uint8_t>(what), index_, resource});
}

void Task::traceBatch(TraceKind kind, std::size_t vertex, MonotonicNs ingestTime) {
    TraceRing* const ring = TraceRing::ofThisThread();
    if (!ring) return;
    ring->record(
        {scope_.clock().now(), kind, 0, index_, static_cast<std::uint32_t>(vertex), journeyIdOf(ingestTime)});
}

void Task::traceHandOff(HandOff why, std::uint32_t wire, MonotonicNs at) const {
    TraceRing* const ring = TraceRing::ofThisThread();
    if (ring) ring->record({at, TraceKind::HandsOff, static_cast<std::uint8_t>(why), index_, wire});
}

} // namespace millrace
