// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace millrace {
class Run;
}

namespace millrace::ui {

/// The last records on a wire as a small table for its tooltip, newest first; empty while there are none.
QString recordsTip(Run& run, const QString& edgeId);

} // namespace millrace::ui
