// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"

#include <QString>
#include <string_view>
#include <vector>

namespace millrace::ui {

/// The words of descriptors (titles of kinds and parameters, summaries) are English in the engine, which
/// knows nothing of languages: this is what they are called in the language of the studio. Words that no
/// translation holds, those of plugins for instance, stay as they are. What translators are to find stands in
/// kind_words.cpp.
QString kindWord(std::string_view english);
QString kindTitle(const NodeKind& kind);
QString kindSummary(const NodeKind& kind);
QString categoryWord(Category category); ///< "source"
/// What the planner chose for a node, "pool × 4 · by key".
QString choiceWords(std::string_view choice);
/// With titles and place holders in the language of the studio.
std::vector<ParameterSpec> inStudioWords(std::vector<ParameterSpec> specs);

} // namespace millrace::ui
