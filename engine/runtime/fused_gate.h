// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/ring_queue.h"
#include "engine/runtime/wire_gate.h"
#include "engine/runtime/wire_output.h"

namespace millrace {

/// A breakpoint on a wire without a queue. What it does not let pass waits here in order; the task takes no
/// new input until it is gone, so never more waits than one input makes. Used by the thread that runs the
/// task.
struct FusedGate {
    struct Kept {
        RecordBatch batch;
        EpochMs watermark = kMinWatermark; ///< behind the records
        bool end = false;                  ///< behind both
        SequenceMark mark = {};            ///< under which the records were sent
    };
    std::unique_ptr<GateEnd> end; ///< null: the breakpoint is gone, and what waits may pass
    RingQueue<Kept> kept = {};

    std::int64_t rows() {
        std::int64_t rows = 0;
        for (std::size_t i = 0; i < kept.size(); ++i)
            rows += static_cast<std::int64_t>(kept[i].batch.rows());
        return rows;
    }
};

} // namespace millrace
