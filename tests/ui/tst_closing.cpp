// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/node_item.h"

#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using test::RunStudio;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;

void start(RunStudio& studio) {
    QVERIFY(studio.open(smallGraph(2000)));
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(
        studio.canvas().node("end")->live() && studio.canvas().node("end")->live()->recordsIn > 0, kPatience);
}

/// The one run in the store, once it is there.
std::optional<StoredRun> keptRun(RunStudio& studio) {
    const auto runs = studio.store().list(10);
    if (!runs || runs->size() != 1) return std::nullopt;
    const auto run = studio.store().load(runs->front().id);
    return run ? std::optional(*run) : std::nullopt;
}

} // namespace

class ClosingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutARunTheWindowClosesAtOnce();
    void aRunCanBeKeptGoing();
    void stopAndCloseEndsTheRunAndKeepsIt();
    void drainAndCloseLosesNoRecord();
    void aWindowThatGoesAwayTakesItsRunAlong();
    void aPausedRunDrainsToo();
};

void ClosingTest::withoutARunTheWindowClosesAtOnce() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    QVERIFY(studio.window().close());
    QVERIFY(!studio.window().isVisible());
}

void ClosingTest::aRunCanBeKeptGoing() {
    RunStudio studio;
    start(studio);
    test::answer("runningQuestion", "");
    QVERIFY(!studio.window().close());
    QVERIFY(studio.window().isVisible());
    QCOMPARE(studio.state(), RunState::Running);
    const auto before = studio.canvas().node("end")->live()->recordsIn;
    QTRY_VERIFY_WITH_TIMEOUT(studio.canvas().node("end")->live()->recordsIn > before, kPatience);
}

void ClosingTest::stopAndCloseEndsTheRunAndKeepsIt() {
    RunStudio studio;
    start(studio);
    test::answer("runningQuestion", "stopAndClose");
    studio.window().close();
    QTRY_VERIFY_WITH_TIMEOUT(!studio.window().isVisible(), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(keptRun(studio), kPatience);
    QCOMPARE(keptRun(studio)->summary.state, std::string("stopped"));
}

void ClosingTest::drainAndCloseLosesNoRecord() {
    RunStudio studio;
    start(studio);
    test::answer("runningQuestion", "drainAndClose");
    studio.window().close();
    QTRY_VERIFY_WITH_TIMEOUT(!studio.window().isVisible(), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(keptRun(studio), kPatience);
    const StoredRun run = *keptRun(studio);
    QCOMPARE(run.summary.state, std::string("finished"));
    const MetricsFrame& last = run.frames.back();
    const auto index = [&](const char* id) {
        return static_cast<std::size_t>(std::find(run.nodeIds.begin(), run.nodeIds.end(), id) -
                                        run.nodeIds.begin());
    };
    QVERIFY(last.nodes[index("numbers")].recordsOut > 0);
    QCOMPARE(last.nodes[index("end")].recordsIn, last.nodes[index("numbers")].recordsOut);
}

void ClosingTest::aWindowThatGoesAwayTakesItsRunAlong() {
    RunStudio studio;
    start(studio);
    studio.close(); // nothing hangs; the sanitizer looks for what is left
    QVERIFY(studio.store().list(10).has_value());
}

void ClosingTest::aPausedRunDrainsToo() {
    RunStudio studio;
    start(studio);
    studio.key(Qt::Key_F6);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Paused, kPatience);
    test::answer("runningQuestion", "drainAndClose");
    studio.window().close();
    QTRY_VERIFY_WITH_TIMEOUT(!studio.window().isVisible(), kPatience);
}

QTEST_MAIN(ClosingTest)
#include "tst_closing.moc"
