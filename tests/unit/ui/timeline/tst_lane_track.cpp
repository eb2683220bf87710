// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/lane_painter.h"
#include "ui/timeline/lane_track.h"
#include "ui/timeline/timeline_model.h"

#include <QImage>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <random>

using namespace millrace;
using namespace millrace::ui;

namespace {

constexpr auto why(TurnEnd end) { return static_cast<std::uint8_t>(end); }
constexpr auto why(TraceWait wait) { return static_cast<std::uint8_t>(wait); }

TraceEvent begins(MonotonicNs at, std::uint32_t task) { return {at, TraceKind::TurnBegins, 0, task}; }
TraceEvent ends(MonotonicNs at, std::uint32_t task, TurnEnd end) {
    return {at, TraceKind::TurnEnds, why(end), task, kNoTraceSubject, 10};
}

/// "run 10-20 lock 20-30"
QString textOf(const LaneTrack& track) {
    static const char* const kNames[] = {"run", "lock", "io", "search", "input", "full", "time"};
    QStringList words;
    for (const LaneSpan& span : track.spans())
        words << QString("%1 %2-%3").arg(kNames[static_cast<int>(span.state)]).arg(span.from).arg(span.to);
    return words.join(' ');
}

/// A lane of random turns, waits, searches and sleeps.
TraceLane randomLane(std::uint32_t seed, std::size_t turns) {
    std::mt19937 random(seed);
    const auto some = [&](int most) { return static_cast<MonotonicNs>(random() % most); };
    TraceLane lane{"pool 1", 0, 0, {}};
    MonotonicNs at = 100;
    for (std::size_t i = 0; i < turns; ++i) {
        const auto task = static_cast<std::uint32_t>(random() % 3);
        lane.events.push_back(begins(at += 1 + some(20), task));
        if (random() % 3 == 0) {
            lane.events.push_back({at += some(20), TraceKind::WaitBegins, why(TraceWait::Io), task});
            lane.events.push_back({at += some(50), TraceKind::WaitEnds, why(TraceWait::Io), task});
        }
        lane.events.push_back(ends(at += some(100), task, static_cast<TurnEnd>(random() % 6)));
        if (random() % 2 == 0) {
            lane.events.push_back({at += some(5), TraceKind::Searches});
            if (random() % 2 == 0) lane.events.push_back({at += some(5), TraceKind::Sleeps});
            lane.events.push_back({at += some(300), TraceKind::Awakes});
        }
    }
    return lane;
}

TraceLane piece(const TraceLane& lane, std::size_t begin, std::size_t end) {
    TraceLane piece{lane.name, lane.from, 0, {}};
    piece.events.assign(lane.events.begin() + static_cast<std::ptrdiff_t>(begin),
                        lane.events.begin() + static_cast<std::ptrdiff_t>(end));
    return piece;
}

} // namespace

class TestLaneTrack : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTurnIsCutAtItsWaits();
    void aSleepWaitsForWhatTheLastTurnWaitedFor();
    void growingGivesWhatOneReadingGives();
    void whatIsOpenGrowsWithTheClock();
    void sharesAreThoseOfTheSpans();
    void turnsOfMarkedTasksAreMarked();
    void theOldIsForgottenAndTheRestStays();
    void aTurnThatNeverEndsOutlivesWhatIsForgotten();
    void searchingNearbyFindsWhatSearchingEverywhereFinds();
    void noMoreThanTwoRectanglesPerColumn_data();
    void noMoreThanTwoRectanglesPerColumn();
    void aWideBarIsOneRectangle();
    void aCrowdedColumnIsAsHighAsItsLoad();
    void aPatternGoesOnFromOneBarToTheNext();
};

