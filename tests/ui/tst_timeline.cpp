// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"
#include "ui/timeline/timeline_page.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/trace_feed.h"

#include <QApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace millrace;
using test::RunStudio;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;

/// A studio that shows the timeline, and a run with a stage that takes its time.
struct Recorded {
    RunStudio studio;
    ui::TimelinePage& page = studio.views().timeline();
    ui::TimelineView& view = page.view();
    const ui::TimelineModel& model = studio.views().trace().model();

    void start(const QByteArray& graph = smallGraph(20000, "v >= 0", -1, "200 us")) {
        QVERIFY(studio.open(graph));
        studio.clickTab("timeline");
        studio.key(Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(!model.isEmpty() && model.end() - model.begin() > 300'000'000, kPatience);
    }
    void finish() {
        studio.clickButton("stop");
        QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, kPatience);
    }
    void wheel(QPointF at, int notches, Qt::KeyboardModifiers modifiers = {}) {
        QWheelEvent event(at, view.viewport()->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton,
                          modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view.viewport(), &event);
    }
    QPoint middle() const { return view.laneBox(0).center().toPoint(); }
    /// The longest whole turn of a node's task, and its lane.
    std::pair<const ui::LaneSpan*, std::size_t> longestTurnOf(const QString& node) const {
        const ui::LaneSpan* longest = nullptr;
        std::size_t lane = 0;
        for (std::size_t i = 0; i < model.tracks().size(); ++i) {
            for (const ui::LaneSpan& span : model.tracks()[i].spans()) {
                const TraceSlice* slice = model.tracks()[i].slice(span.slice);
                if (span.state != ui::LaneState::Running || !slice || slice->cutBack ||
                    !view.names().nodesOfTask(slice->task).contains(node) ||
                    (longest && span.to - span.from <= longest->to - longest->from))
                    continue;
                longest = &span;
                lane = i;
            }
        }
        return {longest, lane};
    }
    /// The middle of that turn, zoomed in to until it is a bar.
    std::optional<QPoint> turnOf(const QString& node) {
        const auto [longest, lane] = longestTurnOf(node);
        if (!longest) return std::nullopt;
        view.fitAll();
        const auto middle = [&, longest = longest, lane = lane] {
            return QPointF((view.xOf(longest->from) + view.xOf(longest->to)) / 2,
                           view.laneBox(lane).center().y());
        };
        for (int i = 0; i < 100 && view.xOf(longest->to) - view.xOf(longest->from) < 20; ++i)
            wheel(middle(), 1);
        return middle().toPoint();
    }
};

} // namespace

class TimelineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void beforeTheFirstRunThereAreWordsInstead();
    void everyWorkerGetsALane();
    void nothingIsReadWhileTheDockIsHidden();
    void theWheelZoomsAtThePointerAndDraggingMoves();
    void keysPanZoomFollowAndShowAll();
    void pointingAtATurnNamesItsNodes();
    void aClickedBarChoosesItsNodesOnTheCanvas();
    void chosenNodesAreMarkedOnTheTimeline();
    void aFinishedRunCanStillBeLookedAt();
    void anotherRunBeginsAnew();
    void theTraceIsWrittenForPerfetto();
    void aFileThatCannotBeWrittenIsTold();
};

void TimelineTest::beforeTheFirstRunThereAreWordsInstead() {
    Recorded r;
    QVERIFY(r.studio.open(smallGraph(100)));
    r.studio.clickTab("timeline");
    QVERIFY(!r.view.emptyText().isEmpty());
    QVERIFY(!r.studio.window().findChild<QToolButton*>("timelineExport")->isEnabled());
    QVERIFY(!r.view.hovered());
}

void TimelineTest::everyWorkerGetsALane() {
    Recorded r;
    r.start();
    QVERIFY(r.model.tracks().size() >= 1);
    std::size_t busy = 0;
    for (const ui::LaneTrack& track : r.model.tracks())
        busy += !track.spans().empty();
    QVERIFY(busy >= 1);
    QVERIFY(r.view.range().follows());
    const double end = r.view.range().to();
    QTRY_VERIFY_WITH_TIMEOUT(r.view.range().to() > end, kPatience);
    r.finish();
}

void TimelineTest::nothingIsReadWhileTheDockIsHidden() {
    Recorded r;
    QVERIFY(r.studio.open(smallGraph(2000)));
    r.studio.clickTab("log");
    r.studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(r.studio.state(), RunState::Running, kPatience);
    QTest::qWait(300);
    QCOMPARE(r.studio.views().trace().readings(), 0);
    r.studio.clickTab("timeline");
    QTRY_VERIFY_WITH_TIMEOUT(!r.model.isEmpty(), kPatience);
    r.finish();
}

void TimelineTest::theWheelZoomsAtThePointerAndDraggingMoves() {
    Recorded r;
    r.start();
    r.finish();
    r.view.fitAll();
    const QPoint at = r.middle() + QPoint(100, 0);
    const auto momentAt = [&](int x) {
        const QRectF box = r.view.laneBox(0);
        return r.view.range().from() + (x - box.left()) / box.width() * r.view.range().length();
    };
    const double moment = momentAt(at.x()), length = r.view.range().length();
    r.wheel(at, 5);
    QVERIFY(r.view.range().length() < length / 2);
    QVERIFY(std::abs(momentAt(at.x()) - moment) < 1e-6 * length);

    const double from = r.view.range().from();
    QWidget* picture = r.view.viewport();
    QTest::mousePress(picture, Qt::LeftButton, {}, at);
    QTest::mouseMove(picture, at - QPoint(60, 0));
    QTest::mouseMove(picture, at - QPoint(120, 0));
    QTest::mouseRelease(picture, Qt::LeftButton, {}, at - QPoint(120, 0));
    QVERIFY(r.view.range().from() > from);
    QVERIFY(!r.view.selected());
    QVERIFY(std::abs(momentAt(at.x() - 120) - moment) < 1e-6 * length);

    r.wheel(at, 200);
    QCOMPARE(r.view.range().length(), ui::TimelineRange::kShortest);
    QTest::mouseDClick(picture, Qt::LeftButton, {}, at);
    QVERIFY(r.view.range().length() >= length);
}

