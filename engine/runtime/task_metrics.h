// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/metrics/metrics.h"

#include <atomic>
#include <memory>
#include <vector>

namespace millrace {

/// Sizes in bytes are measured on one batch of this many and carried over by the row: measuring text costs a
/// pass over it.
inline constexpr std::uint32_t kBytesEvery = 32;

/// What one vertex counts in one subtask. Written by the task loop and the collector only, read by any.
struct VertexMetrics {
    explicit VertexMetrics(std::size_t ports) : portRecords(ports) {}
    MetricCells cells;
    std::vector<std::atomic<std::int64_t>> portRecords;
    std::atomic<std::int64_t> sampledNs{
        0}; ///< own time in the sampled calls: its share of the task's busy time
    std::atomic<EpochMs> watermark{kMinWatermark};
    std::atomic<double> progress{-1};
    std::unique_ptr<Histogram> serviceTime;
    std::unique_ptr<Histogram> latency;
};

/// Records that one subtask took off one wire; single writer, read by any.
struct alignas(64) ReceiveCells {
    std::atomic<std::int64_t> received{0};
    std::unique_ptr<Histogram> waitTime;
};

} // namespace millrace
