// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/run_series.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace millrace;
using ui::RunLine;
using ui::RunSeries;

namespace {

constexpr MonotonicNs kFrameNs = 40'000'000;
constexpr int kSlowFrame = 300;

/// A source and a sink: 100 records a frame in a millisecond each, but kSlowFrame takes 1000 in 8 seconds
/// each.
class TwoNodeRun {
public:
    MetricsFrame next() {
        const int records = ++made_ == kSlowFrame ? 1000 : 100;
        total_ += records;
        latency_.record(made_ == kSlowFrame ? 8'000'000'000 : 1'000'000, records);
        MetricsFrame frame;
        frame.elapsedNs = made_ * kFrameNs;
        frame.nodes.resize(2);
        frame.nodes[0].recordsOut = frame.nodes[1].recordsIn = total_;
        frame.nodes[1].busyNs = frame.elapsedNs / 4;
        frame.nodes[1].latency = latency_.snapshot();
        frame.edges.resize(1);
        frame.edges[0].depth = 10;
        frame.edges[0].capacity = 40;
        return frame;
    }
    static ui::RunShape shape() {
        ui::RunShape shape;
        shape.nodes = {{"source", "Source", {}, Category::Source}, {"sink", "Sink", {}, Category::Sink}};
        shape.edges = {{"source.out->sink.in", "source", "sink", false}};
        return shape;
    }

private:
    std::int64_t made_ = 0, total_ = 0;
    Histogram latency_;
};

std::vector<const std::vector<RunLine>*> chartsOf(const RunSeries& series) {
    return {&series.throughput(), &series.latency(), &series.queueFill(), &series.workerUse()};
}

} // namespace

class TestRunSeries : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void figuresAreOverHalfASecond();
    void aWorkerThatWaitsInsideOfAStageIsInUse();
    void aRunThatIsOverAtTheFirstLookHasAPoint();
    void afterThinningAPointStandsForAllOfItsInterval();
    void followingARunAndReadingItLaterGiveTheSameLines();
    void whoFollowsAPartAtATimeGetsThere();
};

void TestRunSeries::figuresAreOverHalfASecond() {
    MetricsHistory history;
    TwoNodeRun run;
    RunSeries series;
    series.reset(TwoNodeRun::shape());
    for (int i = 0; i < 100; ++i) {
        history.add(run.next());
        series.update(history);
    }
    QCOMPARE(series.throughput()[1].points.size(), std::size_t{100});
    QCOMPARE(series.throughput()[0].points.back(), QPointF(4, 2500));
    QCOMPARE(series.workerUse()[1].points.back().y(), 25.0);
    QCOMPARE(series.queueFill()[0].points.back().y(), 25.0);
    QVERIFY(std::abs(series.latency()[2].points.back().y() - 1) < 0.01);
    QCOMPARE(series.end(), 4.0);
}

void TestRunSeries::aWorkerThatWaitsInsideOfAStageIsInUse() {
    MetricsHistory history;
    TwoNodeRun run;
    for (int i = 0; i < 100; ++i) {
        MetricsFrame frame = run.next();
        frame.nodes[1].ioNs = frame.elapsedNs / 2;
        frame.nodes[1].lockNs = frame.elapsedNs / 8;
        frame.nodes[1].idleNs = frame.elapsedNs / 8;
        history.add(std::move(frame));
    }
    RunSeries series;
    series.reset(TwoNodeRun::shape());
    series.update(history);
    QCOMPARE(series.workerUse()[1].points.back().y(), 87.5);
    QCOMPARE(series.workerUse()[0].points.back().y(), 0.0);
}

void TestRunSeries::aRunThatIsOverAtTheFirstLookHasAPoint() {
    MetricsHistory history;
    TwoNodeRun run;
    RunSeries series;
    series.reset(TwoNodeRun::shape());
    const MetricsFrame only = run.next();
    history.add(only);
    series.update(history);
    QCOMPARE(series.throughput()[0].points.size(), std::size_t{1});
    const QPointF point = series.throughput()[0].points[0];
    QVERIFY(std::abs(point.y() * point.x() - static_cast<double>(only.nodes[0].recordsOut)) < 0.01);
}

