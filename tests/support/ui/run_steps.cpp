// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_steps.h"

#include "ui/history/runs_page.h"
#include "ui/peek/peek_page.h"

#include <QTest>

namespace millrace::test {
namespace {

constexpr int kPatience = 60000;

} // namespace

void runToTheEnd(RunStudio& studio, qint64 count) {
    QVERIFY(studio.open(smallGraph(0, "v >= 0", count)));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
}

void runForAWhile(RunStudio& studio, double seconds) {
    const int before = studio.views().runs()->runCount();
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(
        studio.state() == RunState::Running && !studio.runs().history().frames().empty() &&
            static_cast<double>(studio.runs().history().frames().back().elapsedNs) * 1e-9 > seconds,
        kPatience);
    studio.key(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(studio.views().runs()->runCount(), before + 1, kPatience);
}

QTreeWidget* runsList(RunStudio& studio) { return studio.window().findChild<QTreeWidget*>("runsList"); }

void clickRun(RunStudio& studio, int row, Qt::KeyboardModifiers modifiers) {
    QTreeWidget* list = runsList(studio);
    const QRect place = list->visualItemRect(list->topLevelItem(row));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, modifiers, QPoint(20, place.center().y()));
}

ui::RecordsModel& peeked(RunStudio& studio) { return studio.views().peek().model(); }

QString peekedCell(RunStudio& studio, int row, int column) {
    return peeked(studio).data(peeked(studio).index(row, column), Qt::DisplayRole).toString();
}

} // namespace millrace::test
