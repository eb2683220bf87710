// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/metrics/metrics_history.h"

#include <QtTest>

#include <algorithm>

using namespace millrace;

namespace {

constexpr MonotonicNs kFrameNs = 40'000'000;

/// A run of `nodes` nodes in a row, each with a full histogram, every tenth of them a sink.
class GrowingRun {
public:
    explicit GrowingRun(std::size_t nodes) : nodes_(nodes) {
        for (std::size_t i = 0; i < 600; ++i)
            histogram_.record(std::uint64_t{1000} << (i % 10), 1 + i);
    }
    /// The next frame: each latency so far once more, and `latencyNs` on top.
    MetricsFrame next(std::uint64_t latencyNs = 1'000'000) {
        ++made_;
        for (int octave = 10; octave < 30; ++octave)
            histogram_.record((std::uint64_t{1} << octave) + random_.below(std::uint64_t{1} << octave));
        histogram_.record(latencyNs);
        const HistogramSnapshot all = histogram_.snapshot();
        MetricsFrame frame;
        frame.elapsedNs = made_ * kFrameNs;
        frame.nodes.resize(nodes_);
        frame.edges.resize(nodes_ - 1);
        for (std::size_t i = 0; i < nodes_; ++i) {
            frame.nodes[i].recordsIn = made_ * 100;
            frame.nodes[i].portRecords = {made_ * 100};
            frame.nodes[i].serviceTime = all;
            if (i % 10 == 9) frame.nodes[i].latency = all;
        }
        for (EdgeMetrics& edge : frame.edges)
            edge.waitTime = all;
        return frame;
    }

private:
    std::size_t nodes_;
    std::int64_t made_ = 0;
    Random random_{1};
    Histogram histogram_;
};

std::size_t sumOf(const std::deque<MetricsFrame>& frames) {
    std::size_t bytes = 0;
    for (const MetricsFrame& frame : frames)
        bytes += bytesOf(frame);
    return bytes;
}

} // namespace

class TestMetricsHistory : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLargeGraphStaysWithinTheBytes();
    void aSmallGraphStaysWithinTheFrames();
    void aFewFramesAreKeptHoweverLarge();
    void onlyTheNewestFrameHasServiceAndWaitTimes();
    void oldFramesAreSpreadOverTheWholeRun();
    void percentilesOverAnIntervalOutliveThinning();
    void thinningTellsWhatItLeftAlone();
    void theFrameBeforeAMomentIsFound();
};

void TestMetricsHistory::aLargeGraphStaysWithinTheBytes() {
    constexpr std::size_t kMaxBytes = 16 << 20;
    MetricsHistory history(2048, kMaxBytes);
    GrowingRun run(200);
    std::size_t newest = 0, most = 0;
    for (int i = 0; i < 600; ++i) {
        history.add(run.next());
        newest = bytesOf(history.frames().back());
        most = std::max(most, history.bytes());
        QVERIFY(history.bytes() <= kMaxBytes);
    }
    QCOMPARE(history.bytes(), sumOf(history.frames()));
    QVERIFY(history.frames().size() > 3 * MetricsHistory::kFewest);
    // What made the newest frame large is gone from the one before.
    QVERIFY(bytesOf(history.frames().front()) * 5 < newest);
    QCOMPARE(history.frames().front().elapsedNs, kFrameNs);
    QCOMPARE(history.frames().back().elapsedNs, 600 * kFrameNs);
    history.clear();
    QCOMPARE(history.bytes(), std::size_t{0});
}

void TestMetricsHistory::aSmallGraphStaysWithinTheFrames() {
    MetricsHistory history(100);
    GrowingRun run(3);
    for (int i = 0; i < 1000; ++i) {
        history.add(run.next());
        QVERIFY(history.frames().size() <= 200);
    }
    QVERIFY(history.frames().size() >= 100);
    QCOMPARE(history.bytes(), sumOf(history.frames()));
}

void TestMetricsHistory::aFewFramesAreKeptHoweverLarge() {
    MetricsHistory history(100, 1);
    GrowingRun run(10);
    for (int i = 0; i < 50; ++i)
        history.add(run.next());
    QCOMPARE(history.frames().size(), MetricsHistory::kFewest);
    QCOMPARE(history.frames().back().elapsedNs, 50 * kFrameNs);
}