void TestRunSeries::afterThinningAPointStandsForAllOfItsInterval() {
    MetricsHistory history(20);
    TwoNodeRun run;
    RunSeries series;
    series.reset(TwoNodeRun::shape());
    std::int64_t records = 0;
    for (int i = 0; i < 4000; ++i) {
        history.add(run.next());
        series.update(history);
    }
    const auto& frames = history.frames();
    const auto& rate = series.throughput()[0].points;
    QCOMPARE(rate.size(), frames.size());
    QVERIFY(frames[2].elapsedNs - frames[1].elapsedNs >= 1'000'000'000);
    // Where points are further apart than half a second, rate times interval is what came in between.
    int slowPoints = 0;
    for (std::size_t i = 1; i < frames.size(); ++i) {
        QCOMPARE(rate[i].x(), static_cast<double>(frames[i].elapsedNs) * 1e-9);
        const MonotonicNs span = frames[i].elapsedNs - frames[i - 1].elapsedNs;
        const bool slow =
            frames[i - 1].elapsedNs < kSlowFrame * kFrameNs && frames[i].elapsedNs >= kSlowFrame * kFrameNs;
        slowPoints += slow;
        QCOMPARE(series.latency()[2].points[i].y() > 5000, slow);
        if (span < 500'000'000) continue;
        records = frames[i].nodes[0].recordsOut - frames[i - 1].nodes[0].recordsOut;
        QVERIFY(std::abs(rate[i].y() * static_cast<double>(span) * 1e-9 - static_cast<double>(records)) <
                0.01);
    }
    QCOMPARE(slowPoints, 1);
}

void TestRunSeries::followingARunAndReadingItLaterGiveTheSameLines() {
    MetricsHistory history(50);
    TwoNodeRun run;
    RunSeries followed, late;
    followed.reset(TwoNodeRun::shape());
    late.reset(TwoNodeRun::shape());
    for (int i = 0; i < 777; ++i) {
        history.add(run.next());
        if (i % 3 == 0) followed.update(history);
    }
    followed.update(history);
    late.update(history);
    const auto a = chartsOf(followed), b = chartsOf(late);
    for (std::size_t chart = 0; chart < a.size(); ++chart) {
        for (std::size_t line = 0; line < a[chart]->size(); ++line) {
            const auto& points = (*a[chart])[line].points;
            const auto& expected = (*b[chart])[line].points;
            QVERIFY(!points.empty());
            QCOMPARE(points.size(), expected.size());
            QVERIFY(std::is_sorted(points.begin(), points.end(),
                                   [](const QPointF& p, const QPointF& q) { return p.x() < q.x(); }));
            for (std::size_t i = 0; i < points.size(); ++i)
                QCOMPARE(points[i].x(), expected[i].x());
        }
    }
}

void TestRunSeries::whoFollowsAPartAtATimeGetsThere() {
    MetricsHistory history(50);
    TwoNodeRun run;
    RunSeries followed, late;
    followed.reset(TwoNodeRun::shape());
    late.reset(TwoNodeRun::shape());
    bool partly = false;
    for (int i = 0; i < 777; ++i) {
        history.add(run.next());
        followed.updateSome(history, 1);
        partly = partly || followed.throughput()[1].points.size() != followed.throughput()[0].points.size();
        for (const auto* chart : chartsOf(followed))
            for (const RunLine& line : *chart)
                QVERIFY(std::is_sorted(line.points.begin(), line.points.end(),
                                       [](const QPointF& p, const QPointF& q) { return p.x() < q.x(); }));
    }
    QVERIFY(partly);
    for (int i = 0; i < 10; ++i)
        followed.updateSome(history, 1);
    late.update(history);
    const auto a = chartsOf(followed), b = chartsOf(late);
    for (std::size_t chart = 0; chart < a.size(); ++chart) {
        for (std::size_t line = 0; line < a[chart]->size(); ++line) {
            const auto& points = (*a[chart])[line].points;
            const auto& expected = (*b[chart])[line].points;
            QCOMPARE(points.size(), expected.size());
            for (std::size_t i = 0; i < points.size(); ++i)
                QCOMPARE(points[i].x(), expected[i].x());
        }
    }
}

QTEST_GUILESS_MAIN(TestRunSeries)
#include "tst_run_series.moc"
