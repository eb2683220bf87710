// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/settings_steps.h"

#include <QApplication>
#include <QTest>
#include <QTimer>

namespace millrace::test {

void inSettings(StudioFixture& studio, const std::function<void()>& open,
                const std::function<void(ui::SettingsDialog&)>& what) {
    bool done = false;
    QTimer::singleShot(50, qApp, [&] {
        auto* dialog = qobject_cast<ui::SettingsDialog*>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->isActiveWindow()); // before, keys would be shortcuts of the window behind
        what(*dialog);
        done = true;
        QTest::keyClick(dialog, Qt::Key_Escape);
    });
    open();
    QVERIFY(done);
    studio.window().activateWindow();
    QTRY_VERIFY(studio.window().isActiveWindow());
}

} // namespace millrace::test
