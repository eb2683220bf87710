// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/histogram.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <string>

namespace millrace {

enum class Metric : std::uint8_t {
#define MILLRACE_METRIC(id, name, kind, unit, scope, help) id,
#include "engine/metrics/metric_catalog.def"
#undef MILLRACE_METRIC
};
enum class MetricKind : std::uint8_t { Counter, Gauge, Histogram };
enum class MetricScope : std::uint8_t { Task, Channel, Client, Run };

struct MetricInfo {
    Metric metric;
    const char* name;
    MetricKind kind;
    const char* unit;
    MetricScope scope;
    const char* help;
};
/// The catalogue, in order of declaration.
std::span<const MetricInfo> metricCatalogue();
const MetricInfo& infoOf(Metric metric);
inline constexpr std::size_t kMetricCount = 0
#define MILLRACE_METRIC(...) +1
#include "engine/metrics/metric_catalog.def"
#undef MILLRACE_METRIC
    ;

/// A figure that the client library of a connector measured: of scope Client.
struct ClientMetric {
    Metric metric = Metric::Lag;
    std::string label; ///< what it is about: "topic[3]", "broker:9092"; empty: the client as a whole
    std::int64_t value = 0;
    bool operator==(const ClientMetric&) const = default;
};

/// The counters and gauges of one vertex and subtask, or of one channel end: written by one thread at a time,
/// read by any, relaxed. On its own cache lines.
class alignas(64) MetricCells {
public:
    void add(Metric metric, std::int64_t amount) {
        auto& cell = cells_[static_cast<std::size_t>(metric)];
        cell.store(cell.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
    void set(Metric metric, std::int64_t value) {
        cells_[static_cast<std::size_t>(metric)].store(value, std::memory_order_relaxed);
    }
    std::int64_t get(Metric metric) const {
        return cells_[static_cast<std::size_t>(metric)].load(std::memory_order_relaxed);
    }

private:
    std::array<std::atomic<std::int64_t>, kMetricCount> cells_{};
};

} // namespace millrace
