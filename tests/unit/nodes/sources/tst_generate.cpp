// SPDX-License-Identifier: Apache-2.0
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"

#include <QTemporaryDir>
#include <QTest>
#include <boost/json/parse.hpp>
#include <cmath>
#include <fstream>
#include <set>

using namespace millrace;
using namespace millrace::test;

namespace {

boost::json::object object(const char* text) { return boost::json::parse(text).as_object(); }

NodeHarness generate(const char* params, HarnessOptions options = {}) {
    return NodeHarness(*builtinRegistry().find("generate"), object(params), {}, options);
}

std::vector<double> doubles(const NodeHarness& harness, std::size_t column) {
    std::vector<double> all;
    for (const RecordBatch& batch : harness.output(0))
        for (const double v : batch.column(column).values<double>())
            all.push_back(v);
    return all;
}

std::vector<std::int64_t> integers(const NodeHarness& harness, std::size_t column) {
    std::vector<std::int64_t> all;
    for (const RecordBatch& batch : harness.output(0))
        for (const std::int64_t v : batch.column(column).values<std::int64_t>())
            all.push_back(v);
    return all;
}

/// Intended send times as offsets from the first.
std::vector<std::int64_t> sendTimes(const NodeHarness& harness) {
    std::vector<std::int64_t> all;
    for (const RecordBatch& batch : harness.output(0))
        for (std::size_t i = 0; i < batch.rows(); ++i)
            all.push_back(batch.intendedTimeOf(i));
    for (std::size_t i = all.size(); i-- > 0;)
        all[i] -= all[0];
    return all;
}

std::string problemsOf(const char* params) {
    const NodeHarness harness = generate(params);
    return harness.isBound() ? "bound" : toText(harness.problems());
}

const char* const kEveryKind = R"({"count": 5000, "fields": {
    "n": {"type": "sequence", "start": 7, "step": -2},
    "u": {"type": "uniform", "min": -1, "max": 3},
    "k": {"type": "uniform", "as": "BIGINT", "min": 0, "max": 999},
    "g": {"type": "normal", "mean": 5, "stddev": 2, "nulls": 0.1},
    "e": {"type": "exponential", "mean": 4},
    "z": {"type": "zipf_key", "keys": 50, "prefix": "bus-"},
    "w": {"type": "random_walk", "per": "z", "start": 10, "step": 1, "min": 0, "max": 20},
    "c": {"type": "choice", "values": ["red", "green"]},
    "t": {"type": "timestamp", "every": "250 us", "jitter": "2 s"},
    "f": {"type": "constant", "as": "INT", "value": "42"}}})";

} // namespace

