// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"

#include <string>

namespace millrace::ui {

/// Where a new card between two others stands without covering one: in the middle, else below it. On the
/// grid.
Point placeBetween(const GraphBody& body, const std::string& left, const std::string& right);

} // namespace millrace::ui