void TestMetricsHistory::onlyTheNewestFrameHasServiceAndWaitTimes() {
    MetricsHistory history;
    GrowingRun run(10);
    for (int i = 0; i < 5; ++i)
        history.add(run.next());
    const auto& frames = history.frames();
    QVERIFY(frames.back().nodes[0].serviceTime && frames.back().edges[0].waitTime);
    for (std::size_t i = 0; i + 1 < frames.size(); ++i) {
        QVERIFY(!frames[i].nodes[0].serviceTime && !frames[i].edges[0].waitTime);
        QVERIFY(frames[i].nodes[9].latency);
        QCOMPARE(frames[i].nodes[9].portRecords.size(), std::size_t{1});
    }
}

void TestMetricsHistory::oldFramesAreSpreadOverTheWholeRun() {
    MetricsHistory history(50);
    GrowingRun run(2);
    for (int i = 1; i <= 5000; ++i) {
        history.add(run.next());
        const auto& frames = history.frames();
        QCOMPARE(frames.front().elapsedNs, kFrameNs);
        if (i % 100) continue;
        for (std::size_t f = 1; f < frames.size(); ++f)
            QVERIFY(frames[f].elapsedNs - frames[f - 1].elapsedNs <= std::max(i / 16, 1) * kFrameNs);
    }
    const auto& frames = history.frames();
    for (std::size_t i = frames.size() - 40; i < frames.size(); ++i)
        QCOMPARE(frames[i].elapsedNs - frames[i - 1].elapsedNs, kFrameNs);
}

void TestMetricsHistory::percentilesOverAnIntervalOutliveThinning() {
    constexpr std::uint64_t kSlow = 5'000'000'000;
    constexpr MonotonicNs kSlowFrom = 101 * kFrameNs, kSlowTo = 140 * kFrameNs;
    MetricsHistory history(50);
    GrowingRun run(10);
    for (int i = 1; i <= 1000; ++i)
        history.add(run.next(i * kFrameNs >= kSlowFrom && i * kFrameNs <= kSlowTo ? kSlow : 1'000'000));
    const auto& frames = history.frames();
    std::uint64_t slow = 0, all = frames.front().nodes[9].latency->count();
    for (std::size_t i = 1; i < frames.size(); ++i) {
        const HistogramSnapshot between = frames[i].nodes[9].latency->since(*frames[i - 1].nodes[9].latency);
        all += between.count();
        const bool expected = frames[i].elapsedNs >= kSlowFrom && frames[i - 1].elapsedNs < kSlowTo;
        QCOMPARE(between.quantile(1.0) > 4'000'000'000, expected);
        for (auto at = between.buckets(); !at.atEnd(); at.next())
            if (HistogramLayout::middle(at.bucket) > 4'000'000'000) slow += at.count;
    }
    QCOMPARE(slow, std::uint64_t{40});
    QCOMPARE(all, frames.back().nodes[9].latency->count());
}

void TestMetricsHistory::thinningTellsWhatItLeftAlone() {
    MetricsHistory history(20);
    GrowingRun run(2);
    for (int i = 0; i < 1000; ++i) {
        std::vector<MonotonicNs> before;
        for (const MetricsFrame& frame : history.frames())
            before.push_back(frame.elapsedNs);
        const MetricsHistory::Thinning last = history.lastThinning();
        history.add(run.next());
        const MetricsHistory::Thinning thinning = history.lastThinning();
        const auto& frames = history.frames();
        if (thinning.number == last.number) {
            QCOMPARE(frames.size(), before.size() + 1);
            continue;
        }
        QCOMPARE(thinning.number, last.number + 1);
        before.push_back(frames.back().elapsedNs);
        for (std::size_t f = 1; f < frames.size(); ++f) {
            const auto was = std::find(before.begin(), before.end(), frames[f].elapsedNs);
            QVERIFY(was != before.end());
            if (frames[f].elapsedNs < thinning.from || frames[f].elapsedNs > thinning.until)
                QCOMPARE(frames[f - 1].elapsedNs, *(was - 1));
        }
        QVERIFY(frames[frames.size() - 20].elapsedNs > thinning.until);
    }
    QVERIFY(history.lastThinning().number > 10);
}

void TestMetricsHistory::theFrameBeforeAMomentIsFound() {
    MetricsHistory history;
    GrowingRun run(2);
    for (int i = 0; i < 3; ++i)
        history.add(run.next());
    QVERIFY(!history.at(kFrameNs - 1));
    QCOMPARE(history.at(kFrameNs)->elapsedNs, kFrameNs);
    QCOMPARE(history.at(3 * kFrameNs - 1)->elapsedNs, 2 * kFrameNs);
    QCOMPARE(history.at(INT64_MAX)->elapsedNs, 3 * kFrameNs);
}

QTEST_GUILESS_MAIN(TestMetricsHistory)
#include "tst_metrics_history.moc"
