// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/main_window/status_line.h"

namespace millrace::ui {

class ForecastService;

/// What the status line says of a forecast: "replication 18 of 40", throughput and 99th percentile with how
/// sure they are, and whether anybody has measured the times they rest on.
QList<StatusLine::Fact> forecastFacts(const ForecastService& forecast);

} // namespace millrace::ui
