// SPDX-License-Identifier: Apache-2.0
//
// What a vertex leaves for the next run, and how it takes it up.
#include "engine/runtime/task.h"
#include "engine/runtime/vertex_slot.h"

#include <algorithm>

namespace millrace {

SlotState VertexSlot::snapshot(Epoch epoch) {
    SlotState state;
    state.ended = ended();
    state.watermark = isSource() ? metrics.watermark.load(std::memory_order_relaxed) : current_;
    state.origins = watermarks_;
    ByteWriter to(state.bytes);
    op ? op->snapshot(epoch, to) : source->snapshot(epoch, to);
    return state;
}

void VertexSlot::commit(Epoch epoch) { op ? op->commit(epoch) : source->commit(epoch); }

void VertexSlot::restore(Epoch epoch, const SlotState& state) {
    restored_ = RestoredState{epoch, state.bytes};
    hadEnded_ = state.ended;
    current_ = isSource() ? kMinWatermark : state.watermark;
    metrics.watermark.store(state.watermark, std::memory_order_relaxed);
    if (state.origins.size() == watermarks_.size()) {
        for (std::size_t i = 0; i < watermarks_.size(); ++i)
            watermarks_[i] = std::max(watermarks_[i], state.origins[i]);
    } else if (state.watermark != kMinWatermark) {
        // Others speak to it now; none of them may fall behind what was promised.
        for (EpochMs& watermark : watermarks_)
            watermark = std::max(watermark, state.watermark);
    }
}

void VertexSlot::resume() {
    if (restored_) restored_->bytes = {};
    if (!hadEnded_) return;
    openOrigins_ = 0;
    closing_ = true;
    phase_ = Phase::Ended;
    collector.forwardEnd();
}

} // namespace millrace
