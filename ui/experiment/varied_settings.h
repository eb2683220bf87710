// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/registry.h"

#include <QString>
#include <vector>

namespace millrace::ui {

/// A setting that an experiment may vary: its name in the file and what people call it.
struct SettingChoice {
    QString name;      ///< "stage.workers"
    QString words;     ///< "Per vehicle: workers"
    QString suggested; ///< values to begin with, "1..8"
};

/// Those of a document: cores of the machine, workers, batch and rate of its nodes, capacity of its wires,
/// and its numeric parameters.
std::vector<SettingChoice> settingsOf(const GraphDocument& document, const Registry& registry);

} // namespace millrace::ui
