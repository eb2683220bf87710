// SPDX-License-Identifier: Apache-2.0
#include "tests/support/held_run.h"

#include "engine/runtime/engine.h"
#include "tests/support/quiet_run.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>

namespace millrace::test {

namespace {

constexpr std::chrono::seconds kPatience{60};

template <class Condition> bool waitUntil(const Run& run, Condition&& holds) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < end) {
        // What made the run end may be what is waited for.
        const bool over = isFinal(run.state());
        if (holds()) return true;
        if (over) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
}

} // namespace

HeldRun::HeldRun(const Setup& setup) {
    source = plan.source("source", countingSource(setup.total));
    stage = plan.stage("stage", passing(), setup.workers);
    sink = plan.sink("sink", capturing(captured));
    plan.wire(source, stage).capacity = kCapacity;
    if (setup.fused) {
        plan.fuse(stage, sink);
    } else {
        plan.wire(stage, sink).capacity = kCapacity;
    }
    plan.chainOf(stage).ordering = setup.ordering;
    plan.useExecutor(setup.executor);
    plan.useBatchSize(setup.batch);
}

void HeldRun::start(std::vector<Breakpoint> breakpoints) {
    RunOptions options;
    options.poolWorkers = 2;
    options.breakpoints = std::move(breakpoints);
    run = std::move(Engine().start(plan.build(), std::move(options)).value());
}

bool HeldRun::waitForStop(std::int64_t stops, std::size_t breakpoint) const {
    return waitUntil(*run, [&] {
        const BreakpointState now = state(breakpoint);
        return now.stops >= stops && now.holding;
    });
}

bool HeldRun::waitForRecords(std::size_t count) const {
    return waitUntil(*run, [&] { return captured->values().size() >= count; });
}

bool HeldRun::waitUntilQuiet() const { return test::waitUntilQuiet(*run); }

std::int64_t HeldRun::stoppedAt(std::size_t breakpoint) const {
    const BreakpointState now = state(breakpoint);
    return now.stoppedAt ? valuesOf(*now.stoppedAt).at(0) : -1;
}

bool HeldRun::releaseToTheEnd(std::size_t edge) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!run->waitFor(std::chrono::milliseconds(0)) && std::chrono::steady_clock::now() < end) {
        for (const BreakpointState& now : run->breakpoints())
            if (now.holding && now.breakpoint.edge == edge) release(edge);
    }
    return run->state() == RunState::Finished;
}

std::string HeldRun::violations() const {
    std::string text;
    for (const std::string& violation : checkInvariants(*run->plan(), run->frame()))
        text += violation + "\n";
    return text;
}

std::vector<std::int64_t> countUpTo(std::int64_t n) {
    std::vector<std::int64_t> values(static_cast<std::size_t>(n));
    std::iota(values.begin(), values.end(), 0);
    return values;
}

} // namespace millrace::test
