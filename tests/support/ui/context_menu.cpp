// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/context_menu.h"

#include "tests/support/ui/studio_fixture.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QTest>
#include <QThread>
#include <QTimer>

namespace millrace::test {

QStringList chooseInMenu(StudioFixture& studio, QPoint at, const QString& text) {
    QStringList offered;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        if (!menu) return;
        timer.stop();
        for (QAction* action : menu->actions())
            if (!action->isSeparator()) offered << action->text();
        for (QAction* action : menu->actions()) {
            if (action->text() != text) continue;
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
            return;
        }
        menu->close();
    });
    timer.start(20);
    QWidget* viewport = studio.view().viewport();
    QTest::mouseClick(viewport, Qt::RightButton, {}, at);
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, viewport->mapToGlobal(at));
    QApplication::sendEvent(viewport, &event);
    QCoreApplication::processEvents();
    return offered;
}

void inDialog(const std::function<void(QWidget&)>& what) {
    auto* timer = new QTimer(qApp);
    QObject::connect(timer, &QTimer::timeout, timer, [timer, what] {
        QWidget* dialog = QApplication::activeModalWidget();
        if (!dialog || !dialog->isActiveWindow() || QThread::currentThread()->loopLevel() == 0) return;
        timer->stop();
        timer->deleteLater();
        what(*dialog);
    });
    timer->start(20);
}

void activate(StudioFixture& studio) {
    studio.window().activateWindow();
    (void)QTest::qWaitForWindowActive(&studio.window(), kPatienceMs);
}

} // namespace millrace::test
