// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/experimenter.h"

#include <QString>

namespace millrace::ui {

/// What an experiment shows, in sentences, as rich text.
QString findingsOf(const ExperimentOutcome& outcome);

} // namespace millrace::ui