void TestLaneTrack::aTurnIsCutAtItsWaits() {
    TraceLane lane{"pool 1", 0, 0, {}};
    lane.events = {begins(10, 0),
                   {12, TraceKind::OperatorEntered, 0, 0, 5},
                   {20, TraceKind::WaitBegins, why(TraceWait::Lock), 0, 0},
                   {30, TraceKind::WaitEnds, why(TraceWait::Lock), 0},
                   {35, TraceKind::OperatorLeft, 0, 0, 5},
                   ends(40, 0, TurnEnd::Yields)};
    LaneTrack track;
    track.take(lane, 50);
    QCOMPARE(textOf(track), QString("run 10-20 lock 20-30 run 30-40"));
    QCOMPARE(track.slices().size(), std::size_t(3));
    QCOMPARE(track.slice(track.spans()[2].slice)->kind, TraceSlice::Kind::Turn);
    QCOMPARE(track.slice(track.spans()[1].slice)->kind, TraceSlice::Kind::LockWait);
}

void TestLaneTrack::aSleepWaitsForWhatTheLastTurnWaitedFor() {
    TraceLane lane{"thread a", 0, 0, {}};
    lane.events = {begins(10, 0),
                   ends(20, 0, TurnEnd::OutputFull),
                   {20, TraceKind::Sleeps},
                   {30, TraceKind::Awakes},
                   begins(31, 0),
                   ends(40, 0, TurnEnd::NeedsInput),
                   {40, TraceKind::Searches},
                   {45, TraceKind::Sleeps},
                   {50, TraceKind::Awakes},
                   begins(51, 0),
                   ends(60, 0, TurnEnd::AwaitsTime),
                   {60, TraceKind::Sleeps}};
    LaneTrack track;
    track.take(lane, 70);
    QCOMPARE(textOf(track), QString("run 10-20 full 20-30 run 31-40 search 40-45 input 45-50 run 51-60 "
                                    "time 60-70"));
}

void TestLaneTrack::growingGivesWhatOneReadingGives() {
    const TraceLane whole = randomLane(1, 400);
    const MonotonicNs end = whole.events.back().at + 10;
    LaneTrack atOnce;
    atOnce.take(whole, end);
    LaneTrack grown;
    std::mt19937 random(2);
    for (std::size_t n = 0, next = 0; n < whole.events.size(); n = next) {
        next = std::min(n + random() % 17, whole.events.size());
        grown.take(piece(whole, n, next), next > 0 ? whole.events[next - 1].at + 3 : 0);
    }
    grown.take({}, end);
    QCOMPARE(textOf(grown), textOf(atOnce));
    QCOMPARE(grown.slices().size(), atOnce.slices().size());
    QCOMPARE(grown.sharesUntil(end), atOnce.sharesUntil(end));
}

void TestLaneTrack::whatIsOpenGrowsWithTheClock() {
    TraceLane lane{"pool 1", 0, 0, {begins(10, 0)}};
    LaneTrack track;
    track.take(lane, 20);
    QCOMPARE(textOf(track), QString("run 10-20"));
    track.take({}, 90);
    QCOMPARE(textOf(track), QString("run 10-90"));
    QVERIFY(track.slices().back().cutBack);
}

void TestLaneTrack::sharesAreThoseOfTheSpans() {
    const TraceLane lane = randomLane(3, 1000);
    LaneTrack track;
    track.take(lane, lane.events.back().at);
    std::mt19937 random(4);
    for (int round = 0; round < 200; ++round) {
        const auto at = static_cast<MonotonicNs>(random() % static_cast<unsigned>(lane.events.back().at));
        LaneShares expected{};
        for (const LaneSpan& span : track.spans())
            if (span.from < at)
                expected[static_cast<std::size_t>(span.state)] += std::min(span.to, at) - span.from;
        QCOMPARE(track.sharesUntil(at), expected);
    }
}

void TestLaneTrack::turnsOfMarkedTasksAreMarked() {
    const TraceLane lane = randomLane(5, 300);
    LaneTrack before, after;
    before.markTasks({false, true, false});
    const std::size_t middle = lane.events.size() / 2;
    const TraceLane first = piece(lane, 0, middle), second = piece(lane, middle, lane.events.size());
    before.take(first, first.events.back().at);
    before.take(second, lane.events.back().at);
    after.take(first, first.events.back().at);
    after.markTasks({false, true, false});
    after.take(second, lane.events.back().at);
    std::size_t turns = 0;
    for (const TraceSlice& slice : after.slices())
        turns += slice.kind == TraceSlice::Kind::Turn && slice.task == 1;
    QVERIFY(turns > 50);
    QCOMPARE(before.marks().size(), turns);
    QCOMPARE(after.marks().size(), turns);
}

