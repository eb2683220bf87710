// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_steps.h"
#include "ui/canvas/canvas_marks.h"
#include "ui/canvas/node_item.h"
#include "ui/canvas/node_note.h"
#include "ui/history/run_difference.h"
#include "ui/history/runs_page.h"
#include "ui/run/banner_column.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QLabel>
#include <QTest>
#include <QTreeWidget>

using namespace millrace;
using test::clickRun;
using test::runForAWhile;
using test::runsList;
using test::RunStudio;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;

/// A run of `frames` looks 100 ms apart at one source; records of each stretch as `rate` says.
StoredRun madeUp(int frames, const std::function<std::int64_t(int)>& rate) {
    StoredRun run;
    run.nodeIds = {"numbers"};
    std::int64_t records = 0;
    for (int i = 0; i < frames; ++i) {
        MetricsFrame frame;
        frame.elapsedNs = i * 100'000'000LL;
        records += i == 0 ? 0 : rate(i);
        frame.nodes.resize(1);
        frame.nodes[0].recordsOut = records;
        run.frames.push_back(frame);
    }
    return run;
}

/// What a kept run has counted in all, as if it had come at an even pace, whatever else the machine had to
/// do.
void evenOut(RunStore& store, const std::string& id) {
    constexpr int kFrames = 17;
    auto run = store.load(id);
    QVERIFY(run && !run->frames.empty());
    const MetricsFrame last = run->frames.back();
    run->frames.assign(kFrames, last);
    for (int i = 0; i + 1 < kFrames; ++i) {
        const auto share = [i](std::int64_t whole) { return whole / (kFrames - 1) * i; };
        MetricsFrame& frame = run->frames[static_cast<std::size_t>(i)];
        frame.elapsedNs = share(last.elapsedNs);
        for (NodeMetrics& node : frame.nodes) {
            node.recordsIn = share(node.recordsIn);
            node.recordsOut = share(node.recordsOut);
        }
    }
    QVERIFY(store.save(*run));
}

} // namespace

class RunningHistoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void R12_aRunIsDoneAgainWithItsSeed();
    void R12_twoRunsComparedOnTheCanvas();
    void R12_differencesWithinTheSpreadAreNotShown();
    void R12_theGraphOfARunIsRestored();
};

void RunningHistoryTest::R12_aRunIsDoneAgainWithItsSeed() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(0, "v >= 0.5", 2000)));
    studio.runs().options().seed = 7;
    studio.clickTab("runs");
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    const qint64 passed = studio.canvas().node("end")->live()->recordsIn;
    studio.runs().options().seed = 42;
    QVERIFY(studio.open(smallGraph(0, "v >= 0", 10), "other.mill"));
    QTRY_COMPARE_WITH_TIMEOUT(studio.views().runs()->runCount(), 1, kPatience);
    QTRY_COMPARE(runsList(studio)->topLevelItemCount(), 1);
    clickRun(studio, 0);
    studio.clickButton("runAgain");
    QTRY_VERIFY_WITH_TIMEOUT(studio.runs().run() && studio.state() == RunState::Finished, kPatience);
    QCOMPARE(studio.runs().run()->options().seed, std::uint64_t{7});
    QCOMPARE(studio.canvas().node("end")->live()->recordsIn, passed); // the same numbers were drawn
    QCOMPARE(studio.document().findNode("keep")->params.at("where").as_string(), "v >= 0.5");
    // The next run has the seed of before.
    QTRY_COMPARE_WITH_TIMEOUT(studio.views().runs()->runCount(), 2, kPatience);
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(studio.runs().run()->options().seed == 42, kPatience);
}

