// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"
#include "engine/data/schema.h"

#include <QString>
#include <memory>
#include <vector>

namespace millrace::ui {

/// What editors of one form know about their surroundings. Shared by the editors, kept up to date by the
/// form's owner.
struct EditorContext {
    SchemaPtr columns; ///< what arrives at the node's input; null = unknown
    QString folder;    ///< where relative paths start
    bool runActive = false;
    bool looksUp = false; ///< somebody answers ParameterForm::pickRequested
};
using EditorContextPtr = std::shared_ptr<EditorContext>;

/// A diagnostic about one parameter or a part of it; `path` is relative to the editor's own value ("mean_kmh"
/// of "columns.mean_kmh").
struct FieldFinding {
    QString path;
    Severity severity = Severity::Error;
    QString text; ///< message and hint, without caret excerpt
    int line = 0; ///< 1-based, in the text of the field; 0 = unknown
    int column = 0;
};
using FieldFindings = std::vector<FieldFinding>;

} // namespace millrace::ui
