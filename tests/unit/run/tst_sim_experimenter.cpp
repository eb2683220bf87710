// SPDX-License-Identifier: Apache-2.0
#include "app/shared/build_registry.h"
#include "app/shared/sim_experimenter.h"

#include <QtTest/QtTest>

#include <atomic>
#include <cmath>
#include <map>

using namespace millrace;

namespace {

/// Poisson arrivals to one server of exponential time with a mean of 1 ms.
GraphFile oneServer(const std::string& server = "work", const std::string& more = "") {
    return parseGraph(R"({"millrace": 1, "nodes": {
  "source": {"kind": "generate", "params": {"rate": 500, "arrivals": "poisson",
    "fields": {"id": {"type": "sequence"}}}},
  "server": {"kind": ")" +
                      server + R"(", "params": {"time": "1 ms", "distribution": "exponential"},
    "concurrency": {"executor": "threads"}},
  "end": {"kind": "discard"}},
"edges": [{"from": "source.out", "to": "server.in", "queue": {"capacity": 100000}},
          {"from": "server.out", "to": "end.in"}],
"simulation": {"cores": 8, "duration": "4 s")" +
                      more + "}}")
        .value();
}

Experiment workers(const std::string& range) {
    Experiment experiment;
    experiment.name = "workers";
    experiment.vary = {{"server.workers", range, valuesIn(range).value()}};
    experiment.replications = 4;
    return experiment;
}

} // namespace

class SimExperimenterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aForecastTellsFiguresWithTheirPrecision();
    void progressTellsWhatIsKnownSoFar();
    void threadsChangeNoForecast();
    void requestsGoBeforeTheGraph();
    void experimentsTellPointsLinesAndLaws();
    void settingsOfTheRequestHoldAtEveryPoint();
    void figuresSayWhatTheyRestOn();
    void pointsAreToldAsTheyAreDone();
    void theOutlookTellsHowLongItTakes();
    void theOutlookOfAnExperimentIsOfAllItsPoints();
    void cancelledOnesSaySo();
    void whatIsWrongHasItsPlace();

private:
    SimExperimenter experimenter_{buildRegistry()};
};

void SimExperimenterTest::aForecastTellsFiguresWithTheirPrecision() {
    const GraphFile file = oneServer();
    ForecastRequest request;
    request.precision = 0.05;
    const ForecastOutcome found =
        experimenter_.forecast({file.document, "g.mill", file.positions}, request, {});
    QVERIFY2(found.figures, toText(found.diagnostics).c_str());
    QVERIFY(found.precisionReached && found.steadyState && !found.cancelled);
    const ForecastFigures& figures = *found.figures;
    QCOMPARE(figures.sink, std::string("end"));
    QCOMPARE(figures.busiest, std::string("server"));
    QVERIFY(figures.replications >= 10);
    QVERIFY(std::abs(figures.throughput.mean - 500) < 15);
    QVERIFY(figures.throughput.relative() <= 0.05 && figures.latencyUs->relative() <= 0.05);
    // M/M/1: the mean is 1 / (mu - lambda), 2 ms; of the 99th percentile ln(100) times that.
    QVERIFY2(std::abs(figures.latencyUs->mean - 2000) < 200,
             qPrintable(QString::number(figures.latencyUs->mean)));
    QVERIFY(std::abs(figures.p99Us->mean - 9210) < 1400);
    QVERIFY(std::abs(figures.busy.mean - 0.5) < 0.03);
    QVERIFY(found.events > 0 && found.virtualSeconds > 4 && found.fingerprint.size() == 16);
    QCOMPARE(found.uncalibrated, std::vector<std::string>{"source"});
}