void RunningHistoryTest::R12_twoRunsComparedOnTheCanvas() {
    RunStudio studio;
    studio.clickTab("runs");
    QVERIFY(studio.open(smallGraph(500)));
    runForAWhile(studio, 1.5);
    // The later graph has four times the rate and a node more.
    QByteArray changed = smallGraph(2000);
    changed.replace("\"table\": {\"kind\"",
                    "\"second\": {\"kind\": \"discard\", \"title\": \"Second\"}, \"table\": {\"kind\"");
    changed.replace("\"edges\": [", "\"edges\": [{\"from\": \"keep.out\", \"to\": \"second.in\"}, ");
    QVERIFY(studio.open(changed, "changed.mill"));
    runForAWhile(studio, 1.5);
    QTRY_COMPARE(runsList(studio)->topLevelItemCount(), 2);
    for (const RunSummary& run : studio.store().list(10).value())
        evenOut(studio.store(), run.id);
    clickRun(studio, 0);
    clickRun(studio, 1, Qt::ControlModifier);
    studio.clickButton("compareOnCanvas");
    QTRY_VERIFY_WITH_TIMEOUT(studio.views().banners().banner("compare"), kPatience);
    const auto note = [&](const char* node) { return studio.canvas().node(node)->note(); };
    QVERIFY(note("numbers") && note("second"));
    QCOMPARE(note("second")->text, QString("only in the later run"));
    QVERIFY2(note("numbers")->text.contains("settings changed") && note("numbers")->text.contains('+'),
             qPrintable(note("numbers")->text));
    QCOMPARE(note("numbers")->tone, ui::NodeNote::Tone::Good);
    // What does not find room in a line stands in the next one.
    const auto lines = ui::nodeNoteLines(note("numbers")->text, 186);
    QVERIFY(lines.size() > 1);
    const QFont font = ui::Theme::instance().font(ui::TextRole::Secondary);
    for (const QString& line : lines)
        QVERIFY2(ui::tabularWidth(font, line) <= 186 - 15, qPrintable(line));
    QVERIFY(studio.canvas().node("numbers")->boundingRect().height() >
            studio.canvas().node("second")->boundingRect().height());
    QVERIFY(studio.views().banners().banner("compare")->height() < 44); // one line
    QVERIFY(!note("keep")->text.contains("settings changed"));
    QVERIFY(studio.window().findChild<QLabel*>("compareText")->text().contains("1 new wires"));
    QVERIFY(studio.views().showsHistoricRun());
    studio.clickButton("compareClose");
    QVERIFY(!note("numbers") && !studio.views().showsHistoricRun());
    QVERIFY(!studio.views().banners().banner("compare"));
}

void RunningHistoryTest::R12_differencesWithinTheSpreadAreNotShown() {
    // Both waver by a fifth from stretch to stretch.
    const auto wavering = [](std::int64_t base) {
        return madeUp(81, [base](int i) { return base + ((i - 1) / 10 % 2 ? base / 5 : -base / 5); });
    };
    const auto against = [](const StoredRun& a, const StoredRun& b) {
        return ui::differenceOf(a, b).nodes.at(0);
    };
    const auto same = against(wavering(1000), wavering(1050));
    QVERIFY(same.rate.known && same.rate.spread > 1500);
    QVERIFY(!same.rate.beyondSpread());
    QCOMPARE(ui::differenceText(same), QString("no difference shown"));
    const auto other = against(wavering(1000), wavering(2000));
    QVERIFY(other.rate.beyondSpread());
    QVERIFY2(ui::differenceText(other).contains("(+100 %)"), qPrintable(ui::differenceText(other)));
    const auto brief = against(madeUp(2, [](int) { return 10; }), wavering(2000));
    QCOMPARE(ui::differenceText(brief), QString("too short to tell"));
}

void RunningHistoryTest::R12_theGraphOfARunIsRestored() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(0, "v >= 0.5", 100)));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    QVERIFY(studio.open(smallGraph(0, "v >= 0", 10), "other.mill"));
    studio.clickTab("runs");
    QTRY_COMPARE_WITH_TIMEOUT(studio.views().runs()->runCount(), 1, kPatience);
    QTRY_COMPARE(runsList(studio)->topLevelItemCount(), 1);
    clickRun(studio, 0);
    studio.clickButton("openRun");
    QTRY_VERIFY_WITH_TIMEOUT(studio.views().showsHistoricRun(), kPatience);
    clickRun(studio, 0);
    studio.clickButton("restoreRun");
    QTRY_COMPARE_WITH_TIMEOUT(studio.document().findNode("keep")->params.at("where").as_string(),
                              boost::json::string("v >= 0.5"), kPatience);
}

QTEST_MAIN(RunningHistoryTest)
#include "tst_running_history.moc"
