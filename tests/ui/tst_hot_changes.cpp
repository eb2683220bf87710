// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/node_item.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"

#include <QComboBox>
#include <QLineEdit>
#include <QTest>
#include <QTextEdit>

using namespace millrace;
using test::RunStudio;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;

const ui::NodeLive& live(RunStudio& studio, const char* node) { return *studio.canvas().node(node)->live(); }

QTextEdit* whereField(RunStudio& studio) {
    return studio.window().inspector().nodePage().parameters()->editor("where")->findChild<QTextEdit*>(
        "expression");
}

void type(QTextEdit* field, const QString& text) {
    QTest::mouseClick(field->viewport(), Qt::LeftButton);
    QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(field, text);
}

/// Starts the graph and shows node `id` in the inspector.
void startAndSelect(RunStudio& studio, const char* id) {
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(studio.canvas().node("end")->live() && live(studio, "end").recordsIn > 0,
                             kPatience);
    studio.clickNode(id);
}

} // namespace

class HotChangesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anExpressionTypedWhileRunningChangesTheResults();
    void anUnfinishedExpressionLeavesTheRunAlone();
    void aChangeThatNeedsARestartIsAnnouncedNotApplied();
};

void HotChangesTest::anExpressionTypedWhileRunningChangesTheResults() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    startAndSelect(studio, "keep");
    type(whereField(studio), "v < 0");
    QTRY_COMPARE_WITH_TIMEOUT(studio.runs().markers().size(), std::size_t{1}, kPatience);
    QCOMPARE(studio.runs().markers()[0].text, QString("Keep: v >= 0 → v < 0"));
    QVERIFY(!studio.runs().hasPendingChanges());
    // From some batch on nothing passes any more, while records go on coming.
    qint64 in = 0, out = -1;
    const auto nothingPasses = [&] {
        const ui::NodeLive now = live(studio, "keep");
        if (now.recordsOut != out) in = now.recordsIn;
        out = now.recordsOut;
        return now.recordsIn > in + 1000;
    };
    QTRY_VERIFY_WITH_TIMEOUT(nothingPasses(), kPatience);
    type(whereField(studio), "v >= 0");
    QTRY_VERIFY_WITH_TIMEOUT(live(studio, "keep").recordsOut > out + 100, kPatience);
    QCOMPARE(studio.runs().markers().size(), std::size_t{2});
    QCOMPARE(studio.state(), RunState::Running);
}

void HotChangesTest::anUnfinishedExpressionLeavesTheRunAlone() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    startAndSelect(studio, "keep");
    type(whereField(studio), "v <");
    QTRY_VERIFY_WITH_TIMEOUT(studio.runs().hasPendingChanges(), kPatience);
    const qint64 out = live(studio, "keep").recordsOut;
    QTRY_VERIFY_WITH_TIMEOUT(live(studio, "keep").recordsOut > out + 500, kPatience);
    QVERIFY(studio.runs().markers().empty());
    QCOMPARE(studio.state(), RunState::Running);
    QTest::keyClicks(whereField(studio), " 0.5");
    QTRY_VERIFY_WITH_TIMEOUT(!studio.runs().hasPendingChanges(), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(studio.runs().markers().size(), std::size_t{1}, kPatience);
}

void HotChangesTest::aChangeThatNeedsARestartIsAnnouncedNotApplied() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    startAndSelect(studio, "think");
    auto* mode = studio.window().inspector().nodePage().parameters()->editor("mode")->findChild<QComboBox*>();
    QVERIFY(mode);
    mode->setFocus();
    QTest::keyClick(mode, Qt::Key_Up); // wait -> cpu
    QTRY_VERIFY_WITH_TIMEOUT(studio.runs().hasPendingChanges(), kPatience);
    QVERIFY(studio.runs().pendingReason().contains("mode"));
    QVERIFY(studio.runs().markers().empty());
    QCOMPARE(studio.state(), RunState::Running);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(!studio.runs().hasPendingChanges(), kPatience);
}

QTEST_MAIN(HotChangesTest)
#include "tst_hot_changes.moc"
