// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/experimenter.h"

#include <QStringList>
#include <functional>

namespace millrace::ui {

/// What people call a node, by its id.
using TitleOf = std::function<QString(const std::string& node)>;

/// What stands at every figure of a forecast: "uncalibrated", "calibrated · 3.1 % off", "calibrated in part ·
/// 3.1 % off · extrapolation ×8".
QString badgeOf(const ForecastBasis& basis);
/// The same at length, a sentence each.
QStringList basisSentences(const ForecastBasis& basis, const TitleOf& titleOf);

/// How much has to be simulated and how long that takes: "40 replications, 1.2 M events, about 3 s".
QString effortText(const ForecastOutlook& outlook);
/// What that gives, and at which load, a sentence each.
QStringList outlookSentences(const ForecastOutlook& outlook, const TitleOf& titleOf);

} // namespace millrace::ui