void SimExperimenterTest::progressTellsWhatIsKnownSoFar() {
    const GraphFile file = oneServer();
    ForecastRequest request;
    request.precision = 0.02; // takes more than one round
    request.threads = 3;
    std::size_t reports = 0, withFigures = 0, last = 0;
    ForecastControl control;
    control.onProgress = [&](const ForecastProgress& progress) {
        ++reports;
        QVERIFY(progress.done >= last && progress.done <= progress.planned);
        QVERIFY(progress.secondsLeft >= 0);
        last = progress.done;
        if (!progress.soFar) return;
        ++withFigures;
        QVERIFY(progress.soFar->replications >= 10);
        QVERIFY(progress.soFar->throughput.mean > 400);
    };
    const ForecastOutcome found =
        experimenter_.forecast({file.document, "", file.positions}, request, control);
    QVERIFY(found.figures->replications > 10);
    QCOMPARE(last, found.figures->replications);
    QVERIFY(withFigures > 0 && withFigures < reports); // in the first round nothing is known yet
}

void SimExperimenterTest::threadsChangeNoForecast() {
    const GraphFile file = oneServer();
    ForecastRequest request;
    request.replications = 6;
    request.threads = 1;
    const ForecastOutcome one = experimenter_.forecast({file.document, "", file.positions}, request, {});
    request.threads = 5;
    const ForecastOutcome five = experimenter_.forecast({file.document, "", file.positions}, request, {});
    QCOMPARE(five.fingerprint, one.fingerprint);
    QCOMPARE(five.figures->p99Us->mean, one.figures->p99Us->mean);
    request.seed = 7;
    QVERIFY(experimenter_.forecast({file.document, "", file.positions}, request, {}).fingerprint !=
            one.fingerprint);
}

void SimExperimenterTest::requestsGoBeforeTheGraph() {
    const GraphFile file = oneServer();
    ForecastRequest request;
    request.replications = 2;
    request.durationNs = 1'000'000'000;
    request.cores = 0.5; // half a core for 0.5 of work a second, and a source
    request.overrides = {{"source.rate", 100}};
    const ForecastOutcome found = experimenter_.forecast({file.document, "", file.positions}, request, {});
    QVERIFY2(found.figures, toText(found.diagnostics).c_str());
    QVERIFY(std::abs(found.virtualSeconds - 2) < 0.1);
    QVERIFY(std::abs(found.figures->throughput.mean - 100) < 30);
}

void SimExperimenterTest::experimentsTellPointsLinesAndLaws() {
    const GraphFile file = oneServer();
    Experiment experiment = workers("1..6");
    experiment.durationNs = 2'000'000'000;
    ForecastRequest request;
    request.overrides = {{"source.rate", 1800}};
    std::atomic<std::size_t> done{0};
    ForecastControl control;
    control.onProgress = [&](const ForecastProgress& progress) {
        done = progress.done;
        QCOMPARE(progress.planned, std::size_t{24});
    };
    const ExperimentOutcome found =
        experimenter_.run({file.document, "", file.positions}, experiment, request, control);
    QVERIFY2(!found.diagnostics.hasErrors(), toText(found.diagnostics).c_str());
    QCOMPARE(done.load(), std::size_t{24});
    QCOMPARE(found.points.size(), std::size_t{6});
    QCOMPARE(found.steps, std::size_t{5});
    QCOMPARE(found.points[0].step, SweepStep::First);
    QVERIFY(!found.points[0].thanBefore);
    QCOMPARE(found.points[1].step, SweepStep::More);
    QVERIFY(found.points[1].thanBefore->low() > 0);
    QCOMPARE(*found.lines.front().knee, std::size_t{1});
    QCOMPARE(found.points[5].figures.replications, std::size_t{4});
    for (const auto& law : {found.lines.front().usl, found.lines.front().amdahl}) {
        QVERIFY(law && law->usable());
        QCOMPARE(law->axisEnd, 24.0);
        QCOMPARE(law->curve.back().workers, 24.0);
        QVERIFY(law->curve.back().low <= law->curve.back().high);
    }
    QCOMPARE(found.lines.front().amdahl->kappa, 0.0);
    QCOMPARE(found.uncalibrated, std::vector<std::string>{"source"}); // once, not at every point
}

