// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/ring_queue.h"
#include "engine/graph/node_kind.h"
#include "engine/operator/collector.h"
#include "engine/runtime/fused_gate.h"
#include "engine/runtime/task_metrics.h"
#include "engine/runtime/wire_output.h"

#include <optional>
#include <vector>

namespace millrace {

class Task;
class VertexSlot;

/// A source makes blocks of at least this many records when it has them, even if the batch size is smaller:
/// the collector cuts them into batches, so that columns are made once a block and not once a record.
inline constexpr std::size_t kReadAheadRows = 1024;

/// The next vertex of the chain, called directly.
struct FusedTarget {
    VertexSlot* slot = nullptr;
    std::size_t input = 0;  ///< its input port
    std::size_t origin = 0; ///< index among the vertex's incoming wires
    SendCells* sent = nullptr;
    ReceiveCells* received = nullptr;
    PeekSlot* peek = nullptr;
    std::size_t edge = 0;                      ///< index into Plan::edges
    std::unique_ptr<FusedGate> gate = nullptr; ///< a breakpoint
};

/// The only door out of an operator: counts what passes and hands it to fused vertices or wires.
class MeteredCollector final : public Collector {
public:
    struct Port {
        PortRole role = PortRole::Data;
        std::vector<FusedTarget> fused;
        std::vector<WireOutput*> wires;
    };

    MeteredCollector(Task& task, VertexSlot& slot) : task_(task), slot_(slot) {}
    void emit(std::size_t port, RecordBatch batch) override;
    void watermark(EpochMs watermark) override;
    bool hasRoom() const override;
    std::int64_t queued(std::size_t port) const override;

    std::vector<Port> ports;
    void forwardWatermark(EpochMs watermark);
    void forwardEnd();
    /// True when there are consumers, not only of dead letters, and none of them needs anything more.
    bool allClosed() const;
    /// Batches kept back to grow (linger). Null: nothing is held.
    std::optional<MonotonicNs> heldUntil() const;
    void releaseHeld();
    /// Records the source has read but not sent: more than fitted into a batch.
    bool hasAhead() const { return !ahead_.empty(); }
    void emitAhead(); ///< the next batch of them
    /// Sends records as if the node had emitted them at this moment: in one piece, before what is held back.
    void injectOut(std::size_t port, RecordBatch records);
    /// Counts records that the node sent in the run before, and that are still on a wire from this port.
    void countSentBefore(std::size_t port, std::int64_t rows);
    /// Sets the breakpoint of a wire to a fused vertex, or takes it away (null). False: no such wire.
    bool setGate(std::size_t edge, std::unique_ptr<GateEnd>& end);
    std::int64_t keptRows(std::size_t edge); ///< in front of the breakpoint of that wire
    /// Hands on what the breakpoints let pass now.
    void passGates();

private:
    struct Ahead {
        std::size_t port;
        RecordBatch block;
        std::size_t sent;
    };
    void countOut(std::size_t port, const RecordBatch& batch);
    void countRows(std::size_t port, std::int64_t rows);
    void hold(std::size_t port, RecordBatch&& batch);
    void releaseWatermark();
    void pass(std::size_t port, RecordBatch&& batch);
    void deliver(FusedTarget& target, RecordBatch&& batch, const SequenceMark& mark);
    FusedGate::Kept& keep(FusedTarget& target);
    void passGate(FusedTarget& target);

    Task& task_;
    VertexSlot& slot_;
    RingQueue<Ahead> ahead_;
    std::vector<std::vector<RecordBatch>> held_; ///< per port, for sources with a linger time
    MonotonicNs heldSince_ = 0;
    std::size_t heldRows_ = 0;
    EpochMs heldWatermark_ = kMinWatermark;
    double bytesPerRow_ = 0;
    std::uint32_t byteSamples_ = 0;
};

} // namespace millrace
