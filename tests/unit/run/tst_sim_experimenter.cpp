// SPDX-License-Identifier: Apache-2.0
#include "app/shared/build_registry.h"
#include "app/shared/sim_experimenter.h"

#include <QtTest/QtTest>

#include <atomic>
#include <cmath>

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
