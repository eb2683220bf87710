// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/main_window/status_line.h"

#include <optional>

namespace millrace::ui {

class ForecastService;

/// What the status line says of a forecast: "replication 18 of 40", throughput and 99th percentile with how
/// sure they are. Before it is started: what it would take.
QList<StatusLine::Fact> forecastFacts(const ForecastService& forecast);
/// Whether anybody has measured the times that a simulation and its forecast rest on; what else is known of
/// them in its tip. None: that is not known yet.
std::optional<StatusLine::Fact> basisFact(const ForecastService& forecast);
/// Both among the facts of a simulation that is watched: no figure without the badge, and in a narrow window
/// the time goes first, which the bar above says, too.
QList<StatusLine::Fact> withForecast(const QList<StatusLine::Fact>& facts, const ForecastService& forecast);
/// How sure the forecast is to be, and what that takes, line by line.
QString outlookTip(const ForecastService& forecast);

} // namespace millrace::ui
