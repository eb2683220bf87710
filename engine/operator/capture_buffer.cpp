// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/capture_buffer.h"

#include "engine/data/batch_builder.h"

#include <algorithm>

namespace millrace {

namespace {
constexpr MonotonicNs kPublishEveryNs = 40'000'000; ///< a frame of the studio
}

CaptureBuffer::CaptureBuffer(std::vector<SchemaPtr> inputs)
    : inputs_(std::move(inputs)), kept_(inputs_.size()), filled_(inputs_.size(), false) {}

void CaptureBuffer::open(OperatorContext& context) {
    context_ = &context;
    if (!inputs_.empty()) context.publish(BatchBuilder(inputs_.front()).finish());
}

void CaptureBuffer::process(std::size_t input, RecordBatch batch, Collector&) {
    if (batch.empty()) return;
    kept_[input].add(std::move(batch), kRecords);
    filled_[input] = true;
    if (!dirty_) due_ = std::max(context_->clock().now(), published_ + kPublishEveryNs);
    dirty_ = true;
}

std::optional<MonotonicNs> CaptureBuffer::nextDeadline() const {
    return dirty_ ? std::optional(due_) : std::nullopt;
}

void CaptureBuffer::onDeadline(MonotonicNs now, Collector&) {
    if (dirty_ && now >= due_) publish(now);
}

bool CaptureBuffer::onEnd(Collector&) {
    if (dirty_) publish(context_->clock().now());
    return true;
}

void CaptureBuffer::publish(MonotonicNs now) {
    const auto first = std::find(filled_.begin(), filled_.end(), true);
    context_->publish(kept_[static_cast<std::size_t>(first - filled_.begin())].table());
    published_ = now;
    dirty_ = false;
}

} // namespace millrace
