// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/sliced_cores.h"

#include <algorithm>

namespace millrace::sim {

SlicedCores::Slice SlicedCores::run(std::uint32_t index, Waiting thread, MonotonicNs now) {
    Core& core = cores_[index];
    const bool switches = core.last != kNobody && core.last != thread.thread;
    core.thread = core.last = thread.thread;
    core.begins = now + (switches ? switch_ : 0);
    core.left = thread.left;
    core.slice = std::min(quantum_, thread.left);
    return {core.begins + core.slice, index, ++core.generation};
}

std::optional<SlicedCores::Slice> SlicedCores::runNext(std::uint32_t core, MonotonicNs now) {
    cores_[core].thread = kNobody;
    if (!queue_.empty()) return run(core, queue_.pop(), now);
    --busy_;
    return std::nullopt;
}

std::optional<SlicedCores::Slice> SlicedCores::start(std::uint32_t thread, MonotonicNs work,
                                                     MonotonicNs now) {
    const Waiting job{thread, std::max<MonotonicNs>(1, work)};
    if (busy_ == cores_.size()) {
        queue_.push(job);
        return std::nullopt;
    }
    const auto isFree = [](const Core& core) { return core.thread == kNobody; };
    // Where it ran last its caches are warm.
    auto core = std::find_if(cores_.begin(), cores_.end(),
                             [&](const Core& one) { return isFree(one) && one.last == thread; });
    if (core == cores_.end()) core = std::find_if(cores_.begin(), cores_.end(), isFree);
    ++busy_;
    return run(static_cast<std::uint32_t>(core - cores_.begin()), job, now);
}

std::optional<SlicedCores::Over> SlicedCores::over(std::uint32_t index, std::uint32_t generation,
                                                   MonotonicNs now) {
    Core& core = cores_[index];
    if (core.generation != generation || core.thread == kNobody) return std::nullopt;
    core.left -= core.slice;
    if (core.left > 0) {
        queue_.push({core.thread, core.left});
        return Over{kNobody, run(index, queue_.pop(), now)};
    }
    const std::uint32_t done = core.thread;
    return Over{done, runNext(index, now)};
}

MonotonicNs SlicedCores::stop(std::uint32_t thread, MonotonicNs now, std::optional<Slice>& next) {
    for (std::uint32_t i = 0; i < cores_.size(); ++i) {
        Core& core = cores_[i];
        if (core.thread != thread) continue;
        const MonotonicNs left = core.left - std::max<MonotonicNs>(0, now - core.begins);
        ++core.generation; // the end of its slice is none any more
        next = runNext(i, now);
        return std::max<MonotonicNs>(1, left);
    }
    MonotonicNs left = 1;
    for (std::size_t n = queue_.size(); n > 0; --n) {
        const Waiting one = queue_.pop();
        if (one.thread == thread)
            left = one.left;
        else
            queue_.push(one);
    }
    return left;
}

} // namespace millrace::sim
