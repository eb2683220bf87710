// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/registry.h"

#include <QString>
#include <string_view>

namespace millrace::ui {

/// The title of a node by its path, with those of the instances around it: "Trips / Clean".
QString titleOfPath(std::string_view path, const GraphDocument& document, const Registry& registry);

} // namespace millrace::ui
