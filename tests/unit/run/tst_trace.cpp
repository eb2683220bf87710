// SPDX-License-Identifier: Apache-2.0
#include "engine/run/trace.h"
#include "tests/support/toy_nodes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest/QtTest>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr auto kNeedsInput = static_cast<std::uint8_t>(TurnEnd::NeedsInput);
constexpr auto kLock = static_cast<std::uint8_t>(TraceWait::Lock);

PlanPtr twoNodes() {
    ToyPlan toy;
    const auto source = toy.source("source", countingSource(100));
    const auto sink = toy.sink("sink", passing());
    toy.wire(source, sink);
    return toy.build();
}

/// Two lanes: the source makes 100 records and wakes the sink, which waits for a lock inside its node.
Trace handOverHand() {
    Trace trace;
    trace.begin = 1'000'000;
    trace.until = 1'020'000;
    trace.tasks = {{0, 0}, {1, 0}};
    trace.resources = {"printer"};
    trace.lanes.resize(2);
    trace.lanes[0] = {"pool 1",
                      trace.begin,
                      0,
                      {{1'001'000, TraceKind::TurnBegins, 0, 0},
                       {1'002'001, TraceKind::HandsOff, 0, 1, 0},
                       {1'004'000, TraceKind::WireDepth, 0, kNoTraceSubject, 0, 100},
                       {1'004'000, TraceKind::TurnEnds, kNeedsInput, 0, kNoTraceSubject, 100},
                       {1'005'000, TraceKind::Searches},
                       {1'006'000, TraceKind::Sleeps}}};
    trace.lanes[1] = {"pool 2",
                      trace.begin,
                      0,
                      {{1'003'000, TraceKind::TurnBegins, 0, 1},
                       {1'004'000, TraceKind::OperatorEntered, 0, 1, 1},
                       {1'005'000, TraceKind::WaitBegins, kLock, 1, 0},
                       {1'007'000, TraceKind::WaitEnds, kLock, 1},
                       {1'008'000, TraceKind::OperatorLeft, 0, 1, 1},
                       {1'009'000, TraceKind::TurnEnds, kNeedsInput, 1, 0, 100}}};
    return trace;
}

/// "turn 1000-4000", a slice per line; `^` and `$` mark cut ends.
QStringList textOf(const std::vector<TraceSlice>& slices) {
    static const char* const kNames[] = {"turn", "operator", "lock", "io", "search", "sleep"};
    QStringList lines;
    for (const TraceSlice& slice : slices)
        lines += QString("%1 %2%3-%4%5")
                     .arg(kNames[static_cast<int>(slice.kind)], slice.cutFront ? "^" : "")
                     .arg(slice.from)
                     .arg(slice.to)
                     .arg(slice.cutBack ? "$" : "");
    return lines;
}

QJsonArray eventsOf(const std::string& json) {
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(json), &error);
    if (error.error != QJsonParseError::NoError) qWarning("%s", qPrintable(error.errorString()));
    return document.object()["traceEvents"].toArray();
}

} // namespace

class TestTrace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void slicesNestInsideTheTurn();
    void whatIsCutAtEitherEndSaysSo();
    void aFailedNodeEndsWithItsTurn();
    void readingOnGivesWhatOneReadingGives();
    void aGapBeginsTheLaneAnew();
    void whatIsStillOnOutlivesTheForgetting();
    void everyThingBecomesAnEventOfTheTraceFile();
    void noArrowIsDrawnIntoWhatIsNotKnown();
};

void TestTrace::slicesNestInsideTheTurn() {
    const Trace trace = handOverHand();
    QCOMPARE(textOf(slicesOf(trace.lanes[1], trace.until)),
             QStringList({"turn 1003000-1009000", "operator 1004000-1008000", "lock 1005000-1007000"}));
    const auto slices = slicesOf(trace.lanes[0], trace.until);
    QCOMPARE(textOf(slices),
             QStringList({"turn 1001000-1004000", "search 1005000-1006000", "sleep 1006000-1020000$"}));
    QCOMPARE(slices[0].ended, TurnEnd::NeedsInput);
    QCOMPARE(slices[0].records, 100u);
}

void TestTrace::whatIsCutAtEitherEndSaysSo() {
    TraceLane lane = handOverHand().lanes[1];
    lane.events.erase(lane.events.begin(), lane.events.begin() + 3);
    lane.events.push_back({1'015'000, TraceKind::TurnBegins, 0, 0});
    lane.from = 1'005'500;
    QCOMPARE(textOf(slicesOf(lane, 1'020'000)),
             QStringList({"turn ^1005500-1009000", "operator ^1005500-1008000", "lock ^1005500-1007000",
                          "turn 1015000-1020000$"}));
}

void TestTrace::aFailedNodeEndsWithItsTurn() {
    TraceLane lane = handOverHand().lanes[1];
    lane.events.erase(lane.events.begin() + 4); // it never left the operator
    QCOMPARE(textOf(slicesOf(lane, 1'020'000)),
             QStringList({"turn 1003000-1009000", "operator 1004000-1009000", "lock 1005000-1007000"}));
}

