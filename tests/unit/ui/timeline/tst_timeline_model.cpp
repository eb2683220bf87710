// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timeline_model.h"

#include <QTest>

#include <algorithm>

using namespace millrace;
using namespace millrace::ui;

namespace {

constexpr MonotonicNs kBegin = 1'000'000;

TraceEvent begins(MonotonicNs at) { return {at, TraceKind::TurnBegins, 0, 0}; }
TraceEvent ends(MonotonicNs at) { return {at, TraceKind::TurnEnds, 0, 0, kNoTraceSubject, 1}; }

/// A run that is read piece by piece, and all that it has ever told.
struct Telling {
    TimelineModel model;
    Trace everything;

    explicit Telling(std::size_t lanes) {
        everything.begin = everything.until = kBegin;
        everything.tasks = {{0, 0}};
        for (std::size_t i = 0; i < lanes; ++i) {
            everything.lanes.push_back({"pool " + std::to_string(i + 1), kBegin, 0, {}});
            everything.next.positions.push_back(0);
        }
    }
    /// A reading in which nothing has come.
    Trace nothing() const {
        Trace later;
        later.begin = everything.begin;
        later.until = everything.until;
        later.tasks = everything.tasks;
        later.next = everything.next;
        for (const TraceLane& lane : everything.lanes)
            later.lanes.push_back({lane.name, kBegin, 0, {}});
        return later;
    }
    /// The next reading: these turns of a lane each, the others rest.
    void tell(const std::vector<std::size_t>& turns, MonotonicNs length) {
        Trace later = nothing();
        MonotonicNs until = everything.until;
        for (std::size_t i = 0; i < later.lanes.size(); ++i) {
            TraceLane& lane = later.lanes[i];
            MonotonicNs at = everything.until;
            for (std::size_t turn = 0; turn < turns[i]; ++turn) {
                lane.events.push_back(begins(at + 1));
                lane.events.push_back(ends(at += length));
            }
            later.next.positions[i] += lane.events.size();
            until = std::max(until, at);
        }
        later.until = until;
        model.take(later);
        extend(everything, std::move(later));
    }
};

} // namespace

class TestTimelineModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allIsKeptUpToTheBound();
    void theNewestStayWhenThereAreTooMany();
    void aMinuteIsKept();
    void whatWasOnWhenTheOldWentIsTold();
    void aLaneThatLostEventsBeginsAnew();
    void laterIsWhatCameAfterAMark();
};

void TestTimelineModel::allIsKeptUpToTheBound() {
    Telling telling(2);
    for (int i = 0; i < 20; ++i)
        telling.tell({700, 30}, 1000);
    const Trace whole = telling.model.whole();
    QCOMPARE(telling.model.events(), std::size_t(20 * 2 * 730));
    QCOMPARE(whole.until, telling.everything.until);
    for (std::size_t i = 0; i < 2; ++i) {
        QCOMPARE(whole.lanes[i].name, telling.everything.lanes[i].name);
        QCOMPARE(whole.lanes[i].from, kBegin);
        QVERIFY(whole.lanes[i].events == telling.everything.lanes[i].events);
    }
}

void TestTimelineModel::theNewestStayWhenThereAreTooMany() {
    Telling telling(3);
    const std::size_t most = TimelineModel::kMostEvents;
    bool dropped = false;
    while (telling.everything.lanes[0].events.size() < 2 * most) {
        telling.tell({20'000, 5'000, 1}, 1000);
        const std::size_t held = telling.model.events();
        QVERIFY(held <= most + most / 32);
        dropped = dropped || telling.model.knownSince() > kBegin;
        // Never less than nearly all that may be held.
        if (dropped) QVERIFY2(held > most - most / 32, qPrintable(QString::number(held)));
        for (const LaneTrack& track : telling.model.tracks())
            QVERIFY(track.spans().size() <= held);
    }
    // Each lane as far back as the others, and what it holds is the end of what was told.
    const MonotonicNs since = telling.model.knownSince();
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(telling.model.lanes()[i].knownSince(), since);
        const auto& kept = telling.model.lanes()[i].events();
        const auto& told = telling.everything.lanes[i].events;
        QVERIFY(!kept.empty() && kept[0].at >= since);
        QVERIFY(std::equal(told.end() - static_cast<std::ptrdiff_t>(kept.size()), told.end(), kept.begin()));
        QVERIFY(told[told.size() - kept.size() - 1].at < since);
        QCOMPARE(telling.model.tracks()[i].spans().back().to, told.back().at);
    }
}

