// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"
#include "engine/plan/plan.h"

#include <boost/json/object.hpp>

namespace millrace {

/// What limited a run from its start to the moment of `frame`, in the numbers of Diagnosis (engine/metrics),
/// on a machine with so many cores: the part "why" of a report. Seconds, records/s, shares 0..1. Empty where
/// nothing limited it.
boost::json::object diagnosisReport(const Plan& plan, const MetricsFrame& frame, int cores);

} // namespace millrace
