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

/// Those of a document: cores of the machine, workers, batch and rate of its nodes, those inside of instances
/// included, capacity of its wires, and its numeric parameters.
std::vector<SettingChoice> settingsOf(const GraphDocument& document, const Registry& registry);

/// What people call any of them; the name itself where it names nothing in the document.
QString wordsOf(const std::string& setting, const GraphDocument& document, const Registry& registry);
/// The title of a node by its path, "Trips / Clean"; ids where there is none.
QString nodeTitle(const GraphDocument& document, const Registry& registry, const std::string& path);

} // namespace millrace::ui
