// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"

namespace millrace::ui {

/// What runs with checkpoints complain about is told in the words of the command line, `--fresh` and
/// `--state DIR`: the same with the commands of the studio.
Diagnostics inStudioWords(Diagnostics diagnostics);

} // namespace millrace::ui
