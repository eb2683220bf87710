// SPDX-License-Identifier: Apache-2.0
#include "engine/metrics/metrics.h"

namespace millrace {

namespace {

constexpr std::array<MetricInfo, kMetricCount> kCatalogue{{
#define MILLRACE_METRIC(id, name, kind, unit, scope, help) \
    {Metric::id, name, MetricKind::kind, unit, MetricScope::scope, help},
#include "engine/metrics/metric_catalog.def"
#undef MILLRACE_METRIC
}};

} // namespace

std::span<const MetricInfo> metricCatalogue() { return kCatalogue; }

const MetricInfo& infoOf(Metric metric) { return kCatalogue[static_cast<std::size_t>(metric)]; }

} // namespace millrace