class tst_generate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSameSeedGivesTheSameRecordsWhateverTheBatchSize() {
        Rows first;
        for (const std::size_t size : {1024, 1, 2, 700, 5000}) {
            NodeHarness harness = generate(kEveryKind, {.batchSize = size});
            QVERIFY2(harness.isBound(), toText(harness.problems()).c_str());
            harness.runSource();
            const Rows rows = rowsOf(harness.output(0));
            QCOMPARE(rows.size(), std::size_t{5000});
            if (first.empty()) first = rows;
            QVERIFY(rows == first);
        }
    }

    void anotherSeedGivesOtherRecords() {
        NodeHarness a = generate(kEveryKind), b = generate(kEveryKind, {.seed = 43});
        a.runSource();
        b.runSource();
        QVERIFY(rowsOf(a.output(0)) != rowsOf(b.output(0)));
    }

    void aFieldMoreChangesNoOtherField() {
        NodeHarness a = generate(R"({"count": 100, "fields": {"x": {"type": "uniform"}}})");
        NodeHarness b =
            generate(R"({"count": 100, "fields": {"a": {"type": "normal"}, "x": {"type": "uniform"}}})");
        a.runSource();
        b.runSource();
        QVERIFY(doubles(a, 0) == doubles(b, 1));
    }

    void valuesFollowTheirDistribution() {
        NodeHarness harness = generate(R"({"count": 100000, "fields": {
            "u": {"type": "uniform", "min": -1, "max": 3}, "g": {"type": "normal", "mean": 5, "stddev": 2},
            "e": {"type": "exponential", "mean": 4}, "k": {"type": "uniform", "as": "BIGINT", "min": 10, "max": 19}}})");
        harness.runSource();
        const auto moments = [](const std::vector<double>& values) {
            double sum = 0, squares = 0;
            for (const double v : values)
                sum += v, squares += v * v;
            const double mean = sum / static_cast<double>(values.size());
            return std::pair(mean, std::sqrt(squares / static_cast<double>(values.size()) - mean * mean));
        };
        // Five standard errors of 100,000 draws.
        const auto near = [](double actual, double expected, double deviation) {
            return std::abs(actual - expected) < 5 * deviation / std::sqrt(100'000.0);
        };
        const auto [uniformMean, uniformDeviation] = moments(doubles(harness, 0));
        QVERIFY(near(uniformMean, 1, 4 / std::sqrt(12.0)));
        QVERIFY(std::abs(uniformDeviation - 4 / std::sqrt(12.0)) < 0.01);
        for (const double v : doubles(harness, 0))
            QVERIFY(v >= -1 && v < 3);
        const auto [normalMean, normalDeviation] = moments(doubles(harness, 1));
        QVERIFY(near(normalMean, 5, 2));
        QVERIFY(std::abs(normalDeviation - 2) < 0.03);
        const auto [exponentialMean, exponentialDeviation] = moments(doubles(harness, 2));
        QVERIFY(near(exponentialMean, 4, 4));
        QVERIFY(std::abs(exponentialDeviation - 4) < 0.2);
        std::map<std::int64_t, int> counts;
        for (const std::int64_t v : integers(harness, 3))
            ++counts[v];
        QCOMPARE(counts.size(), std::size_t{10});
        QCOMPARE(counts.begin()->first, 10);
        for (const auto& [value, count] : counts)
            QVERIFY(near(count / 100'000.0, 0.1, 0.3));
    }

    void zipfKeysAreAsFrequentAsTheirRankSays() {
        NodeHarness harness = generate(
            R"({"count": 200000, "fields": {"k": {"type": "zipf_key", "keys": 100, "exponent": 1}}})");
        harness.runSource();
        std::vector<double> share(100);
        for (const std::int64_t k : integers(harness, 0))
            share[static_cast<std::size_t>(k)] += 1 / 200'000.0;
        double harmonic = 0;
        for (int k = 1; k <= 100; ++k)
            harmonic += 1.0 / k;
        for (const std::size_t k : {0, 1, 9, 99}) {
            const double expected = 1 / (static_cast<double>(k + 1) * harmonic);
            QVERIFY(std::abs(share[k] - expected) < 5 * std::sqrt(expected / 200'000));
        }
    }

    void aWalkPerKeyMovesOnlyWithItsKeyAndStaysWithinItsBounds() {
        NodeHarness harness = generate(R"({"count": 20000, "fields": {
            "k": {"type": "uniform", "as": "BIGINT", "min": 5, "max": 7},
            "w": {"type": "random_walk", "per": "k", "start": 1, "step": 0.5, "min": 0, "max": 2}}})");
        harness.runSource();
        const auto keys = integers(harness, 0);
        const auto walk = doubles(harness, 1);
        std::map<std::int64_t, double> last;
        for (std::size_t i = 0; i < walk.size(); ++i) {
            QVERIFY(walk[i] >= 0 && walk[i] <= 2);
            const auto [position, isNew] = last.try_emplace(keys[i], 1.0);
            QVERIFY(std::abs(walk[i] - position->second) < 0.5 * 7);
            position->second = walk[i];
        }
        QCOMPARE(last.size(), std::size_t{3});
    }

    void decimalsAreRounded() {
        NodeHarness harness = generate(
            R"({"count": 1000, "fields": {"p": {"type": "uniform", "min": 0, "max": 100, "decimals": 2}}})");
        harness.runSource();
        for (const double v : doubles(harness, 0))
            QCOMPARE(v, std::nearbyint(v * 100) / 100);
    }

    void timestampsStepAndCarryTheWatermark() {
        NodeHarness harness = generate(R"({"count": 10, "watermark_delay": "2 s", "fields": {
            "t": {"type": "timestamp", "from": "1970-01-01T00:01:00Z", "every": "1500 us"}}})",
                                       {.batchSize = 4});
        harness.runSource();
        QVERIFY(integers(harness, 0) == (std::vector<std::int64_t>{60000, 60001, 60003, 60004, 60006, 60007,
                                                                   60009, 60010, 60012, 60013}));
        QVERIFY(harness.watermarks() == (std::vector<EpochMs>{58004, 58010, 58013}));
    }

    void jitterMarksLateRecordsTheSameWhateverTheBatchSize() {
        std::vector<std::pair<std::size_t, EpochMs>> first;
        for (const std::size_t size : {1, 7, 1024}) {
            NodeHarness harness = generate(R"({"count": 3000, "watermark_delay": "500 ms", "fields": {
                "t": {"type": "timestamp", "every": "10 ms", "jitter": "1 s"}}})",
                                           {.batchSize = size});
            harness.runSource();
            std::vector<std::pair<std::size_t, EpochMs>> marks;
            std::size_t before = 0;
            for (const RecordBatch& batch : harness.output(0)) {
                if (batch.lateMarks)
                    for (const LateMark& mark : *batch.lateMarks)
                        marks.emplace_back(before + mark.row, mark.watermark);
                before += batch.rows();
            }
            QVERIFY(marks.size() > 100 && marks.size() < 2900);
            if (first.empty()) first = marks;
            QVERIFY(marks == first);
        }
    }

    void constantArrivalsAreEvenlySpacedAndDueBeforeTheyAreSent() {
        NodeHarness harness =
            generate(R"({"count": 1000, "rate": 1000, "fields": {"n": {"type": "sequence"}}})");
        harness.runSource();
        const auto times = sendTimes(harness);
        for (std::size_t i = 0; i < times.size(); ++i)
            QCOMPARE(times[i], static_cast<std::int64_t>(i) * 1'000'000);
        for (const RecordBatch& batch : harness.output(0))
            QVERIFY(batch.intendedTimeOf(batch.rows() - 1) <= batch.ingestTime);
    }

    void poissonArrivalsHaveTheRateAndRepeatWithTheSeed() {
        const char* params =
            R"({"count": 50000, "rate": 1000, "arrivals": "poisson", "fields": {"n": {"type": "sequence"}}})";
        NodeHarness a = generate(params), b = generate(params, {.batchSize = 1});
        a.runSource();
        b.runSource();
        const auto times = sendTimes(a);
        QVERIFY(times == sendTimes(b));
        const double seconds = static_cast<double>(times.back()) * 1e-9;
        QVERIFY(std::abs(seconds - 50) < 5 * std::sqrt(50'000.0) / 1000);
        // Gaps of an exponential distribution are below half their mean with probability 1 - exp(-1/2).
        int small = 0;
        for (std::size_t i = 1; i < times.size(); ++i)
            small += times[i] - times[i - 1] < 500'000;
        QVERIFY(std::abs(small / 50'000.0 - (1 - std::exp(-0.5))) < 0.015);
    }

    void burstsComeTogether() {
        NodeHarness harness =
            generate(R"({"count": 35, "arrivals": "burst", "burst_size": 10, "burst_every": "3 s",
            "fields": {"n": {"type": "sequence"}}})");
        harness.runSource();
        const auto times = sendTimes(harness);
        for (std::size_t i = 0; i < times.size(); ++i)
            QCOMPARE(times[i], static_cast<std::int64_t>(i / 10) * 3'000'000'000);
    }

    void aRampSendsAsManyRecordsAsTheAreaUnderIt() {
        NodeHarness harness =
            generate(R"({"count": 2500, "arrivals": "ramp", "rate": 0, "ramp_to": 200, "ramp_over": "10 s",
            "fields": {"n": {"type": "sequence"}}})");
        harness.runSource();
        const auto times = sendTimes(harness);
        const auto before = [&times](double seconds) {
            return std::count_if(times.begin(), times.end(),
                                 [=](std::int64_t t) { return static_cast<double>(t) * 1e-9 < seconds; });
        };
        QVERIFY(std::abs(before(5) - 250) <= 1);
        QVERIFY(std::abs(before(10) - 1000) <= 1);
        QVERIFY(std::abs(before(15) - 2000) <= 1);
    }

    void recordedArrivalsAreRepeatedAtTheirRate() {
        QTemporaryDir folder;
        std::ofstream(folder.filePath("arrivals.csv").toStdString())
            << "time,bus\n2016-11-24 00:00:00,1\n2016-11-24 00:00:01.5,2\n\n2016-11-24 00:00:02,3\n";
        NodeHarness harness =
            generate(R"({"count": 5, "arrivals": "recorded", "arrivals_file": "arrivals.csv",
            "fields": {"n": {"type": "sequence"}}})",
                     {.folder = folder.path().toStdString()});
        harness.runSource();
        QVERIFY(sendTimes(harness) ==
                (std::vector<std::int64_t>{0, 1'500'000'000, 2'000'000'000, 3'000'000'000, 4'500'000'000}));
    }

    void arrivalsThatGoBackAreRefusedWithTheirLine() {
        QTemporaryDir folder;
        std::ofstream(folder.filePath("a.txt").toStdString()) << "0.5\n1.5\n1.25\n";
        NodeHarness harness = generate(
            R"({"arrivals": "recorded", "arrivals_file": "a.txt", "fields": {"n": {"type": "sequence"}}})",
            {.folder = folder.path().toStdString()});
        try {
            harness.runSource();
            QFAIL("no error");
        } catch (const DiagnosticError& error) {
            QCOMPARE(error.diagnostics().items[0].code, std::string("MR3220"));
            QCOMPARE(error.diagnostics().items[0].line, 3);
        }
    }

    void timestampsCanFollowTheArrivals() {
        NodeHarness harness =
            generate(R"({"count": 30, "arrivals": "burst", "burst_size": 10, "burst_every": "3 s",
            "fields": {"t": {"type": "timestamp", "from": "1970-01-01", "follow": "arrivals"}}})");
        harness.runSource();
        const auto times = integers(harness, 0);
        for (std::size_t i = 0; i < times.size(); ++i)
            QCOMPARE(times[i], static_cast<std::int64_t>(i / 10) * 3000);
    }

    void aHotRateHoldsFromTheNextRecordOn() {
        const NodeKind& kind = *builtinRegistry().find("generate");
        NodeHarness slow = generate(R"({"count": 20, "rate": 10, "fields": {"n": {"type": "sequence"}}})");
        NodeHarness fast = generate(R"({"count": 20, "rate": 1000, "fields": {"n": {"type": "sequence"}}})");
        QVERIFY(kind.params[3].name == "rate" && kind.params[3].applies == Applies::Hot);
        FakeContext context;
        RecordingCollector out(slow.node().outputs);
        const auto source = slow.node().makeSource();
        source->open(context);
        std::vector<MonotonicNs> times;
        for (int reads = 0;; ++reads) {
            const SourceStatus status = source->read(out);
            if (status.kind == SourceStatus::Kind::Finished) break;
            if (status.kind == SourceStatus::Kind::Waiting) context.virtualClock.time = status.wakeAt;
            if (out.outputs[0].size() == 10 && times.empty()) {
                const auto fresh = fast.node().makeSource();
                source->adoptSettings(*fresh);
                times.push_back(0);
            }
        }
        times.clear();
        for (const RecordBatch& batch : out.outputs[0])
            for (std::size_t i = 0; i < batch.rows(); ++i)
                times.push_back(batch.intendedTimeOf(i) - out.outputs[0][0].intendedTimeOf(0));
        QCOMPARE(times.size(), std::size_t{20});
        QCOMPARE(times[9], MonotonicNs{900'000'000});
        QCOMPARE(times[10], MonotonicNs{1'000'000'000});
        QCOMPARE(times[11], MonotonicNs{1'001'000'000});
        QCOMPARE(times[19], MonotonicNs{1'009'000'000});
    }

    void endlessSourcesAreNotBounded() {
        QVERIFY(!generate(R"({"fields": {"n": {"type": "sequence"}}})").node().bounded);
        QVERIFY(generate(R"({"count": 1, "fields": {"n": {"type": "sequence"}}})").node().bounded);
    }

    void onlyRecordsThatStandAloneAreMadeByManyWorkers() {
        QCOMPARE(generate(R"({"fields": {"n": {"type": "sequence"}}})").node().maxWorkers, 0);
        QCOMPARE(generate(R"({"rate": 5, "fields": {"n": {"type": "sequence"}}})").node().maxWorkers, 1);
        QCOMPARE(generate(R"({"fields": {"n": {"type": "random_walk"}}})").node().maxWorkers, 1);
    }

    void wrongSettingsAreSaidInWords() {
        QVERIFY(
            problemsOf(R"({"fields": {"a": {"type": "zipf_key"}}})").find("the number of keys is missing") !=
            std::string::npos);
        QVERIFY(problemsOf(R"({"fields": {"a": {"type": "uniform", "min": 3, "max": 3}}})")
                    .find("`max` must be above `min`") != std::string::npos);
        QVERIFY(
            problemsOf(R"({"fields": {"a": {"type": "random_walk", "per": "b"}}})").find("no field `b`") !=
            std::string::npos);
        QVERIFY(problemsOf(R"({"fields": {"a": {"type": "constant", "as": "INT", "value": "x"}}})")
                    .find("not of type INT") != std::string::npos);
        QVERIFY(problemsOf(R"({"fields": {"a": {"type": "timestamp", "from": "soon"}}})")
                    .find("not a timestamp") != std::string::npos);
        QVERIFY(problemsOf(R"({"arrivals": "poisson", "fields": {"a": {"type": "sequence"}}})")
                    .find("rate above 0") != std::string::npos);
        QVERIFY(problemsOf(R"({"event_time": "b", "fields": {"a": {"type": "timestamp"}}})")
                    .find("no timestamp field `b`") != std::string::npos);
        QVERIFY(
            problemsOf(R"({"fields": {"a": {"type": "timestamp", "nulls": 0.5}}})").find("cannot be NULL") !=
            std::string::npos);
        QVERIFY(problemsOf(R"({"fields": {"a": {"type": "sequnce"}}})").find("sequence") !=
                std::string::npos);
    }
};

QTEST_GUILESS_MAIN(tst_generate)
#include "tst_generate.moc"