void TimelineTest::keysPanZoomFollowAndShowAll() {
    Recorded r;
    r.start();
    r.view.setFocus();
    QVERIFY(r.view.range().follows());
    QTest::keyClick(&r.view, Qt::Key_Left);
    QVERIFY(!r.view.range().follows());
    const double length = r.view.range().length(), from = r.view.range().from();
    QTest::keyClick(&r.view, Qt::Key_Plus);
    QVERIFY(r.view.range().length() < length);
    QTest::keyClick(&r.view, Qt::Key_Minus);
    QVERIFY(std::abs(r.view.range().length() - length) < 1);
    QTest::keyClick(&r.view, Qt::Key_Left);
    QVERIFY(r.view.range().from() < from);
    const qreal zoom = r.studio.view().zoom();
    QTest::keyClick(&r.view, Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(r.studio.view().zoom(), zoom); // the canvas has that key, too
    QVERIFY(r.view.range().from() <= 0);
    QTest::keyClick(&r.view, Qt::Key_F);
    QVERIFY(r.view.range().follows());
    QVERIFY(r.studio.window().findChild<QToolButton*>("timelineLive")->isChecked());
    r.studio.clickButton("timelineAll");
    QVERIFY(!r.view.range().follows());
    r.studio.clickButton("timelineLive");
    QVERIFY(r.view.range().follows());
    r.finish();
}

void TimelineTest::pointingAtATurnNamesItsNodes() {
    Recorded r;
    r.start();
    // Its records wait one after the other, so that a turn may take a while.
    QTRY_VERIFY_WITH_TIMEOUT(r.longestTurnOf("think").first, kPatience);
    r.finish();
    const auto place = r.turnOf("think");
    QVERIFY(place);
    QTest::mouseMove(r.view.viewport(), *place);
    const auto note = r.view.hovered();
    QVERIFY(note);
    QVERIFY2(note->title.contains("Think"), qPrintable(note->title));
    QVERIFY2(note->facts.join('|').contains("records"), qPrintable(note->facts.join('|')));
    QVERIFY(note->facts.size() == 3);
}

void TimelineTest::aClickedBarChoosesItsNodesOnTheCanvas() {
    Recorded r;
    r.start();
    // Its records wait one after the other, so that a turn may take a while.
    QTRY_VERIFY_WITH_TIMEOUT(r.longestTurnOf("think").first, kPatience);
    r.finish();
    const auto place = r.turnOf("think");
    QVERIFY(place);
    QTest::mouseClick(r.view.viewport(), Qt::LeftButton, {}, *place);
    QVERIFY(r.view.selected());
    const auto chosen = r.studio.canvas().selectedNodes();
    QVERIFY(std::find(chosen.begin(), chosen.end(), "think") != chosen.end());
}

void TimelineTest::chosenNodesAreMarkedOnTheTimeline() {
    Recorded r;
    r.start();
    r.finish();
    const auto marks = [&] {
        std::size_t count = 0;
        for (const ui::LaneTrack& track : r.model.tracks())
            count += track.marks().size();
        return count;
    };
    r.studio.canvas().selectOnly({});
    QCOMPARE(marks(), std::size_t(0));
    r.studio.clickNode("think");
    QVERIFY(marks() > 0);
}

void TimelineTest::aFinishedRunCanStillBeLookedAt() {
    Recorded r;
    QVERIFY(r.studio.open(smallGraph(0, "v >= 0", 5000)));
    r.studio.clickTab("log");
    r.studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(r.studio.state(), RunState::Finished, kPatience);
    QVERIFY(r.model.isEmpty());
    r.studio.clickTab("timeline");
    QVERIFY(!r.model.isEmpty());
    const MonotonicNs end = r.model.end();
    QTest::qWait(100);
    QCOMPARE(r.model.end(), end);
}

void TimelineTest::anotherRunBeginsAnew() {
    Recorded r;
    r.start();
    r.finish();
    const MonotonicNs begin = r.model.begin();
    r.studio.clickButton("runButton");
    QTRY_VERIFY_WITH_TIMEOUT(!r.model.isEmpty() && r.model.begin() > begin, kPatience);
    r.finish();
    QVERIFY(r.studio.open(smallGraph(10), "other.mill"));
    QTRY_VERIFY_WITH_TIMEOUT(r.model.isEmpty(), kPatience);
}

void TimelineTest::theTraceIsWrittenForPerfetto() {
    Recorded r;
    r.start();
    r.finish();
    const QString path = r.studio.folder() + "/trace.json";
    QSignalSpy written(&r.page, &ui::TimelinePage::written);
    r.page.exportTo(path);
    QTRY_COMPARE_WITH_TIMEOUT(written.size(), 1, kPatience);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto events = QJsonDocument::fromJson(file.readAll()).object()["traceEvents"].toArray();
    QVERIFY(events.size() > 10);
}

void TimelineTest::aFileThatCannotBeWrittenIsTold() {
    Recorded r;
    r.start();
    r.finish();
    QSignalSpy failed(&r.page, &ui::TimelinePage::failed);
    r.page.exportTo(r.studio.folder() + "/no/such/folder/trace.json");
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kPatience);
    QVERIFY(failed[0][0].toString().contains("MR7060"));
}

QTEST_MAIN(TimelineTest)
#include "tst_timeline.moc"
