// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/shared_cores.h"

#include <algorithm>
#include <cmath>

namespace millrace::sim {

namespace {
/// Attained service is a sum of many products; what is nearer than this to its end has come to it.
constexpr double kRoundingNs = 1e-3;
} // namespace

void SharedCores::start(std::uint32_t thread, MonotonicNs work, MonotonicNs now) {
    attain(now);
    if (heap_.empty()) attained_ = 0; // nobody remembers: small numbers keep their digits
    heap_.push_back({attained_ + static_cast<double>(work), started_++, thread});
    std::push_heap(heap_.begin(), heap_.end(), later);
}

std::optional<std::uint32_t> SharedCores::finished(MonotonicNs now) {
    attain(now);
    if (heap_.empty() || heap_.front().done > attained_ + kRoundingNs) return std::nullopt;
    const std::uint32_t thread = heap_.front().thread;
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
    return thread;
}

MonotonicNs SharedCores::stop(std::uint32_t thread, MonotonicNs now) {
    attain(now);
    const auto job =
        std::find_if(heap_.begin(), heap_.end(), [&](const Job& one) { return one.thread == thread; });
    if (job == heap_.end()) return 1;
    const double left = job->done - attained_;
    heap_.erase(job);
    std::make_heap(heap_.begin(), heap_.end(), later);
    return std::max<MonotonicNs>(1, std::llround(left));
}

MonotonicNs SharedCores::nextDone() const {
    const double left = std::max(0.0, heap_.front().done - attained_);
    return since_ + wholeTime(std::ceil(left / rate() - kRoundingNs));
}

} // namespace millrace::sim
