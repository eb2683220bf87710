// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/sweep.h"
#include "tests/support/sim_plan.h"

#include <QtTest/QtTest>

using namespace millrace;
using namespace millrace::sim;
using millrace::test::SimPlan;

namespace {

constexpr double kMs = 1e6;

/// Poisson arrivals at `rate` to so many servers of 1 ms, exponential.
std::shared_ptr<const SimModel> servers(int workers, double rate, double seconds = 2) {
    SimPlan plan;
    behaviour::Emit emit;
    emit.arrivals.kind = Arrivals::Kind::Poisson;
    emit.arrivals.rate = rate;
    const auto source = plan.source("source", emit),
               server = plan.server("server", Distribution::exponential(kMs), workers),
               sink = plan.sink("sink");
    plan.wire(source, server, 50).partitioning = Partitioning::LeastLoaded;
    plan.wire(server, sink);
    SimulationSettings settings = SimPlan::roomy();
    settings.durationNs = static_cast<MonotonicNs>(seconds * 1e9);
    return plan.model(settings);
}

/// A wire that fails when it is full, at once.
std::shared_ptr<const SimModel> failing() {
    SimPlan plan;
    behaviour::Emit emit;
    emit.arrivals.kind = Arrivals::Kind::Poisson;
    emit.arrivals.rate = 5000;
    const auto source = plan.source("source", emit),
               server = plan.server("server", Distribution::exponential(kMs)), sink = plan.sink("sink");
    plan.wire(source, server, 3).overflow = OverflowPolicy::Fail;
    plan.wire(server, sink);
    SimulationSettings settings = SimPlan::roomy();
    settings.durationNs = static_cast<MonotonicNs>(1e9);
    return plan.model(settings);
}

ForecastOptions fixed(std::size_t replications, unsigned threads = 1) {
    ForecastOptions options;
    options.replications = replications;
    options.threads = threads;
    return options;
}

std::vector<SweepPoint> pointsOf(std::vector<Forecast> forecasts,
                                 const std::vector<std::vector<std::string>>& values) {
    std::vector<SweepPoint> points;
    for (std::size_t i = 0; i < forecasts.size(); ++i)
        points.push_back({values[i], std::move(forecasts[i])});
    return points;
}

} // namespace

class SweepTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void manyAtOnceGiveWhatEachGivesAlone();
    void roundsUntilPreciseAreThoseOfEachAlone();
    void progressCountsAllOfThem();
    void behindAFailureNothingBegins();
    void cancelledOnesKeepWhatWasThrough();
    void theKneeIsWhereMoreNoLongerPays();
    void stepsHoldTogether();
    void eachValueOfTheSecondSettingIsALine();
    void bothLawsAreFittedWhereWorkersCount();
};

void SweepTest::manyAtOnceGiveWhatEachGivesAlone() {
    const std::vector<std::shared_ptr<const SimModel>> models{servers(1, 900), servers(2, 900),
                                                              servers(3, 900)};
    for (const unsigned threads : {1u, 3u, 8u}) {
        const std::vector<Forecast> found = forecastAll(models, fixed(4, threads));
        QCOMPARE(found.size(), models.size());
        for (std::size_t i = 0; i < models.size(); ++i) {
            const Forecast alone = forecast(models[i], fixed(4));
            QCOMPARE(found[i].fingerprint, alone.fingerprint);
            QCOMPARE(found[i].warmUpNs, alone.warmUpNs);
            QCOMPARE(found[i].replications, std::size_t{4});
            QCOMPARE(found[i].kpis.size(), alone.kpis.size());
            for (std::size_t k = 0; k < alone.kpis.size(); ++k)
                QVERIFY(found[i].kpis[k].values == alone.kpis[k].values); // to the last bit
        }
    }
}

void SweepTest::roundsUntilPreciseAreThoseOfEachAlone() {
    const std::vector<std::shared_ptr<const SimModel>> models{servers(1, 950), servers(2, 300, 10)};
    ForecastOptions options;
    options.precision = 0.05;
    options.most = 40;
    std::vector<Forecast> alone;
    for (const auto& model : models)
        alone.push_back(forecast(model, options));
    QVERIFY(alone[0].replications != alone[1].replications); // one needs more rounds
    options.threads = 4;
    std::size_t rounds = 0;
    options.onRound = [&](std::size_t, const Forecast& soFar) {
        ++rounds;
        QVERIFY(!soFar.kpis.empty());
    };
    const std::vector<Forecast> found = forecastAll(models, options);
    QVERIFY(rounds > 2);
    for (std::size_t i = 0; i < models.size(); ++i) {
        QCOMPARE(found[i].replications, alone[i].replications);
        QCOMPARE(found[i].fingerprint, alone[i].fingerprint);
    }
}

void SweepTest::progressCountsAllOfThem() {
    ForecastOptions options = fixed(5, 4);
    std::vector<std::size_t> done;
    options.onProgress = [&](std::size_t now, std::size_t planned) {
        done.push_back(now);
        QCOMPARE(planned, std::size_t{15});
    };
    (void)forecastAll({servers(1, 500), servers(2, 500), servers(3, 500)}, options);
    QCOMPARE(done.size(), std::size_t{15});
    QVERIFY(std::is_sorted(done.begin(), done.end()));
    QCOMPARE(done.back(), std::size_t{15});
}

void SweepTest::behindAFailureNothingBegins() {
    const std::vector<std::shared_ptr<const SimModel>> models{servers(1, 500), failing(), servers(2, 500)};
    for (const unsigned threads : {1u, 4u}) {
        const std::vector<Forecast> found = forecastAll(models, fixed(6, threads));
        QCOMPARE(found[0].replications, std::size_t{6});
        QVERIFY(!found[0].diagnostics.hasErrors());
        QCOMPARE(found[1].replications, std::size_t{1});
        QVERIFY(found[1].diagnostics.hasErrors());
    }
    // One thread has not begun the last one; several may have.
    QCOMPARE(forecastAll(models, fixed(6))[2].replications, std::size_t{0});
}

