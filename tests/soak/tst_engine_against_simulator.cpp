// SPDX-License-Identifier: Apache-2.0
//
// The engine against the simulator: the same plans, the same arrivals and the very same service times, one in
// real time and one in virtual time. What differs is what the simulator does not know, or knows wrongly;
// there is no chance in it. Only a quiet machine can tell: the probe says whether this one is.
// One that is not is nearly so for a program that goes before all others (chrt -f 10).
#include "engine/operator/arrivals.h"
#include "engine/runtime/machine_probe.h"
#include "engine/runtime/system_clock.h"
#include "engine/sim/forecast_error.h"
#include "engine/sim/simulation.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"

#include <QtTest/QtTest>

#include <QCoreApplication>
#include <QTemporaryDir>

#include <fmt/format.h>
#include <cmath>
#include <fstream>
#include <thread>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr std::uint64_t kSeed = 42;
constexpr int kRecords = 2'000;
constexpr double kServiceNs = 2e6;
constexpr int kTries = 3; ///< a disturbance of some milliseconds is no finding

struct Pipeline {
    bool cpu = false;
    int stages = 1;
    bool drops = false;
    bool pool = false;
    std::string name() const {
        return fmt::format("{} x {}, {}, {}", cpu ? "cpu" : "wait", stages, drops ? "drop" : "block",
                           pool ? "pool" : "threads");
    }
    int poolWorkers() const { return stages + 2; } ///< one each
    /// Short queues, so that what happens to those that are full matters.
    int capacity() const { return drops ? 8 : 4096; }
};
const std::vector<Pipeline> kPipelines{
    {.cpu = false, .stages = 1},
    {.cpu = false, .stages = 2, .pool = true},
    {.cpu = false, .stages = 3, .drops = true},
    {.cpu = false, .stages = 4},
    {.cpu = false, .stages = 1, .drops = true, .pool = true},
    {.cpu = true, .stages = 1},
    {.cpu = true, .stages = 1, .drops = true, .pool = true},
};
constexpr double kLoads[] = {0.3, 0.5, 0.7, 0.85};

std::string graphOf(const Pipeline& pipeline, const std::string& arrivals) {
    const std::string executor = fmt::format(R"("concurrency": {{"executor": "{}", "batch": {{"size": 1}}}})",
                                             pipeline.pool ? "pool" : "threads");
    const std::string queue = fmt::format(R"("queue": {{"capacity": {}, "overflow": "{}"}})",
                                          pipeline.capacity(), pipeline.drops ? "drop_newest" : "block");
    std::string nodes = fmt::format(
        R"("source": {{"kind": "generate", {}, "params": {{"count": {}, "arrivals": "recorded",
           "arrivals_file": "{}", "fields": {{"id": {{"type": "sequence"}}}}}}}})",
        executor, kRecords, arrivals);
    std::string edges, last = "source";
    for (int i = 0; i < pipeline.stages; ++i) {
        const std::string id = fmt::format("stage{}", i);
        nodes += fmt::format(
            R"(, "{}": {{"kind": "work", {}, "params": {{"mode": "{}", "time": "2 ms", "distribution": "exponential"}}}})",
            id, executor, pipeline.cpu ? "cpu" : "wait");
        edges += fmt::format(R"({{"from": "{}.out", "to": "{}.in", {}}}, )", last, id, queue);
        last = id;
    }
    nodes += fmt::format(R"(, "end": {{"kind": "discard", {}}})", executor);
    edges += fmt::format(R"({{"from": "{}.out", "to": "end.in", {}}})", last, queue);
    return fmt::format(R"({{"millrace": 1, "nodes": {{{}}}, "edges": [{}]}})", nodes, edges);
}

/// The times that the engine's `work` will draw, record by record.
double drawnTime(const std::string& node, std::int64_t record) {
    const std::uint64_t stream = deriveSeed(deriveSeed(kSeed, node), "work", 0);
    return static_cast<double>(
        Distribution::exponential(kServiceNs).drawNs(stream, static_cast<std::uint64_t>(record)));
}
double meanDrawn(const std::string& node, std::int64_t records) {
    double sum = 0;
    for (std::int64_t i = 0; i < records; ++i)
        sum += drawnTime(node, i);
    return records > 0 ? sum / static_cast<double>(records) : 0;
}
Distribution drawnTimes(const std::string& node, double extraNs) {
    std::vector<double> values;
    for (std::int64_t i = 0; i < kRecords; ++i)
        values.push_back(std::max(0.0, drawnTime(node, i) + extraNs));
    return Distribution::trace(std::move(values));
}

} // namespace

class EngineAgainstSimulatorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (!qEnvironmentVariableIsSet("MILLRACE_SOAK_SECONDS"))
            QSKIP("takes minutes; MILLRACE_SOAK_SECONDS=60 ./dev test soak runs it");
        QVERIFY(folder_.isValid());
        probe_ = probeMachine(SystemClock(), {.seconds = 5});
        qInfo("%s",
              fmt::format(
                  "effective cores {:.2f}, hand-off {:.1f} us, sleeps {:.1f} us too long, noise {:.1f} %",
                  probe_.effectiveCores(), probe_.handOffNs.median() / 1e3,
                  probe_.sleepOvershootNs.median() / 1e3, probe_.noise() * 100)
                  .c_str());
        if (probe_.noisy() && !qEnvironmentVariableIsSet("MILLRACE_IGNORE_NOISE"))
            QSKIP(fmt::format("the machine is noisy ({:.0f} %): others are using it, and nothing can be told",
                              probe_.noise() * 100)
                      .c_str());
    }

    void figuresAgree_data() {
        QTest::addColumn<int>("pipeline");
        QTest::addColumn<double>("load");
        for (std::size_t i = 0; i < kPipelines.size(); ++i)
            for (const double load : kLoads)
                QTest::newRow(fmt::format("{}, load {}", kPipelines[i].name(), load).c_str())
                    << static_cast<int>(i) << load;
    }
    void figuresAgree() {
        QFETCH(int, pipeline);
        QFETCH(double, load);
        const Pipeline& what = kPipelines[static_cast<std::size_t>(pipeline)];
        const std::string graph = graphOf(what, recordedArrivals(load));
        RunGraphOptions options;
        options.seed = kSeed;
        options.poolWorkers = what.poolWorkers();
        if (!extras_.contains(what.name()))
            measureExtra(
                what, runGraphText(graphOf(what, recordedArrivals(kLoads[0])), builtinRegistry(), options));
        std::string said;
        for (int attempt = 0; attempt < kTries; ++attempt) {
            const RunOutcome run = runGraphText(graph, builtinRegistry(), options);
            QVERIFY2(run.ok(), run.text().c_str());
            const auto observed = figures(*run.plan, run.frame);
            const auto forecast = simulated(run.plan, what);
            const sim::ForecastError error = sim::errorOf(observed, forecast);
            said = fmt::format(
                "{}: throughput {:.0f}/s, off {:.1f} %; mean {:.0f} us, forecast {:.0f}, off {:.1f} %; "
                "p99 {:.0f} us, forecast {:.0f}, off {:.1f} %",
                QTest::currentDataTag(), observed[0].throughput, error.throughput * 100,
                observed[0].latencyMean, forecast[0].latencyMean, error.latencyMean * 100,
                observed[0].latencyP99, forecast[0].latencyP99, error.latencyP99 * 100);
            qInfo("%s", said.c_str());
            const double mean = load <= 0.7 ? 0.10 : 0.20;
            if (error.throughput <= 0.05 && error.latencyMean <= mean && error.latencyP99 <= 0.25) return;
        }
        // Who begins to use the machine in the midst of it spoils it, too.
        if (probeMachine(SystemClock(), {.seconds = 2}).noisy())
            QSKIP("the machine has become noisy: nothing can be told");
        QFAIL(said.c_str());
    }

private:
    std::string recordedArrivals(double load) const {
        Arrivals::Settings poisson;
        poisson.kind = Arrivals::Kind::Poisson;
        poisson.rate = load * 1e9 / kServiceNs;
        poisson.seed = kSeed;
        Arrivals arrivals(poisson);
        const std::string path = folder_.filePath(QStringLiteral("arrivals%1").arg(load)).toStdString();
        std::ofstream out(path);
        for (int i = 0; i < kRecords; ++i, arrivals.pop())
            out << fmt::format("{:.9f}\n", static_cast<double>(arrivals.next()) / 1e9);
        return path;
    }

    /// What the engine and the system take for a record beside the time that was asked for: measured at the
    /// least load, as a calibration does, and used at all.
    void measureExtra(const Pipeline& pipeline, const RunOutcome& run) {
        std::map<std::string, double>& extra = extras_[pipeline.name()];
        for (std::size_t v = 0; v < run.plan->vertices.size(); ++v) {
            const std::string& node = run.plan->vertices[v].node;
            const NodeMetrics& metrics = run.frame.nodes[v];
            const auto records = static_cast<double>(std::max<std::int64_t>(1, metrics.recordsIn));
            if (node.starts_with("stage"))
                extra[node] = static_cast<double>(metrics.busyNs + metrics.ioNs) / records -
                              meanDrawn(node, metrics.recordsIn);
        }
    }

    static std::vector<sim::SinkFigures> figures(const Plan& plan, const MetricsFrame& frame) {
        std::vector<std::string> ids;
        for (const PlanVertex& vertex : plan.vertices)
            ids.push_back(vertex.node);
        return sim::sinkFigures(plan, ids, MetricsFrame(), frame);
    }

    std::vector<sim::SinkFigures> simulated(const PlanPtr& plan, const Pipeline& pipeline) const {
        sim::SimulationSettings settings;
        settings.cores = probe_.effectiveCores();
        settings.poolWorkers = pipeline.poolWorkers();
        settings.handOffNs = static_cast<MonotonicNs>(probe_.handOffNs.median());
        for (int i = 0; i < pipeline.stages; ++i) {
            const std::string id = fmt::format("stage{}", i);
            if (pipeline.cpu)
                settings.nodes[id].time = drawnTimes(id, extras_.at(pipeline.name()).at(id));
            else
                settings.nodes[id].wait = drawnTimes(id, extras_.at(pipeline.name()).at(id));
        }
        for (const char* id : {"source", "end"})
            settings.nodes[id].time = Distribution(); // a microsecond beside milliseconds
        sim::Simulation simulation(sim::makeSimModel(plan, settings, kSeed).value(), 0);
        simulation.run(INT64_MAX);
        return figures(*plan, simulation.frame());
    }

    QTemporaryDir folder_;
    MachineProbe probe_;
    std::map<std::string, std::map<std::string, double>> extras_; ///< by pipeline and stage, ns
};

int main(int argc, char** argv) {
    qputenv("QTEST_FUNCTION_TIMEOUT", "3600000"); // all loads of all pipelines are one function
    QCoreApplication application(argc, argv);
    EngineAgainstSimulatorTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_engine_against_simulator.moc"
