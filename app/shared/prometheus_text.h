// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"
#include "engine/plan/plan.h"

#include <string>

namespace millrace {

/// A frame in the Prometheus text exposition format 0.0.4: every metric of the catalogue as millrace_<name>,
/// with the labels run, node and edge; times in seconds, histograms as summaries (quantiles 0.5, 0.95, 0.99).
std::string prometheusText(const Plan& plan, const MetricsFrame& frame, const std::string& runId);

} // namespace millrace