void TestTrace::readingOnGivesWhatOneReadingGives() {
    const Trace whole = handOverHand();
    Trace first = whole, second = whole;
    for (std::size_t i = 0; i < 2; ++i) {
        first.lanes[i].events.resize(2);
        auto& events = second.lanes[i].events;
        events.erase(events.begin(), events.begin() + 2);
    }
    first.until = 1'004'500;
    extend(first, second);
    QCOMPARE(first.until, whole.until);
    for (std::size_t i = 0; i < 2; ++i) {
        QCOMPARE(first.lanes[i].from, whole.lanes[i].from);
        QVERIFY(first.lanes[i].events == whole.lanes[i].events);
    }
}

void TestTrace::aGapBeginsTheLaneAnew() {
    Trace kept = handOverHand();
    Trace later = handOverHand();
    later.lanes[0].lost = 3;
    later.lanes[0].from = 1'005'000;
    later.lanes[0].events = {{1'005'000, TraceKind::Searches}};
    later.lanes[1].events.clear();
    extend(kept, later);
    QCOMPARE(kept.lanes[0].events.size(), std::size_t{1});
    QCOMPARE(kept.lanes[0].lost, std::uint64_t{3 + 6});
    QCOMPARE(kept.lanes[0].from, MonotonicNs{1'005'000});
    QCOMPARE(kept.lanes[1].events.size(), std::size_t{6});
}

void TestTrace::whatIsStillOnOutlivesTheForgetting() {
    Trace trace = handOverHand();
    keepSince(trace, 1'005'500);
    QCOMPARE(textOf(slicesOf(trace.lanes[1], trace.until)),
             QStringList({"turn 1003000-1009000", "operator 1004000-1008000", "lock 1005000-1007000"}));
    QCOMPARE(textOf(slicesOf(trace.lanes[0], trace.until)),
             QStringList({"search 1005000-1006000", "sleep 1006000-1020000$"}));
    keepSince(trace, 1'019'000);
    QVERIFY(trace.lanes[1].events.empty());
    QCOMPARE(textOf(slicesOf(trace.lanes[0], trace.until)), QStringList({"sleep 1006000-1020000$"}));
}

void TestTrace::everyThingBecomesAnEventOfTheTraceFile() {
    const std::string json = chromeTraceJson(handOverHand(), *twoNodes());
    QCOMPARE(json, chromeTraceJson(handOverHand(), *twoNodes()));
    // A double would not do: 2.001 us stays 2.001 us however long the run.
    QVERIFY2(json.find("\"ts\":2.001,") != std::string::npos, json.c_str());
    QMap<QString, QJsonObject> seen;
    double last = 0;
    for (const auto& value : eventsOf(json)) {
        const QJsonObject event = value.toObject();
        const QString phase = event["ph"].toString();
        if (phase == "M") {
            seen["lane " + event["args"].toObject()["name"].toString()] = event;
            continue;
        }
        QVERIFY(event["ts"].toDouble() >= last);
        last = event["ts"].toDouble();
        seen[phase + " " + event["name"].toString() + (phase == "X" ? event["cat"].toString() : "")] = event;
    }
    QVERIFY(seen.contains("lane pool 1") && seen.contains("lane pool 2"));
    const QJsonObject turn = seen["X sinkturn"];
    QCOMPARE(turn["tid"].toInt(), 2);
    QCOMPARE(turn["ts"].toDouble(), 3.0);
    QCOMPARE(turn["dur"].toDouble(), 6.0);
    QCOMPARE(turn["args"].toObject()["ended"].toString(), QString("needs input"));
    QCOMPARE(turn["args"].toObject()["wire"].toString(), QString::fromStdString(twoNodes()->edges[0].id));
    QCOMPARE(turn["args"].toObject()["records"].toInt(), 100);
    QVERIFY(seen.contains("X sinknode"));
    QVERIFY(seen.contains("X waits for lock printerlock"));
    QVERIFY(seen.contains("i wakes sink"));
    QCOMPARE(
        seen["C " + QString::fromStdString(twoNodes()->edges[0].id)]["args"].toObject()["records"].toInt(),
        100);
    const QJsonObject start = seen["s hand-off"], finish = seen["f hand-off"];
    QCOMPARE(start["id"], finish["id"]);
    QCOMPARE(start["tid"].toInt(), 1);
    QCOMPARE(finish["tid"].toInt(), 2);
    QCOMPARE(finish["ts"].toDouble(), 3.0);
}

void TestTrace::noArrowIsDrawnIntoWhatIsNotKnown() {
    Trace trace = handOverHand();
    trace.lanes[1].lost = 5;
    trace.lanes[1].from = 1'003'000;
    const std::string json = chromeTraceJson(trace, *twoNodes());
    QVERIFY(json.find("wakes sink") != std::string::npos);
    QVERIFY(json.find("\"ph\":\"s\"") == std::string::npos);
    QVERIFY(json.find("\"lost_events\":5") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestTrace)
#include "tst_trace.moc"
