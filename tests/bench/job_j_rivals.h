// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace millrace::bench {

// Job J (tests/bench/job_j.mill) written by hand: the same counter-based draws from the same seed, so every
// contestant makes the same records and must come to the same totals.

inline constexpr std::uint64_t kJobSeed = 42;

/// What the job ends with: how many of the selected records each key has, and the sum of their km/h.
struct JobTotals {
    static constexpr std::size_t kKeys = 1000;
    std::vector<std::int64_t> count = std::vector<std::int64_t>(kKeys);
    std::vector<double> sum = std::vector<double>(kKeys);
    /// Equal counts, sums equal to 1e-9: they are added up in different orders.
    bool sameAs(const JobTotals& other) const;
};

/// What an engineer would write: blocks of columns that stay in the first-level cache, a branchless
/// selection, dense keys; compiled for AVX2, too, as the engine's own kernels are.
JobTotals handFusedJob(std::uint64_t records);
/// The same loop over equal parts of the records on `threads` threads, totals added up at the end: as far as
/// all cores go.
JobTotals handParallelJob(std::uint64_t records, int threads);

#ifdef MILLRACE_HAS_TBB
/// As a oneTBB parallel_pipeline of four filters over tokens of `batch` records.
JobTotals tbbJob(std::uint64_t records, std::size_t batch, int threads = 1);
/// As a oneTBB flow graph: an input node, two function nodes, a serial one that adds up.
JobTotals tbbFlowJob(std::uint64_t records, std::size_t batch, int threads);
#endif

} // namespace millrace::bench
