// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/base/ring_queue.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace millrace::sim {

/// Whole cores on which threads take turns: each runs for a slice of time, then the one that has waited the
/// longest comes; going from one thread to another takes a while. Round robin (L. Kleinrock, Queueing Systems
/// II, 4.4): with slices that become shorter it tends to processor sharing, with slices longer than the work
/// it is first come, first served. Copyable. Who uses it schedules an event for each Slice it returns.
class SlicedCores {
public:
    static constexpr std::uint32_t kNobody = ~std::uint32_t{0};
    struct Slice {
        MonotonicNs until = 0;
        std::uint32_t core = 0, generation = 0;
    };

    SlicedCores(std::uint32_t cores, MonotonicNs quantum, MonotonicNs switchTime)
        : quantum_(quantum), switch_(switchTime), cores_(cores) {}

    std::size_t running() const { return busy_ + queue_.size(); }
    /// From the next slice on.
    void change(MonotonicNs quantum, MonotonicNs switchTime) {
        quantum_ = quantum;
        switch_ = switchTime;
    }
    std::size_t bytes() const { return cores_.size() * sizeof(Core) + queue_.size() * 2 * sizeof(Waiting); }
    /// A thread begins work; the slice that it begins with, if a core is free.
    std::optional<Slice> start(std::uint32_t thread, MonotonicNs work, MonotonicNs now);
    /// A slice is over, or was taken back: then nothing. `done`: the thread whose work that was the end of.
    struct Over {
        std::uint32_t done = kNobody;
        std::optional<Slice> next;
    };
    std::optional<Over> over(std::uint32_t core, std::uint32_t generation, MonotonicNs now);
    /// Takes a thread away. Returns the work that is left of it, at least 1 ns.
    MonotonicNs stop(std::uint32_t thread, MonotonicNs now, std::optional<Slice>& next);

private:
    struct Core {
        std::uint32_t thread = kNobody, last = kNobody;
        std::uint32_t generation = 0;
        MonotonicNs begins = 0; ///< its work, behind the switch
        MonotonicNs left = 0;   ///< of the work, then
        MonotonicNs slice = 0;
    };
    struct Waiting {
        std::uint32_t thread = 0;
        MonotonicNs left = 0;
    };
    Slice run(std::uint32_t core, Waiting thread, MonotonicNs now);
    std::optional<Slice> runNext(std::uint32_t core, MonotonicNs now);

    MonotonicNs quantum_, switch_;
    std::vector<Core> cores_;
    std::size_t busy_ = 0;
    RingQueue<Waiting> queue_;
};

} // namespace millrace::sim
