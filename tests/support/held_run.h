// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"
#include "tests/support/toy_nodes.h"

#include <memory>
#include <string>
#include <vector>

namespace millrace::test {

/// A run of toy nodes to be held with breakpoints: source, stage, sink. The wire behind the source has a
/// queue; the one behind the stage is fused, or has a queue, too.
struct HeldRun {
    static constexpr std::int64_t kCapacity = 2048;
    static constexpr std::size_t kFirstWire = 0, kSecondWire = 1; ///< indices into Plan::edges

    struct Setup {
        bool fused = false;
        ExecutorKind executor = ExecutorKind::Pool;
        std::size_t batch = 1024;
        std::int64_t total = 20'000; ///< -1 = endless
        int workers = 1;             ///< of the stage, and of the sink when that is fused
        Ordering ordering = Ordering::Unordered;
    };
    explicit HeldRun(const Setup& setup);

    /// Starts it with these breakpoints; throws what is wrong with them.
    void start(std::vector<Breakpoint> breakpoints);
    /// False when the run ends, or a minute passes, before a breakpoint has begun to hold so often.
    bool waitForStop(std::int64_t stops, std::size_t breakpoint = 0) const;
    /// Until the sink has so many records; false as above.
    bool waitForRecords(std::size_t count) const;
    bool waitUntilQuiet() const; ///< as the function of that name
    BreakpointState state(std::size_t breakpoint = 0) const { return run->breakpoints().at(breakpoint); }
    std::int64_t stoppedAt(std::size_t breakpoint = 0) const; ///< the number of that record; -1: none
    void release(std::size_t edge = kSecondWire) { run->release(edge).value(); }
    /// Lets go of every stop until the run has ended.
    bool releaseToTheEnd(std::size_t edge = kSecondWire);
    std::string violations() const; ///< of the conservation laws, parted by line breaks

    std::shared_ptr<Captured> captured = std::make_shared<Captured>();
    ToyPlan plan;
    std::size_t source = 0, stage = 0, sink = 0;
    std::unique_ptr<Run> run;
};

/// 0, 1, ... n - 1.
std::vector<std::int64_t> countUpTo(std::int64_t n);

} // namespace millrace::test
