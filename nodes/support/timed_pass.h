// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/distribution.h"
#include "engine/graph/parameter_spec.h"
#include "engine/graph/params.h"
#include "engine/operator/collector.h"
#include "engine/operator/operator_context.h"
#include "engine/operator/service_model.h"

#include <algorithm>
#include <functional>

namespace millrace {

/// Passes batches on unchanged while time, drawn from a distribution, is spent on each record or each batch:
/// what `work` and `shared_resource` have in common. Records leave in portions while the time for the rest
/// is spent. Not thread-safe.
class TimedPass {
public:
    TimedPass() = default;
    /// From the parameters timedPassParameters(), and the mean.
    TimedPass(const Params& params, MonotonicNs mean);

    void open(OperatorContext& context, std::string_view stream);
    /// Calls `spend` with the time for one record or batch; where `together`, with that for several records
    /// whose times are short.
    template <class Spend> void pass(RecordBatch batch, Collector& out, bool together, Spend&& spend);
    bool perRecord() const { return perRecord_; }
    /// The time for the next one.
    MonotonicNs draw() { return time_.drawNs(seed_, drawn_++); }
    void adopt(const TimedPass& fresh) { time_ = fresh.time_; }
    /// What the service model says of it.
    WorkSegment segment(WorkSegment::Kind kind) const {
        return {.kind = kind, .time = time_, .perBatch = !perRecord_};
    }

private:
    static constexpr MonotonicNs kQuantumNs = 200'000;
    static constexpr MonotonicNs kSendEveryNs = 5'000'000;

    Distribution time_;
    bool perRecord_ = true;
    OperatorContext* context_ = nullptr;
    std::uint64_t seed_ = 0;
    std::uint64_t drawn_ = 0;
    MonotonicNs sinceSent_ = 0;
};

/// `distribution`, `spread` and `per`.
std::vector<ParameterSpec> timedPassParameters();

template <class Spend> void TimedPass::pass(RecordBatch batch, Collector& out, bool together, Spend&& spend) {
    const std::size_t draws = perRecord_ ? batch.rows() : std::min<std::size_t>(1, batch.rows());
    std::size_t sent = 0;
    MonotonicNs owed = 0;
    for (std::size_t i = 0; i < draws && !context_->stopRequested(); ++i) {
        owed += draw();
        if (!together || owed >= kQuantumNs || i + 1 == draws) {
            spend(owed);
            sinceSent_ += owed;
            owed = 0;
        }
        if (draws > 1 && sinceSent_ >= kSendEveryNs) {
            out.emit(0, batch.slice(sent, i + 1 - sent));
            sent = i + 1;
            sinceSent_ = 0;
        }
    }
    if (sent < batch.rows()) out.emit(0, batch.slice(sent, batch.rows() - sent));
    sinceSent_ = 0;
}

} // namespace millrace