void TestLaneTrack::theOldIsForgottenAndTheRestStays() {
    TraceLane lane = randomLane(6, 2000);
    const MonotonicNs end = lane.events.back().at, since = end * 2 / 3;
    LaneTrack track;
    track.markTasks({true, true, true});
    track.take(lane, end);
    const LaneShares before = track.sharesUntil(since + 1000), whole = track.sharesUntil(end);
    const LaneSpan last = track.spans().back();
    const MonotonicNs lastBegins = track.slice(last.slice)->from;
    const std::size_t spans = track.spans().size(), marks = track.marks().size();

    track.forget(since);
    track.take({}, end);
    QVERIFY(track.spans().size() < spans / 2);
    QVERIFY(track.marks().size() < marks / 2);
    QCOMPARE(track.sharesUntil(since + 1000), before);
    QCOMPARE(track.sharesUntil(end), whole);
    QCOMPARE(track.spans().back().slice, last.slice);
    QCOMPARE(track.slice(last.slice)->from, lastBegins);
    for (const LaneSpan& span : track.spans())
        QVERIFY(track.slice(span.slice) && track.slice(span.slice)->from <= span.from);

    // And it goes on growing.
    track.take({"", 0, 0, {begins(end + 5, 1)}}, end + 20);
    QCOMPARE(track.spans().back().to, end + 20);
}

