// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/latest_rows.h"
#include "engine/operator/operator.h"

#include <vector>

namespace millrace {

/// Stands in for a node that writes outside: keeps the last records of each input, touches nothing and sends
/// nothing on. What came into the first input that has any is published, as a live table does; each of
/// several workers keeps and publishes its own share.
class CaptureBuffer final : public Operator {
public:
    static constexpr std::size_t kRecords = 1000; ///< kept of each input

    explicit CaptureBuffer(std::vector<SchemaPtr> inputs);

    void open(OperatorContext& context) override;
    void process(std::size_t input, RecordBatch batch, Collector& out) override;
    std::optional<MonotonicNs> nextDeadline() const override;
    void onDeadline(MonotonicNs now, Collector& out) override;
    bool onEnd(Collector& out) override;

private:
    void publish(MonotonicNs now);

    const std::vector<SchemaPtr> inputs_;
    std::vector<LatestRows> kept_; ///< per input
    std::vector<bool> filled_;
    OperatorContext* context_ = nullptr;
    bool dirty_ = false;
    MonotonicNs due_ = 0;
    MonotonicNs published_ = INT64_MIN / 2;
};

} // namespace millrace
