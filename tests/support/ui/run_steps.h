// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/ui/run_studio.h"
#include "ui/peek/records_model.h"

#include <QTreeWidget>

namespace millrace::test {

/// Runs smallGraph with so many records, as fast as it goes, until it has finished.
void runToTheEnd(RunStudio& studio, qint64 count);
/// Runs what is open for a while and stops it; it then stands first in the list of runs.
void runForAWhile(RunStudio& studio, double seconds);

QTreeWidget* runsList(RunStudio& studio);
void clickRun(RunStudio& studio, int row, Qt::KeyboardModifiers modifiers = {});

/// What the peek page shows.
ui::RecordsModel& peeked(RunStudio& studio);
QString peekedCell(RunStudio& studio, int row, int column = 0);

} // namespace millrace::test