void TestLaneTrack::aTurnThatNeverEndsOutlivesWhatIsForgotten() {
    LaneTrack track;
    track.take({"thread a", 0, 0, {begins(10, 0)}}, 20);
    for (MonotonicNs at = 100; at < 100'000; at += 100) {
        track.take({"thread a",
                    at,
                    0,
                    {{at, TraceKind::WaitBegins, why(TraceWait::Io), 0},
                     {at + 50, TraceKind::WaitEnds, why(TraceWait::Io), 0}}},
                   at + 60);
        track.forget(at - 1000);
        QVERIFY(track.spans().size() < 40);
    }
    QCOMPARE(track.spans().back().to, MonotonicNs{99'960});
    const TraceSlice* turn = track.slice(track.spans().back().slice);
    QVERIFY(turn && turn->kind == TraceSlice::Kind::Turn);
    QCOMPARE(turn->from, MonotonicNs{10});
    QVERIFY(turn->cutBack);
}

void TestLaneTrack::searchingNearbyFindsWhatSearchingEverywhereFinds() {
    const TraceLane lane = randomLane(8, 3000);
    LaneTrack track;
    track.take(lane, lane.events.back().at);
    track.forget(lane.events.back().at / 3);
    std::mt19937 random(9);
    for (int round = 0; round < 500; ++round) {
        const auto at =
            static_cast<MonotonicNs>(random() % static_cast<unsigned>(lane.events.back().at + 50));
        std::size_t expected = 0;
        while (expected < track.spans().size() && track.spans()[expected].to <= at)
            ++expected;
        QCOMPARE(track.spanAfter(at), expected);
        for (const std::size_t least : {std::size_t{0}, expected / 2, expected - expected % 16, expected}) {
            QCOMPARE(track.spanAfter(at, least), expected);
            QCOMPARE(track.reachAt(at, least).after, expected);
            QCOMPARE(track.reachAt(at, least).shares, track.sharesUntil(at));
        }
    }
}

void TestLaneTrack::noMoreThanTwoRectanglesPerColumn_data() {
    QTest::addColumn<double>("share");
    for (const double share : {1.0, 0.3, 0.01, 0.0001})
        QTest::addRow("%g of it", share) << share;
}

void TestLaneTrack::noMoreThanTwoRectanglesPerColumn() {
    QFETCH(double, share);
    const TraceLane lane = randomLane(7, 20'000);
    const auto end = static_cast<double>(lane.events.back().at);
    LaneTrack track;
    track.markTasks({true});
    track.take(lane, lane.events.back().at);
    QImage image(1000, 40, QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&image);
    LanePainter bars(painter, {0.4 * end, (0.4 + 0.6 * share) * end, 0, 1000});
    bars.drawBars(track, QRectF(0, 0, 1000, 36));
    QVERIFY(bars.rectangles() > 0);
    QVERIFY2(bars.rectangles() <= 2000, qPrintable(QString::number(bars.rectangles())));
    const std::size_t drawn = bars.rectangles();
    bars.drawMarks(track, QRectF(0, 36, 1000, 3));
    QVERIFY(bars.rectangles() - drawn <= 1000);
}

void TestLaneTrack::aWideBarIsOneRectangle() {
    TraceLane lane{"pool 1", 0, 0, {begins(100, 0), ends(900, 0, TurnEnd::Yields)}};
    LaneTrack track;
    track.take(lane, 1000);
    QImage image(1000, 20, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    LanePainter bars(painter, {0, 1000, 0, 1000});
    bars.drawBars(track, QRectF(0, 0, 1000, 20));
    QCOMPARE(bars.rectangles(), std::size_t(1));
    QCOMPARE(qAlpha(image.pixel(99, 10)), 0);
    QCOMPARE(qAlpha(image.pixel(100, 10)), 255);
    QCOMPARE(qAlpha(image.pixel(899, 10)), 255);
    QCOMPARE(qAlpha(image.pixel(900, 10)), 0);
}

void TestLaneTrack::aCrowdedColumnIsAsHighAsItsLoad() {
    // A turn of 1 in every 4 ns, nothing in between.
    TraceLane lane{"pool 1", 0, 0, {}};
    for (MonotonicNs at = 0; at < 100'000; at += 4) {
        lane.events.push_back(begins(at, 0));
        lane.events.push_back(ends(at + 1, 0, TurnEnd::Yields));
    }
    LaneTrack track;
    track.take(lane, 100'000);
    QImage image(100, 40, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    LanePainter bars(painter, {0, 100'000, 0, 100});
    bars.drawBars(track, QRectF(0, 0, 100, 40));
    QCOMPARE(bars.rectangles(), std::size_t(100));
    QCOMPARE(qAlpha(image.pixel(50, 28)), 0);
    QCOMPARE(qAlpha(image.pixel(50, 31)), 255);
}

void TestLaneTrack::aPatternGoesOnFromOneBarToTheNext() {
    // Wide bars and columns that several share show the same pattern as one large area.
    TraceLane lane{"pool 1", 0, 0, {}};
    for (MonotonicNs at = 1000; at < 51'000; at += 10) {
        lane.events.push_back(begins(at, 0));
        lane.events.push_back({at, TraceKind::WaitBegins, why(TraceWait::Lock), 0, 0});
        lane.events.push_back({at + 9, TraceKind::WaitEnds, why(TraceWait::Lock), 0});
        lane.events.push_back(ends(at + 9, 0, TurnEnd::Yields));
    }
    lane.events.push_back(begins(51'000, 0));
    lane.events.push_back({51'000, TraceKind::WaitBegins, why(TraceWait::Lock), 0, 0});
    lane.events.push_back({90'000, TraceKind::WaitEnds, why(TraceWait::Lock), 0});
    lane.events.push_back(ends(90'000, 0, TurnEnd::Yields));
    LaneTrack track;
    track.take(lane, 90'000);
    for (const qreal ratio : {1.0, 2.0}) {
        QImage image(QSize(100, 40) * ratio, QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(ratio);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        LanePainter bars(painter, {0, 100'000, 0, 100});
        bars.drawBars(track, QRectF(0, 0, 100, 40));
        painter.end();
        const int row = static_cast<int>(30 * ratio), tile = static_cast<int>(8 * ratio);
        QSet<QRgb> tones;
        int compared = 0;
        for (int x = static_cast<int>(10 * ratio); x < static_cast<int>(82 * ratio); ++x) {
            // One pixel tells the two stretches apart.
            if (image.pixel(x, row) == 0 || image.pixel(x + tile, row) == 0) continue;
            QCOMPARE(image.pixel(x, row), image.pixel(x + tile, row));
            ++compared;
            tones.insert(image.pixel(x, row));
        }
        QVERIFY(tones.size() > 1);
        QVERIFY(compared > 60 * ratio);
    }
}

QTEST_MAIN(TestLaneTrack)
#include "tst_lane_track.moc"
