// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

namespace millrace {

/// Where an operator's output goes. Given by the task; counts what passes. emit() never blocks: what finds no
/// room waits in the task, which does not call the operator again before there is room.
class Collector {
public:
    virtual ~Collector() = default;
    /// `port` is the index in BoundNode::outputPorts. Empty batches are ignored.
    virtual void emit(std::size_t port, RecordBatch batch) = 0;
    /// Sources only: no record with an event time at or below this will come, except those marked late.
    /// Ignored unless it rises.
    virtual void watermark(EpochMs watermark) = 0;
    /// False when an output is full: a source, or an operator about to emit many batches from its own buffers
    /// (end of input), may stop early and go on when it is called again.
    virtual bool hasRoom() const = 0;
    /// Records that wait on the wires of an output, for whoever deals them out by load. A fused wire has
    /// none.
    virtual std::int64_t queued(std::size_t port) const {
        (void)port;
        return 0;
    }
};

} // namespace millrace
