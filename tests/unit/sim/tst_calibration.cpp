// SPDX-License-Identifier: Apache-2.0
//
// What is noted about a calibration, what forecasts say they rest on, and the hand-off that it fits.
#include "engine/graph/json_reader.h"
#include "engine/sim/forecast_error.h"
#include "tests/support/sim_run.h"

#include <QtTest/QtTest>

#include <boost/json/parse.hpp>
#include <cmath>

using namespace millrace;
using namespace millrace::test;
using sim::Calibration;
using sim::HoldOut;

namespace {

constexpr MonotonicNs kMs = 1'000'000;

Calibration whole() {
    Calibration calibration;
    calibration.run = "r1";
    calibration.at = "2026-11-23T04:00:00Z";
    calibration.machine = {{"effective_cores", 1.9}, {"noisy", false}};
    calibration.range = {8, {{"server", 2}}, 100, 800};
    calibration.holdOut = HoldOut{0.01, 0.031, 0.2, {0.5, 0.85}};
    return calibration;
}

/// Poisson arrivals at one server, whose results stay in its task.
struct OneServer {
    SimPlan plan;
    std::size_t source = 0, server = 0, sink = 0;

    explicit OneServer(double rate, int workers = 1) {
        behaviour::Emit emit;
        emit.arrivals.kind = Arrivals::Kind::Poisson;
        emit.arrivals.rate = rate;
        source = plan.source("source", emit);
        server = plan.server("server", Distribution::exponential(kMs), workers);
        sink = plan.sink("sink");
        plan.wire(source, server);
        plan.fuse(server, sink);
    }
};

} // namespace

class CalibrationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenIsRead() {
        const auto read = sim::readCalibration(sim::toJson(whole()));
        QVERIFY(read.has_value());
        QVERIFY(*read == whole());
        Calibration least;
        least.run = "r2";
        QVERIFY(*sim::readCalibration(sim::toJson(least)) == least);
    }

    void whatIsWrongIsToldByPlace_data() {
        QTest::addColumn<QString>("block");
        QTest::addColumn<QString>("place");
        QTest::newRow("run") << R"({"run": 1})"
                             << "run";
        QTest::newRow("unknown") << R"({"rum": "r1"})"
                                 << "rum";
        QTest::newRow("machine") << R"({"machine": []})"
                                 << "machine";
        QTest::newRow("range") << R"({"range": 8})"
                               << "range";
        QTest::newRow("cores") << R"({"range": {"cores": -1}})"
                               << "range.cores";
        QTest::newRow("rate upside down") << R"({"range": {"rate": {"min": 2, "max": 1}}})"
                                          << "range.rate";
        QTest::newRow("workers") << R"({"range": {"workers": {"a": "two"}}})"
                                 << "range.workers.a";
        QTest::newRow("error") << R"({"hold_out": {"latency_mean": "3 %"}})"
                               << "hold_out.latency_mean";
        QTest::newRow("loads") << R"({"hold_out": {"loads": 0.5}})"
                               << "hold_out.loads";
        QTest::newRow("load") << R"({"hold_out": {"loads": [0.5, "x"]}})"
                              << "hold_out.loads";
    }
    void whatIsWrongIsToldByPlace() {
        QFETCH(QString, block);
        QFETCH(QString, place);
        const auto read = sim::readCalibration(boost::json::parse(block.toStdString()).as_object());
        QVERIFY(!read.has_value());
        QCOMPARE(read.error().items.size(), std::size_t{1});
        QCOMPARE(read.error().items[0].code, std::string("MR4701"));
        QCOMPARE(read.error().items[0].parameter, "simulation.calibration." + place.toStdString());
    }

    void forecastsSayWhatTheyRestOn() {
        sim::SimulationSettings settings = SimPlan::roomy();
        settings.durationNs = 100 * kMs;
        OneServer plan(500, 2);
        const auto said = [&] {
            sim::ForecastOptions options;
            options.replications = 2;
            return linesOf(sim::forecast(plan.plan.model(settings), options).basis);
        };
        using Lines = std::vector<std::string>;
        QCOMPARE(said(), Lines{"uncalibrated: service times are assumptions"});
        settings.calibration = whole();
        settings.cores = 8.2; // as good as 8
        settings.nodes["server"].time = Distribution::exponential(kMs);
        const std::string first =
            "calibrated from run r1, hold-out error 3.1 % (throughput 1.0 %, p99 20.0 %)";
        QCOMPARE(said(), Lines{first});
        settings.cores = 64;
        QCOMPARE(said(), (Lines{first, "8 -> 64 cores: extrapolation x8"}));
        settings.cores = 8;
        settings.calibration->range.rateMax = 200;
        settings.calibration->range.workers["server"] = 1;
        settings.calibration->holdOut.reset();
        QCOMPARE(said(), (Lines{"calibrated from run r1, no hold-out: how far off forecasts are is not known",
                                "1 -> 2 workers of `server`: extrapolation x2",
                                "200 -> 500 records/s: extrapolation x2.5"}));
    }

    /// A calibration measures nodes on one machine.
    void forecastsNameWhatWasNotMeasured() {
        sim::SimulationSettings settings = SimPlan::roomy();
        settings.calibration = whole();
        settings.durationNs = 100 * kMs;
        settings.cores = 8;
        OneServer plan(500, 2);
        const auto basis = [&] { return sim::basisOf(*plan.plan.model(settings)); };
        using What = ForecastBasis::Assumption::What;
        using Assumptions = std::vector<ForecastBasis::Assumption>;
        QCOMPARE(basis().assumptions, (Assumptions{{What::Times, "server"}}));
        settings.nodes["server"].time = Distribution::exponential(kMs);
        QCOMPARE(basis().assumptions, Assumptions{});
        sim::Site edge;
        edge.name = "edge";
        settings.machine.sites = {edge};
        QCOMPARE(basis().assumptions, Assumptions{}); // nothing runs there
        settings.nodes["source"].place.site = "edge";
        settings.nodes["server"].failures =
            sim::Failures{Distribution::constant(1e12), Distribution::constant(1e9)};
        sim::Link link;
        link.from = "edge";
        link.to = "local";
        settings.machine.links = {link};
        settings.machine.interpreterLock = sim::InterpreterLock{{"server"}};
        settings.machine.slices = sim::TimeSlices{};
        settings.machine.power = sim::Power{5, 10};
        QCOMPARE(basis().assumptions, (Assumptions{{What::Failures, "server"},
                                                   {What::Site, "edge"},
                                                   {What::Link, "edge -> local"},
                                                   {What::Interpreter, ""},
                                                   {What::TimeSlices, ""},
                                                   {What::Power, "local"}}));
        QCOMPARE(
            linesOf(basis()).back(),
            std::string("not calibrated: failures of `server`; site `edge`; link `edge -> local`; lock of "
                        "the interpreter; time slices; power of `local`"));
    }

    /// Instances come and go: they are no workers, which were measured, and less of them no extrapolation.
    void instancesAreNoFewerWorkers() {
        sim::SimulationSettings settings = SimPlan::roomy();
        settings.calibration = whole();
        settings.durationNs = 100 * kMs;
        settings.cores = 8;
        settings.nodes["server"].time = Distribution::exponential(kMs);
        SimPlan plan;
        behaviour::Emit emit;
        emit.arrivals.kind = Arrivals::Kind::Poisson;
        emit.arrivals.rate = 500;
        const std::size_t source = plan.source("source", emit);
        const std::size_t server = plan.server("server", Distribution::exponential(kMs), 2);
        const std::size_t sink = plan.sink("sink");
        plan.wire(source, server);
        plan.wire(server, sink);
        settings.nodes["server"].place.serverless = sim::Serverless{};
        const ForecastBasis basis = sim::basisOf(*plan.model(settings));
        QVERIFY(basis.extrapolations.empty());
        QCOMPARE(basis.assumptions.size(), std::size_t{1});
        QCOMPARE(linesOf(basis).back(), std::string("not calibrated: instances of `server`"));
    }

    void pointsOfASweepRestOnAllTogether() {
        using Extrapolation = ForecastBasis::Extrapolation;
        using Assumption = ForecastBasis::Assumption;
        ForecastBasis all;
        all.calibrated = true;
        all.extrapolations = {{Extrapolation::What::Cores, "", 8, 16}};
        all.assumptions = {{Assumption::What::Link, "a -> b"}};
        ForecastBasis other = all;
        other.extrapolations = {{Extrapolation::What::Workers, "w", 2, 4},
                                {Extrapolation::What::Cores, "", 8, 64}};
        other.assumptions = {{Assumption::What::Times, "w"}, {Assumption::What::Link, "a -> b"}};
        all.unite(other);
        QCOMPARE(all.extrapolations, (std::vector<Extrapolation>{{Extrapolation::What::Cores, "", 8, 64},
                                                                 {Extrapolation::What::Workers, "w", 2, 4}}));
        QCOMPARE(all.assumptions, (std::vector<Assumption>{{Assumption::What::Times, "w"},
                                                           {Assumption::What::Link, "a -> b"}}));
    }

    void whoSleepsIsWokenAfterTheHandOff() {
        SimPlan plan;
        const std::size_t source = plan.source("source", Times{5 * kMs, 6 * kMs, 20 * kMs, 22 * kMs});
        const std::size_t server = plan.server("server", Distribution::constant(2 * kMs));
        const std::size_t sink = plan.sink("sink");
        plan.wire(source, server);
        plan.fuse(server, sink);
        sim::SimulationSettings settings = SimPlan::roomy();
        settings.handOffNs = kMs;
        // The second one comes while it is at work. The last one finds it awake for its hand-off and more.
        const Ran ran(plan.model(settings));
        QCOMPARE(ran.times(sink), (Times{8 * kMs, 10 * kMs, 23 * kMs, 25 * kMs}));
        settings.handOffNs = 0;
        const Ran without(plan.model(settings));
        QCOMPARE(without.times(sink), (Times{7 * kMs, 9 * kMs, 22 * kMs, 24 * kMs}));
    }

    /// M/M/1 whose server needs a set-up D after it was idle: W = 1/(mu - lambda) + (2D + lambda D^2) /
    /// (2 (1 + lambda D)) (P. Welch, "On a generalized M/G/1 queuing process in which the first customer of
    /// each busy period receives exceptional service", 1964).
    void handOffsAreSetUpsOfTheory() {
        sim::SimulationSettings settings = SimPlan::roomy();
        settings.handOffNs = kMs;
        settings.durationNs = 200'000 * kMs;
        sim::ForecastOptions options;
        options.replications = 8;
        OneServer plan(500);
        const sim::Forecast forecast = sim::forecast(plan.plan.model(settings), options);
        const double expected = 1e3 * (2 + (2 * 1 + 0.5 * 1) / (2 * 1.5));
        const auto& latency = forecast.find(sim::Kpi::What::LatencyMean, plan.sink)->interval;
        QVERIFY2(std::abs(latency.mean - expected) < 0.015 * expected,
                 qPrintable(QString::number(latency.mean)));
    }

    void fitsFindTheLeastError() {
        QCOMPARE(sim::fitHandOff([](MonotonicNs ns) { return static_cast<double>(ns); }), MonotonicNs{0});
        const MonotonicNs found =
            sim::fitHandOff([](MonotonicNs ns) { return std::abs(static_cast<double>(ns) - 73'000); });
        QVERIFY2(std::abs(found - 73'000) < 700, qPrintable(QString::number(found)));
    }

    /// The simulator stands in for the engine: what it was told is found again from the latencies alone.
    void handOffsAreFoundAgain() {
        OneServer plan(300);
        const auto figures = [&](MonotonicNs handOff) {
            sim::SimulationSettings settings = SimPlan::roomy();
            settings.handOffNs = handOff;
            settings.durationNs = 20'000 * kMs;
            sim::ForecastOptions options;
            options.replications = 2;
            return sim::sinkFigures(sim::forecast(plan.plan.model(settings), options));
        };
        std::vector<sim::SinkFigures> observed = figures(80'000);
        observed[0].records = 1;
        const MonotonicNs found = sim::fitHandOff(
            [&](MonotonicNs handOff) { return sim::errorOf(observed, figures(handOff)).latencyMean; });
        QVERIFY2(std::abs(found - 80'000) < 2'000, qPrintable(QString::number(found)));
    }

    void errorsAreWeighedByRecords() {
        const std::vector<sim::SinkFigures> observed{{"a", 300, 100, 10, 50}, {"b", 100, 40, 20, 80}};
        const sim::ForecastError error =
            sim::errorOf(observed, {{"b", 0, 44, 20, 40}, {"a", 0, 100, 12, 50}});
        QCOMPARE(error.throughput, 0.025);
        QCOMPARE(error.latencyMean, 0.15);
        QCOMPARE(error.latencyP99, 0.125);
        QCOMPARE(sim::errorOf(observed, {{"a", 0, 100, 10, 50}}).latencyMean, 0.25);
        QCOMPARE(sim::errorOf({}, observed).throughput, 0.0);
    }
};

QTEST_GUILESS_MAIN(CalibrationTest)
#include "tst_calibration.moc"
