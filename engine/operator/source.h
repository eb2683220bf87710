// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/byte_stream.h"
#include "engine/operator/collector.h"
#include "engine/operator/operator_context.h"

#include <optional>

namespace millrace {

/// What one read() did.
struct SourceStatus {
    enum class Kind { Produced, Waiting, Finished } kind = Kind::Produced;
    MonotonicNs wakeAt = 0; ///< Waiting: call again at this time (replay, open loop)
    static SourceStatus produced() { return {Kind::Produced, 0}; }
    static SourceStatus waitUntil(MonotonicNs when) { return {Kind::Waiting, when}; }
    static SourceStatus finished() { return {Kind::Finished, 0}; }
};

/// A source at work: one instance per subtask, entered by one thread at a time. Same rules on locks, metrics
/// and exceptions as Operator.
class Source {
public:
    virtual ~Source() = default;

    virtual void open(OperatorContext& context) = 0;
    /// Reads about one batch (at most OperatorContext::batchSize() records) and emits it, then the watermark.
    /// Never blocks for long.
    virtual SourceStatus read(Collector& out) = 0;
    virtual void close() noexcept {}
    /// Where BoundNode::sharesInGroup: called about twice a second also while the source is not read, because
    /// what it sent finds no room or the run is paused. Emits nothing.
    virtual void attend() {}
    /// Checkpoints, as Operator has them. What was emitted so far lies before the barrier: appends from where
    /// a new instance reads on.
    virtual void snapshot(Epoch epoch, ByteWriter& state) { (void)epoch, (void)state; }
    virtual void commit(Epoch epoch) { (void)epoch; }
    virtual void adoptSettings(Source& fresh) { (void)fresh; }
    /// Share of the input read so far, 0..1, where it is bounded and known.
    virtual std::optional<double> progress() const { return std::nullopt; }
};

} // namespace millrace