/// As many replications as the request says, whatever the experiment does.
void SimExperimenterTest::settingsOfTheRequestHoldAtEveryPoint() {
    const GraphFile file = oneServer();
    ForecastRequest request;
    request.replications = 2;
    request.durationNs = 500'000'000;
    const ExperimentOutcome found =
        experimenter_.run({file.document, "", file.positions}, workers("1,2"), request, {});
    for (const ExperimentPoint& point : found.points)
        QCOMPARE(point.figures.replications, std::size_t{2});
    QVERIFY(!found.lines.front().usl->usable()); // two points are too few
    QVERIFY(!found.lines.front().usl->refused.empty());
}

void SimExperimenterTest::figuresSayWhatTheyRestOn() {
    const Experiment experiment = workers("1,4");
    ForecastRequest request;
    request.replications = 2;
    const GraphFile guessed = oneServer();
    QVERIFY(!experimenter_.run({guessed.document, "", guessed.positions}, experiment, request, {})
                 .basis.calibrated);
    QVERIFY(!experimenter_.forecast({guessed.document, "", guessed.positions}, request, {}).basis.calibrated);

    const GraphFile measured = oneServer("work", R"(,
  "nodes": {"server": {"time": {"exponential": "1 ms"}}, "source": {"time": "1 us"}, "end": {"time": "1 us"}},
  "calibration": {"run": "r1", "range": {"cores": 2, "workers": {"server": 2, "source": 1, "end": 1}},
                  "hold_out": {"throughput": 0.01, "latency_mean": 0.031, "latency_p99": 0.2}})");
    const ExperimentOutcome found =
        experimenter_.run({measured.document, "", measured.positions}, experiment, request, {});
    QVERIFY2(!found.diagnostics.hasErrors(), toText(found.diagnostics).c_str());
    const std::vector<std::string> expected{
        "calibrated from run r1, hold-out error 3.1 % (throughput 1.0 %, p99 20.0 %)",
        "2 -> 8 cores: extrapolation x4", "2 -> 1 workers of `server`: extrapolation x2"};
    QCOMPARE(linesOf(found.basis), expected);
    // Known before, too.
    QCOMPARE(
        linesOf(
            experimenter_.outlook({measured.document, "", measured.positions}, &experiment, {}, {}).basis),
        expected);
    // A node that came after the calibration has times that somebody wrote.
    const GraphFile later = oneServer("work", R"(,
  "nodes": {"server": {"time": {"exponential": "1 ms"}}, "source": {"time": "1 us"}, "end": {"time": "1 us"}},
  "calibration": {"run": "r1", "range": {"cores": 2, "workers": {"server": 2, "end": 1}}})");
    const auto basis = experimenter_.forecast({later.document, "", later.positions}, request, {}).basis;
    QCOMPARE(basis.assumptions.size(), std::size_t{1});
    QCOMPARE(basis.assumptions[0].name, std::string("source"));
}

void SimExperimenterTest::pointsAreToldAsTheyAreDone() {
    const GraphFile file = oneServer();
    const Experiment experiment = workers("1..4");
    std::map<std::size_t, ExperimentPoint> told;
    std::size_t toldBeforeTheLast = 0;
    ForecastControl control;
    control.onProgress = [&](const ForecastProgress& progress) {
        if (progress.done == progress.planned) toldBeforeTheLast = told.size();
    };
    control.onPoint = [&](std::size_t point, const ExperimentPoint& soFar) { told[point] = soFar; };
    ForecastRequest request;
    request.threads = 1;
    const ExperimentOutcome found =
        experimenter_.run({file.document, "", file.positions}, experiment, request, control);
    QCOMPARE(toldBeforeTheLast, std::size_t{3}); // the last replication is of the last point
    QCOMPARE(told.size(), std::size_t{4});
    for (const auto& [place, point] : told) {
        QCOMPARE(point.values, found.points[place].values);
        QCOMPARE(point.figures.throughput.mean, found.points[place].figures.throughput.mean);
        QCOMPARE(point.step, SweepStep::First);
    }
}

