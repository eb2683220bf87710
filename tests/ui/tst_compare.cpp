// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/compare/compare_commands.h"
#include "ui/compare/graph_compare_canvas.h"
#include "ui/compare/graph_compare_dialog.h"
#include "ui/settings/theme.h"

#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QTreeWidget>
#include <QtTest>

using namespace millrace;
using namespace millrace::test;
using ui::GraphCompareCanvas;

namespace {

/// The fleet example, and after edits: one node renamed, one changed, one moved, one added, one removed.
class CompareStudio : public StudioFixture {
public:
    CompareStudio() : commands_(window()) {
        const QString examples = QString(MILLRACE_SOURCE_DIR) + "/resources/examples/";
        QFile original(examples + "fleet.mill");
        if (original.open(QIODevice::ReadOnly)) path_ = writeFile("fleet.mill", original.readAll());
        window().openGraph(path_);
    }
    void editAll() {
        session().apply(edit::RenameNode{"kmh", "speed_kmh"});
        session().apply(edit::SetParam{"trips", "window.tumbling", "5 min"});
        session().apply(edit::MoveNodes{{{"buses", Point{0, 300}}}});
        session().apply(edit::RemoveEdge{{"fast", "out"}, {"alerts", "in"}, {}});
        session().apply(edit::RemoveNode{"alerts"});
        add("live_table", 1040, 560);
    }
    const QString& path() const { return path_; }
    ui::CompareCommands& commands() { return commands_; }

private:
    ui::CompareCommands commands_;
    QString path_;
};

QColor pixelAt(QWidget& widget, QPointF at) {
    const QImage image = widget.grab().toImage();
    return image.pixelColor((at * image.devicePixelRatio()).toPoint());
}

} // namespace

class TestCompare : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void F02_visualDiffWithSaved() {
        CompareStudio studio;
        QAction* action = studio.commands().withSaved();
        QVERIFY(!action->isEnabled()); // nothing has changed yet
        studio.editAll();
        QVERIFY(action->isEnabled());
        QVERIFY(studio.window().findChild<QToolButton*>("menuButton")->menu()->actions().contains(action));
        action->trigger();
        auto* dialog = studio.window().findChild<ui::GraphCompareDialog*>("compareDialog");
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowExposed(dialog, kPatienceMs));
        auto& canvas = *dialog->findChild<GraphCompareCanvas*>("compareCanvas");
        QCOMPARE(canvas.markOf("speed_kmh"), '>');
        QCOMPARE(canvas.markOf("trips"), '~');
        QCOMPARE(canvas.markOf("alerts"), '-');
        QCOMPARE(canvas.markOf("live_table"), '+');
        QCOMPARE(canvas.markOf("cells"), '\0');
        QCOMPARE(canvas.markOf("buses"), '\0'); // moves are ignored
        const int without = dialog->changeCount();
        QTest::mouseClick(dialog->findChild<QCheckBox*>("compareMoves"), Qt::LeftButton, {}, {8, 8});
        QVERIFY(dialog->changeCount() > without);
        QCOMPARE(canvas.markOf("buses"), '.');
        // The mark is seen: the border of what was added is green, of what is the same it is not.
        const ui::Tokens& t = ui::Theme::instance().tokens();
        const QRectF added = canvas.cardRect("live_table"), same = canvas.cardRect("cells");
        QCOMPARE(pixelAt(canvas, {added.left(), added.center().y()}).hslHue() / 12, t.good.hslHue() / 12);
        QVERIFY(pixelAt(canvas, {same.left(), same.center().y()}).hslHue() / 12 != t.good.hslHue() / 12);
    }

    void aChangeLeadsToItsPlace() {
        CompareStudio studio;
        studio.editAll();
        auto* dialog = studio.commands().compareWith(studio.path(), true);
        QVERIFY(QTest::qWaitForWindowExposed(dialog, kPatienceMs));
        auto& list = *dialog->findChild<QTreeWidget*>("compareList");
        auto& canvas = *dialog->findChild<GraphCompareCanvas*>("compareCanvas");
        int row = -1;
        for (int i = 0; i < list.topLevelItemCount(); ++i)
            if (list.topLevelItem(i)->text(1).contains("window.tumbling")) row = i;
        QVERIFY(row >= 0);
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {},
                          list.visualItemRect(list.topLevelItem(row)).center());
        const QPointF off = canvas.cardRect("trips").center() - QRectF(canvas.rect()).center();
        QVERIFY(std::abs(off.x()) < 2 && std::abs(off.y()) < 2);
    }

    void blinkingShowsOneSideAtATime() {
        CompareStudio studio;
        studio.editAll();
        auto* dialog = studio.commands().compareWith(studio.path(), true);
        QVERIFY(QTest::qWaitForWindowExposed(dialog, kPatienceMs));
        auto& canvas = *dialog->findChild<GraphCompareCanvas*>("compareCanvas");
        QVERIFY(dialog->focusWidget() == &canvas);
        QTest::keyClick(&canvas, Qt::Key_B);
        QCOMPARE(canvas.side(), GraphCompareCanvas::Side::Before);
        QVERIFY(canvas.cardRect("live_table").isEmpty());
        QVERIFY(!canvas.cardRect("alerts").isEmpty());
        QTest::keyClick(dialog->findChild<QTreeWidget*>("compareList"), Qt::Key_B);
        QVERIFY(!canvas.cardRect("live_table").isEmpty());
        QVERIFY(canvas.cardRect("alerts").isEmpty());
        QTest::keyClick(&canvas, Qt::Key_B);
        QCOMPARE(canvas.side(), GraphCompareCanvas::Side::Both);
    }

    void theSameGraphsSaySo() {
        CompareStudio studio;
        auto* dialog = studio.commands().compareWith(studio.path(), false);
        QCOMPARE(dialog->changeCount(), 0);
        QVERIFY(dialog->findChild<QLabel*>("compareSummary")->text().contains("mean the same"));
        QVERIFY(!studio.commands().compareWith(studio.folder() + "/none.mill", false));
    }
};

QTEST_MAIN(TestCompare)
#include "tst_compare.moc"
