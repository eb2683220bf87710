// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/event_time.h"
#include "engine/operator/source.h"

#include <vector>

namespace millrace {

/// Records that are given beforehand, for one output port.
struct PinnedRows {
    std::size_t port = 0;
    RecordBatch rows;
    std::int64_t watermarkDelayMs = 0;
};

/// Sends given records as a source would that had read them: in batches, late ones marked, with the watermark
/// behind each batch; port by port, as fast as they are taken.
class PinnedSource final : public Source {
public:
    explicit PinnedSource(std::vector<PinnedRows> ports);

    void open(OperatorContext& context) override { context_ = &context; }
    SourceStatus read(Collector& out) override;

private:
    struct Port {
        PinnedRows pinned;
        WatermarkTracker tracker;
        std::size_t sent = 0;
        bool done() const { return sent == pinned.rows.rows(); }
    };
    EpochMs watermark() const;

    std::vector<Port> ports_;
    OperatorContext* context_ = nullptr;
};

} // namespace millrace