void SimExperimenterTest::theOutlookTellsHowLongItTakes() {
    const GraphFile file = oneServer();
    const SimulatedGraph graph{file.document, "", file.positions};
    ForecastRequest request;
    request.precision = 0.05;
    const ForecastOutlook coarse = experimenter_.outlook(graph, nullptr, request, {});
    QVERIFY(coarse.known && !coarse.endless);
    QCOMPARE(coarse.busiest, std::string("server"));
    QVERIFY(std::abs(coarse.load - 0.5) < 1e-9);
    // Of M/M/1 at 0.5: 3.7e4 events for 5 %, in rounds of replications of 4 s.
    QVERIFY(std::abs(coarse.eventsWanted - 3.7e4) < 1e3);
    QCOMPARE(coarse.replications, std::size_t{10});
    QVERIFY(coarse.expected > 0.04 && coarse.expected <= 0.051);
    QVERIFY(coarse.seconds > 0 && coarse.events > 10 * 4 * 500);
    QCOMPARE(coarse.virtualSeconds, 40.0);
    request.precision = 0.01;
    const ForecastOutlook fine = experimenter_.outlook(graph, nullptr, request, {});
    QCOMPARE(fine.eventsWanted, coarse.eventsWanted * 25);
    QCOMPARE(fine.replications, std::size_t{320}); // 231 are needed
    request.precision = 0.001;                     // more than there is time for
    const ForecastOutlook most = experimenter_.outlook(graph, nullptr, request, {});
    QCOMPARE(most.replications, std::size_t{320});
    QVERIFY(most.expected > 0.005);
    request.overrides = {{"source.rate", 1200}};
    QVERIFY(experimenter_.outlook(graph, nullptr, request, {}).endless);
}

void SimExperimenterTest::theOutlookOfAnExperimentIsOfAllItsPoints() {
    const GraphFile file = oneServer();
    const SimulatedGraph graph{file.document, "", file.positions};
    const Experiment experiment = workers("1..6");
    const ForecastOutlook outlook = experimenter_.outlook(graph, &experiment, {}, {});
    QCOMPARE(outlook.points, std::size_t{6});
    QCOMPARE(outlook.replications, std::size_t{24});
    QCOMPARE(outlook.precision, 0.0); // so many, whatever comes of it
    QCOMPARE(outlook.virtualSeconds, 24 * 4.0);
    QVERIFY(outlook.expected > 0.06); // of the point with one worker
    const GraphFile faulty = oneServer("wrok");
    QVERIFY(!experimenter_.outlook({faulty.document, "", faulty.positions}, &experiment, {}, {}).known);
}

void SimExperimenterTest::cancelledOnesSaySo() {
    const GraphFile file = oneServer();
    ForecastControl control;
    control.cancelled = [] { return true; };
    ForecastRequest request;
    request.durationNs = std::int64_t{3'600'000'000'000} * 1000;
    const ForecastOutcome forecast =
        experimenter_.forecast({file.document, "", file.positions}, request, control);
    QVERIFY(forecast.cancelled && !forecast.figures);
    const ExperimentOutcome found =
        experimenter_.run({file.document, "", file.positions}, workers("1,2"), request, control);
    QVERIFY(found.cancelled && found.points.empty() && !found.diagnostics.hasErrors());
}

void SimExperimenterTest::whatIsWrongHasItsPlace() {
    const GraphFile faulty = oneServer("wrok");
    const ForecastOutcome forecast =
        experimenter_.forecast({faulty.document, "g.mill", faulty.positions}, {}, {});
    QVERIFY(!forecast.figures && forecast.diagnostics.hasErrors());
    const Diagnostic& d = forecast.diagnostics.items.front();
    QCOMPARE(d.file, std::string("g.mill"));
    QVERIFY(d.line >= 4 && d.line <= 5);

    const GraphFile file = oneServer("work", R"(, "experiments": [
  {"name": "slip", "vary": {"sever.workers": "1,2"}}])");
    const Experiment slip = readExperiments(file.document).list.front();
    const ExperimentOutcome found =
        experimenter_.run({file.document, "g.mill", file.positions}, slip, {}, {});
    QVERIFY(found.points.empty() && found.diagnostics.hasErrors());
    QCOMPARE(found.diagnostics.items.front().code, std::string("MR4732"));
    QCOMPARE(found.diagnostics.items.front().line, 10);
}

QTEST_GUILESS_MAIN(SimExperimenterTest)
#include "tst_sim_experimenter.moc"