void SweepTest::cancelledOnesKeepWhatWasThrough() {
    ForecastOptions options = fixed(3);
    bool stop = false;
    options.onProgress = [&](std::size_t done, std::size_t) { stop = done == 3; };
    options.cancelled = [&] { return stop; };
    const std::vector<Forecast> found = forecastAll({servers(1, 500), servers(2, 1e6, 1e6)}, options);
    QCOMPARE(found[0].replications, std::size_t{3});
    QVERIFY(!found[0].cancelled && !found[0].kpis.empty());
    // The first replication of the second one would go on for ever.
    ForecastOptions shortly = fixed(3);
    shortly.cancelled = [] { return true; };
    const std::vector<Forecast> none = forecastAll({servers(2, 1e6, 1e6), servers(1, 500)}, shortly);
    QVERIFY(none[0].cancelled && none[0].kpis.empty());
    QVERIFY(none[1].kpis.empty());
}

void SweepTest::theKneeIsWhereMoreNoLongerPays() {
    std::vector<std::shared_ptr<const SimModel>> models;
    std::vector<std::vector<std::string>> values;
    for (int workers = 1; workers <= 5; ++workers) {
        models.push_back(servers(workers, 2800));
        values.push_back({std::to_string(workers)});
    }
    const auto points = pointsOf(forecastAll(models, fixed(8, 2)), values);
    const SweepFindings findings = studySweep(points, {}, 1);
    QCOMPARE(findings.lines.size(), std::size_t{1});
    QCOMPARE(*findings.lines[0].knee, std::size_t{2}); // three workers take 3,000 a second
    QCOMPARE(findings.steps[0], Step::First);
    QCOMPARE(findings.steps[1], Step::More);
    QVERIFY(findings.steps[4] == Step::NoDifferenceShown || findings.steps[4] == Step::AboutTheSame);
    QVERIFY(!findings.lines[0].usl && !findings.lines[0].amdahl);
}

/// Four statements: each interval is that of 1 - 0.05 / 4.
void SweepTest::stepsHoldTogether() {
    std::vector<std::shared_ptr<const SimModel>> models;
    std::vector<std::vector<std::string>> values;
    for (int workers = 1; workers <= 5; ++workers) {
        models.push_back(servers(workers, 2800));
        values.push_back({std::to_string(workers)});
    }
    const auto points = pointsOf(forecastAll(models, fixed(6)), values);
    const SweepFindings findings = studySweep(points, {}, 1);
    QCOMPARE(findings.comparisons, std::size_t{4});
    const auto& values1 = points[1].forecast.find(Kpi::What::Throughput, findings.sink)->values;
    const auto& values0 = points[0].forecast.find(Kpi::What::Throughput, findings.sink)->values;
    const double alone = compare(values1, values0).difference.halfWidth;
    const double together = findings.throughput[1]->difference.halfWidth;
    QVERIFY(std::abs(together / alone - studentTFactor(1 - 0.05 / 4, 5) / studentTFactor(0.95, 5)) < 1e-9);
}

void SweepTest::eachValueOfTheSecondSettingIsALine() {
    std::vector<std::shared_ptr<const SimModel>> models;
    std::vector<std::vector<std::string>> values;
    for (const int workers : {1, 2, 3})
        for (const int rate : {800, 2500}) {
            models.push_back(servers(workers, rate));
            values.push_back({std::to_string(workers), std::to_string(rate)});
        }
    const auto points = pointsOf(forecastAll(models, fixed(6, 2)), values);
    const SweepFindings findings = studySweep(points, {}, 1);
    QCOMPARE(findings.lines.size(), std::size_t{2});
    QCOMPARE(findings.lines[0].value, std::string("800"));
    QCOMPARE(findings.lines[1].points, (std::vector<std::size_t>{1, 3, 5}));
    QCOMPARE(findings.comparisons, std::size_t{4});
    QVERIFY(!findings.lines[0].knee);         // one worker is enough for 800
    QCOMPARE(findings.steps[1], Step::First); // of its line
    QCOMPARE(findings.steps[3], Step::More);  // 2 against 1 worker at 2,500
    QVERIFY(findings.steps[2] != Step::More); // 2 against 1 worker at 800
}

void SweepTest::bothLawsAreFittedWhereWorkersCount() {
    std::vector<std::shared_ptr<const SimModel>> models;
    std::vector<std::vector<std::string>> values;
    std::vector<double> workers;
    for (int n = 1; n <= 6; ++n) {
        models.push_back(servers(n, 20'000));
        values.push_back({std::to_string(n)});
        workers.push_back(n);
    }
    const auto points = pointsOf(forecastAll(models, fixed(5, 2)), values);
    const SweepLine line = studySweep(points, workers, 1).lines.front();
    for (const auto& law : {line.usl, line.amdahl}) {
        QVERIFY(law && law->fit.usable());
        QVERIFY2(law->fit.law.sigma < 0.05, qPrintable(QString::number(law->fit.law.sigma)));
        QCOMPARE(law->fit.axisEnd(), 24.0);
        QCOMPARE(law->band.front().workers, 1.0);
        QCOMPARE(law->band.back().workers, 24.0);
        for (const BandPoint& point : law->band)
            QVERIFY(point.low <= point.high);
    }
    QCOMPARE(line.amdahl->fit.law.kappa, 0.0);
}

QTEST_GUILESS_MAIN(SweepTest)
#include "tst_sweep.moc"
