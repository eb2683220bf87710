// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/experimenter.h"
#include "ui/settings/number_text.h"

#include <optional>

namespace millrace::ui {

/// What the page of experiments draws over the varied setting.
enum class ExperimentFigure { Throughput, Latency, P99 };

/// In records/s or microseconds; none where no record came.
std::optional<Estimate> estimateOf(const ForecastFigures& figures, ExperimentFigure figure);
/// "1.44 M/s", "6.2 ms".
Quantity quantityOf(ExperimentFigure figure, double value);
/// "1.44 M/s ± 0.6 %"; without an interval where there is none.
QString estimateText(ExperimentFigure figure, const Estimate& estimate);

} // namespace millrace::ui
