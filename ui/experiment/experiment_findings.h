// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/experimenter.h"
#include "ui/experiment/experiment_words.h"

#include <QString>

namespace millrace::ui {

/// What an experiment shows and what that rests on, in sentences, as rich text. `partial`: points so far,
/// which are compared with no others yet.
QString findingsOf(const ExperimentOutcome& outcome, const ExperimentWords& words, bool partial = false);
/// What is known before it is run, as rich text.
QString outlookOf(const ForecastOutlook& outlook, const ExperimentWords& words);

} // namespace millrace::ui
