// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"
#include "ui/param_editors/editor_context.h"

namespace millrace::ui {

/// As a field of a form shows it; the path is all of the diagnostic's parameter.
FieldFinding findingOf(const Diagnostic& diagnostic);

} // namespace millrace::ui
