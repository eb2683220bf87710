// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#include <functional>
#include <vector>

namespace millrace {

/// Something measured several times.
struct ProbeSeries {
    std::vector<double> values;
    double median() const;
    /// Half the range of the middle half of the values, as a share of the median: how far apart measurements
    /// of one and the same thing were.
    double spread() const;
};

/// What this machine can do at the moment, as programs find it: `nproc` says nothing about who else uses it.
struct MachineProbe {
    struct Threads {
        int threads = 1;
        ProbeSeries ns;          ///< that the same work took, on each of them, until the last was done
        ProbeSeries withoutCore; ///< share of that time in which one of them had no core
    };
    std::vector<Threads> spinning; ///< 1, 2, ... threads at a time
    ProbeSeries sleepOvershootNs;  ///< how late a worker's sleep of 1 ms ends
    ProbeSeries handOffNs;         ///< from a push onto a queue to the pop by a worker that slept
    ProbeSeries handOffBusyNs;     ///< the same to a worker that was looking
    double timerResolutionNs = 0;  ///< least step of the clock between two readings
    int hardwareThreads = 1;

    /// T(1) k / T(k) at the k for which it is highest: how many threads really run at the same time.
    double effectiveCores() const;
    /// How much somebody else was using the machine: the spread of the least steady of the spins, or the
    /// share of time in which a thread had no core though there were enough for all, whichever is more.
    double noise() const;
    static constexpr double kNoisy = 0.05;
    bool noisy() const { return noise() > kNoisy; }
};

struct MachineProbeOptions {
    double seconds = 10; ///< about
    int mostThreads = 0; ///< 0 = one per hardware thread
    std::function<bool()> cancelled = {};
};
/// Measures for about so long, which blocks; ends early when cancelled, with what there is.
MachineProbe probeMachine(const Clock& clock, const MachineProbeOptions& options = {});

} // namespace millrace