void TestTimelineModel::aMinuteIsKept() {
    Telling telling(2);
    for (int i = 0; i < 400; ++i)
        telling.tell({10, 1}, 50'000'000); // half a second
    const MonotonicNs known = telling.model.end() - telling.model.knownSince();
    QVERIFY(known >= TimelineModel::kKeepNs);
    QVERIFY(known <= TimelineModel::kKeepNs + 2'000'000'000);
    QVERIFY(telling.model.events() < 2'800);
}

void TestTimelineModel::whatWasOnWhenTheOldWentIsTold() {
    Telling telling(2);
    Trace first = telling.nothing();
    first.lanes[1].events = {begins(kBegin + 5)};
    first.next.positions = {0, 1};
    first.until = kBegin + 10;
    telling.model.take(first);
    extend(telling.everything, first);
    for (int i = 0; i < 200; ++i)
        telling.tell({1, 0}, 500'000'000);
    const Trace whole = telling.model.whole();
    QVERIFY(whole.lanes[0].events.size() < 400);
    QCOMPARE(whole.lanes[1].events.size(), std::size_t(1));
    QVERIFY(whole.lanes[1].events[0] == begins(kBegin + 5));
    QCOMPARE(whole.lanes[1].from, telling.model.knownSince());
    QCOMPARE(telling.model.tracks()[1].spans().back().from, kBegin + 5);
    QCOMPARE(telling.model.tracks()[1].spans().back().to, telling.model.end());
}

void TestTimelineModel::aLaneThatLostEventsBeginsAnew() {
    Telling telling(2);
    telling.tell({100, 100}, 1000);
    Trace later = telling.nothing();
    later.lanes[0].lost = 7;
    later.lanes[0].from = later.until + 100;
    later.lanes[0].events = {begins(later.until + 100), ends(later.until + 200)};
    later.until += 200;
    telling.model.take(later);
    const Trace whole = telling.model.whole();
    QCOMPARE(whole.lanes[0].lost, std::uint64_t(207));
    QCOMPARE(whole.lanes[0].from, later.lanes[0].from);
    QVERIFY(whole.lanes[0].events == later.lanes[0].events);
    QCOMPARE(telling.model.tracks()[0].spans().size(), std::size_t(1));
    QCOMPARE(whole.lanes[1].lost, std::uint64_t(0));
    QCOMPARE(whole.lanes[1].events.size(), std::size_t(200));
}

void TestTimelineModel::laterIsWhatCameAfterAMark() {
    Telling telling(2);
    telling.tell({100, 3}, 1000);
    const TraceMark mark = telling.model.mark();
    telling.tell({50, 0}, 1000);
    const Trace later = telling.model.later(mark, 0);
    QCOMPARE(later.lanes[0].events.size(), std::size_t(100));
    QVERIFY(later.lanes[0].events.back() == telling.everything.lanes[0].events.back());
    QVERIFY(later.lanes[1].events.empty());
    QVERIFY(later.next.positions == telling.model.mark().positions);
    // All of it, for who has read nothing; a moment bounds it, too.
    QVERIFY(telling.model.later({}, 0).lanes[0].events == telling.everything.lanes[0].events);
    const MonotonicNs moment = telling.everything.lanes[0].events[250].at;
    QCOMPARE(telling.model.later({}, moment).lanes[0].events.size(), std::size_t(50));
}

QTEST_GUILESS_MAIN(TestTimelineModel)
#include "tst_timeline_model.moc"
