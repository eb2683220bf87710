// SPDX-License-Identifier: Apache-2.0
//
// `millrace simulate` and `millrace sweep` as people and programs use them.
#include "tests/cli/cli_process.h"
#include "tests/cli/run_folder.h"

#include <QtTest/QtTest>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace millrace::test;

namespace {

const QString kExamples = QStringLiteral(MILLRACE_SOURCE_DIR "/resources/examples/");

/// Poisson arrivals, one server of exponential time with a mean of 1 ms.
QByteArray oneServer(int rate, const char* more = "") {
    return QByteArray(R"({"millrace": 1, "nodes": {
        "source": {"kind": "generate", "params": {"rate": )") +
           QByteArray::number(rate) +
           R"(, "arrivals": "poisson", "fields": {"id": {"type": "sequence"}}}},
        "server": {"kind": "work", "params": {"time": "1 ms", "distribution": "exponential"},
                   "concurrency": {"executor": "threads"}},
        "end": {"kind": "discard"}},
      "edges": [{"from": "source.out", "to": "server.in", "queue": {"capacity": 1000000}},
                {"from": "server.out", "to": "end.in"}])" +
           more + "}";
}

QJsonObject jsonOf(const CliResult& result) { return QJsonDocument::fromJson(result.out).object(); }

QStringList simulate(const QString& graph, const QStringList& more = {}) {
    return QStringList{"simulate", graph, "--json", "--quiet"} + more;
}

} // namespace

class SimulateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void figuresAreThoseOfTheory();
    void threadsChangeNothing();
    void orderOfTheFileAndDisabledNodesChangeNothing();
    void tablesAreForPeople();
    void machinesAreInTheReport();
    void perRecordSaysOfWhichRecords();
    void tiesAreShuffled();
    void eventsAreRecordedAndVerified();
    void sweepsFindTheKnee();
    void experimentsOfTheGraphAreRun();
    void threadsChangeNoSweep();
    void checkReadsExperiments();
    void wrongWordsAreToldByName_data();
    void wrongWordsAreToldByName();
    void wrongSettingsAreToldByPlace_data();
    void wrongSettingsAreToldByPlace();
    void examplesHaveTheirFingerprints_data();
    void examplesHaveTheirFingerprints();
};

void SimulateTest::figuresAreThoseOfTheory() {
    RunFolder folder;
    const CliResult result =
        runCli(simulate(folder.write("g.mill", oneServer(800)), {"--duration", "60s", "--precision", "5%"}));
    QVERIFY2(result.status == 0, result.err);
    const QJsonObject report = jsonOf(result);
    QCOMPARE(report["question"].toString(), QStringLiteral("steady state"));
    QVERIFY(report["precision_reached"].toBool());
    QCOMPARE(report["uncalibrated"].toArray(), QJsonArray({"source"}));
    const QJsonObject latency = report["nodes"].toObject()["end"].toObject()["latency_mean"].toObject();
    // M/M/1: 1 / (mu - lambda) is 5 ms.
    QVERIFY2(std::abs(latency["mean"].toDouble() - 5000) < 400, result.out);
    QCOMPARE(latency["unit"].toString(), QStringLiteral("us"));
    QVERIFY(latency["half_width"].toDouble() < 0.05 * 5000 * 1.1);
    const double busy = report["nodes"].toObject()["server"].toObject()["busy"].toObject()["mean"].toDouble();
    QVERIFY2(std::abs(busy - 0.8) < 0.02, result.out);
}

void SimulateTest::threadsChangeNothing() {
    RunFolder folder;
    const QString graph = folder.write("g.mill", oneServer(900));
    const QStringList usual{"--duration", "5s", "--replications", "6", "--seed", "7"};
    const CliResult one = runCli(simulate(graph, usual + QStringList{"--threads", "1"}));
    const CliResult three = runCli(simulate(graph, usual + QStringList{"--threads", "3"}));
    QVERIFY2(one.status == 0, one.err);
    QVERIFY(!jsonOf(one)["fingerprint"].toString().isEmpty());
    QCOMPARE(three.out, one.out);
    const CliResult other =
        runCli(simulate(graph, {"--duration", "5s", "--replications", "6", "--seed", "8"}));
    QVERIFY(jsonOf(other)["fingerprint"] != jsonOf(one)["fingerprint"]);
}

void SimulateTest::orderOfTheFileAndDisabledNodesChangeNothing() {
    RunFolder folder;
    const QStringList usual{"--duration", "5s", "--replications", "2"};
    const CliResult first = runCli(simulate(folder.write("a.mill", oneServer(900)), usual));
    const QByteArray reordered = R"({"millrace": 1, "nodes": {
        "end": {"kind": "discard"},
        "idle": {"kind": "work", "mode": "disabled", "params": {"time": "1 ms"}},
        "server": {"kind": "work", "params": {"distribution": "exponential", "time": "1 ms"},
                   "concurrency": {"executor": "threads"}},
        "source": {"kind": "generate", "params": {"fields": {"id": {"type": "sequence"}}, "arrivals": "poisson", "rate": 900}}},
      "edges": [{"from": "server.out", "to": "end.in"},
                {"from": "source.out", "to": "server.in", "queue": {"capacity": 1000000}}]})";
    const CliResult second = runCli(simulate(folder.write("b.mill", reordered), usual));
    QVERIFY2(first.status == 0 && second.status == 0, first.err + second.err);
    QCOMPARE(jsonOf(second)["fingerprint"], jsonOf(first)["fingerprint"]);
}

void SimulateTest::tablesAreForPeople() {
    RunFolder folder;
    const CliResult result = runCli({"simulate", folder.write("g.mill", oneServer(500)), "--duration", "10s",
                                     "--replications", "3", "--report", folder.filePath("out.json")});
    QVERIFY2(result.status == 0, result.err);
    for (const char* part : {"steady state, 3 replications of 10 s", "sink", "throughput", "p99", "server",
                             "source.out->server.in", "not calibrated", "fingerprint "})
        QVERIFY2(result.out.contains(part), result.out + part);
    QVERIFY2(result.err.contains("offered load: 500 records/s; `server` 50 %"), result.err);
    QVERIFY(QJsonDocument::fromJson(folder.read("out.json")).object().contains("fingerprint"));
}

/// The source far away, and the server in instances that are paid by the record.
void SimulateTest::machinesAreInTheReport() {
    RunFolder folder;
    const char* const machines = R"(, "simulation": {
        "duration": "60 s", "cores": 2, "power": {"idle": 10, "max": 30}, "core_hour": 0.5,
        "sites": {"edge": {"cores": 1}},
        "links": [{"from": "edge", "to": "local", "latency": "20 ms", "bandwidth": "1 MB/s", "record_bytes": 500}],
        "nodes": {"source": {"site": "edge"},
                  "server": {"serverless": {"cold_start": "5 ms", "per_invocation": 0.002}}}})";
    const QString graph = folder.write("g.mill", oneServer(800, machines));
    const CliResult result = runCli(simulate(graph, {"--replications", "3"}));
    QVERIFY2(result.status == 0, result.err);
    const QJsonObject report = jsonOf(result);
    const auto mean = [&](const char* group, const char* place, const char* figure) {
        const QJsonObject all = report[group].toObject();
        const QJsonObject figures = *place != '\0' ? all[place].toObject() : all;
        return figures[figure].toObject()["mean"].toDouble(-1);
    };
    const double busy = mean("links", "edge -> local", "busy");
    QVERIFY2(busy > 0.3 && busy < 0.45, result.out); // 800 * 500 bytes of 1 MB, in batches
    QVERIFY2(mean("edges", "source.out->server.in", "transit") > 20'500, result.out);
    QVERIFY2(mean("sites", "local", "power") >= 10, result.out);
    QVERIFY2(mean("sites", "edge", "cores") >= 0, result.out);
    QVERIFY2(mean("nodes", "server", "cold_starts") > 0, result.out);
    QVERIFY2(std::abs(mean("run", "", "cost_per_hour") - 1 - 800 * 3600 * 0.002) < 120, result.out);
    QVERIFY2(mean("run", "", "energy_per_record") > 10.0 / 900, result.out);

    const CliResult tables = runCli({"simulate", graph, "--replications", "2"});
    for (const char* const head :
         {"transit", "cold starts", "cores at work", "edge -> local", "energy per record"})
        QVERIFY2(tables.out.contains(head), tables.out);
    QVERIFY2(!tables.out.contains("e+0") && !tables.out.contains("e-0"), tables.out);
    QVERIFY2(tables.err.contains("link edge -> local: 40 %"), tables.err);

    // What runs in one task cannot be in two places.
    const QByteArray apart =
        oneServer(800, R"(, "simulation": {"sites": {"edge": {}}, "nodes": {"end": {"site": "edge"}}})");
    const CliResult fused = runCli(simulate(folder.write("h.mill", apart)));
    QCOMPARE(fused.status, 3);
    QVERIFY2(fused.err.contains("MR4713") && fused.err.contains("queue"), fused.err);
}

void SimulateTest::perRecordSaysOfWhichRecords() {
    const CliResult result =
        runCli({"simulate", kExamples + "serverless.mill", "--replications", "2", "--duration", "1 min"});
    QVERIFY2(result.status == 0, result.err);
    QVERIFY2(result.out.contains("per record: of those that came to `done`"), result.out);
    const QJsonObject run = jsonOf(runCli(
        simulate(kExamples + "serverless.mill", {"--replications", "2", "--duration", "1 min"})))["run"]
                                .toObject();
    for (const char* const figure : {"energy_per_record", "carbon_per_record", "cost_per_million_records"})
        QCOMPARE(run[figure].toObject()["records_of"].toArray(), QJsonArray{"done"});
    QVERIFY(!run["cost_per_hour"].toObject().contains("records_of"));
}

/// Two nodes that need one lock at the same moments.
static const char* const kInStep = R"({"millrace": 1, "nodes": {
    "x": {"kind": "generate", "params": {"rate": 50, "count": 500, "fields": {"id": {"type": "sequence"}}}},
    "y": {"kind": "generate", "params": {"rate": 50, "count": 500, "fields": {"id": {"type": "sequence"}}}},
    "a": {"kind": "work", "params": {"mode": "lock", "time": "5 ms", "resource": "r"}, "concurrency": {"executor": "threads"}},
    "b": {"kind": "work", "params": {"mode": "lock", "time": "5 ms", "resource": "r"}, "concurrency": {"executor": "threads"}},
    "c": {"kind": "discard"}, "d": {"kind": "discard"}},
    "edges": [{"from": "x.out", "to": "a.in", "queue": {"capacity": 100}}, {"from": "y.out", "to": "b.in", "queue": {"capacity": 100}},
              {"from": "a.out", "to": "c.in"}, {"from": "b.out", "to": "d.in"}]})";

void SimulateTest::tiesAreShuffled() {
    RunFolder folder;
    const QString graph = folder.write("ties.mill", kInStep);
    const CliResult inOrder = runCli({"simulate", graph, "--replications", "4"}),
                    shuffled = runCli({"simulate", graph, "--replications", "4", "--shuffle-ties"});
    QVERIFY2(inOrder.status == 0 && shuffled.status == 0, shuffled.err);
    QVERIFY2(!inOrder.err.contains("MR4760"), inOrder.err);
    QVERIFY2(shuffled.err.contains("MR4760"), shuffled.err);
    const CliResult alone = runCli({"simulate", folder.write("one.mill", oneServer(500)), "--replications",
                                    "4", "--duration", "2 s", "--shuffle-ties"});
    QVERIFY2(alone.status == 0 && !alone.err.contains("MR4760"), alone.err);
}

void SimulateTest::eventsAreRecordedAndVerified() {
    RunFolder folder;
    const QString graph = kExamples + "edge-to-cloud.mill", record = folder.filePath("events.txt");
    const CliResult recorded = runCli({"simulate", graph, "--duration", "20 s", "--record", record});
    QVERIFY2(recorded.status == 0, recorded.err);
    const CliResult verified = runCli({"simulate", graph, "--duration", "20 s", "--verify", record});
    QVERIFY2(verified.status == 0, verified.err);
    QVERIFY2(verified.out.contains("events are as recorded"), verified.out);
    const CliResult other =
        runCli({"simulate", graph, "--duration", "20 s", "--set", "reduce.time=21 ms", "--verify", record});
    QCOMPARE(other.status, 1);
    QVERIFY2(other.err.contains("MR4763") && other.err.contains("is another one: recorded"), other.err);
    const CliResult none =
        runCli({"simulate", graph, "--duration", "20 s", "--verify", folder.filePath("no.txt")});
    QCOMPARE(none.status, 1);
    QVERIFY2(none.err.contains("MR5201"), none.err);
    // What cannot be done at once is not done by halves, and the graph is not written over.
    for (const QStringList& more : {QStringList{"--record", graph},
                                    {"--record", record, "--json"},
                                    {"--record", record, "--verify", record}}) {
        const CliResult refused = runCli(QStringList{"simulate", graph} + more);
        QVERIFY2(refused.status == 2 && refused.err.contains("MR5102"), refused.err);
    }
}

void SimulateTest::sweepsFindTheKnee() {
    RunFolder folder;
    const CliResult result =
        runCli({"sweep", folder.write("g.mill", oneServer(1800)), "--vary", "server.workers=1..4",
                "--duration", "5s", "--replications", "5", "--cores", "16", "--json"});
    QVERIFY2(result.status == 0, result.err);
    const QJsonObject report = jsonOf(result);
    QCOMPARE(report["points"].toArray().size(), 4);
    QCOMPARE(report["knee"].toString(), QStringLiteral("2"));
    const QJsonObject last = report["points"].toArray()[3].toObject();
    const QString step = last["than_before"].toObject()["throughput"].toString();
    QVERIFY2(step == "no difference shown" || step == "about the same", qPrintable(step));
    const CliResult table = runCli({"sweep", folder.filePath("g.mill"), "--vary", "cores=1,2", "--vary",
                                    "source.rate=100,200", "--duration", "1s", "--replications", "2"});
    QVERIFY2(table.status == 0, table.err);
    QVERIFY2(table.out.count('\n') >= 7 && table.out.contains("source.rate"), table.out);
    QVERIFY2(table.err.contains("4 points, 8 replications") &&
                 table.err.contains("offered load: at most 20 %, at `cores`"),
             table.err);
}

const char* const kExperiments = R"(, "simulation": {"cores": 16, "experiments": [
  {"name": "workers", "vary": {"server.workers": "1..6"}, "replications": 4, "duration": "2 s"},
  {"name": "both", "vary": {"server.workers": [1, 2], "source.rate": "200,900"}, "replications": 3,
   "duration": "1 s"}]})";

void SimulateTest::experimentsOfTheGraphAreRun() {
    RunFolder folder;
    const QString graph = folder.write("g.mill", oneServer(1800, kExperiments));
    const CliResult result = runCli({"sweep", graph, "--experiment", "workers", "--json"});
    QVERIFY2(result.status == 0, result.err);
    const QJsonObject report = jsonOf(result);
    QCOMPARE(report["experiment"].toString(), QStringLiteral("workers"));
    QCOMPARE(report["points"].toArray().size(), 6);
    QCOMPARE(report["comparisons"].toInt(), 5);
    QCOMPARE(report["knee"].toString(), QStringLiteral("2"));
    const QJsonObject forecast = report["points"].toArray()[2].toObject()["forecast"].toObject();
    QCOMPARE(forecast["replications"].toInt(), 4);
    QCOMPARE(forecast["duration_s"].toDouble(), 2.0);
    // Both laws, as a diagnostic that ends at four times the largest number of workers.
    for (const char* law : {"usl", "amdahl"}) {
        const QJsonObject fit = report[law].toObject();
        QCOMPARE(fit["holds_up_to"].toDouble(), 24.0);
        QVERIFY(!fit["band"].toArray().isEmpty());
    }
    QCOMPARE(report["amdahl"].toObject()["kappa"].toDouble(), 0.0);
    // The same as with --vary.
    const CliResult varied = runCli({"sweep", graph, "--vary", "server.workers=1..6", "--replications", "4",
                                     "--duration", "2s", "--json"});
    QVERIFY(jsonOf(varied)["points"] == report["points"]);

    const CliResult table = runCli({"sweep", graph, "--experiment", "both"});
    QVERIFY2(table.status == 0, table.err);
    QVERIFY2(table.out.contains("source.rate") && table.out.contains("(Bonferroni)"), table.out);
    QVERIFY2(table.out.contains("scalability at source.rate = 200: a diagnostic"), table.out);
    const CliResult missing = runCli({"sweep", graph, "--experiment", "worker"});
    QCOMPARE(missing.status, 2);
    QVERIFY2(missing.err.contains("did you mean `workers`"), missing.err);
    QCOMPARE(runCli({"sweep", graph, "--experiment", "both", "--vary", "cores=1,2"}).status, 2);
}

void SimulateTest::threadsChangeNoSweep() {
    RunFolder folder;
    const QString graph = folder.write("g.mill", oneServer(1800, kExperiments));
    const CliResult one = runCli({"sweep", graph, "--experiment", "both", "--json", "--threads", "1"});
    const CliResult five = runCli({"sweep", graph, "--experiment", "both", "--json", "--threads", "5"});
    QVERIFY2(one.status == 0, one.err);
    QCOMPARE(five.out, one.out);
}

void SimulateTest::checkReadsExperiments() {
    RunFolder folder;
    QCOMPARE(runCli({"check", folder.write("g.mill", oneServer(500, kExperiments))}).status, 0);
    const CliResult wrong = runCli({"check", folder.write("w.mill", oneServer(500, R"(,
  "simulation": {"experiments": [
    {"name": "a", "vary": {"sever.workers": "1..4"}}]})"))});
    QCOMPARE(wrong.status, 3);
    QVERIFY2(wrong.err.contains("MR4732") && wrong.err.contains("did you mean `server`"), wrong.err);
    QVERIFY2(wrong.err.contains("w.mill:9:"), wrong.err);
    // Experiments change nothing in what a simulation gives.
    const QStringList usual{"--duration", "1s", "--replications", "2", "--cores", "16"};
    const CliResult with = runCli(simulate(folder.filePath("g.mill"), usual));
    const CliResult without = runCli(simulate(folder.write("n.mill", oneServer(500)), usual));
    QVERIFY(!jsonOf(with)["fingerprint"].toString().isEmpty());
    QCOMPARE(jsonOf(with)["fingerprint"], jsonOf(without)["fingerprint"]);
}

void SimulateTest::wrongWordsAreToldByName_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("said");
    QTest::newRow("cores") << QStringList{"simulate", "g.mill", "--cores", "0"} << "--cores";
    QTest::newRow("precision") << QStringList{"simulate", "g.mill", "--precision", "much"} << "--precision";
    QTest::newRow("replications") << QStringList{"simulate", "g.mill", "--replications", "0"}
                                  << "--replications";
    QTest::newRow("nothing to vary") << QStringList{"sweep", "g.mill"} << "--vary";
    QTest::newRow("no values") << QStringList{"sweep", "g.mill", "--vary", "cores="} << "--vary";
    QTest::newRow("three settings") << QStringList{"sweep",  "g.mill", "--vary", "a=1",
                                                   "--vary", "b=1",    "--vary", "c=1"}
                                    << "one --vary";
    QTest::newRow("unknown node") << QStringList{"sweep",      "g.mill", "--vary", "sever.workers=1,2",
                                                 "--duration", "1s"}
                                  << "did you mean `server`";
    QTest::newRow("unknown wire") << QStringList{"sweep",      "g.mill",
                                                 "--vary",     "source.out->x.in.capacity=1,2",
                                                 "--duration", "1s"}
                                  << "there is no wire";
    QTest::newRow("half a worker") << QStringList{"sweep",      "g.mill", "--vary", "server.workers=0.5",
                                                  "--duration", "1s"}
                                   << "no whole number";
    QTest::newRow("unknown parameter")
        << QStringList{"sweep", "g.mill", "--vary", "server.tme=1,2", "--duration", "1s"} << "MR1401";
}

void SimulateTest::wrongWordsAreToldByName() {
    QFETCH(QStringList, words);
    QFETCH(QString, said);
    RunFolder folder;
    words[1] = folder.write("g.mill", oneServer(500));
    const CliResult result = runCli(words);
    QVERIFY2(result.status == 2, result.err);
    QVERIFY2(QString::fromUtf8(result.err).contains(said), result.err);
}

void SimulateTest::wrongSettingsAreToldByPlace_data() {
    QTest::addColumn<QString>("block");
    QTest::addColumn<QStringList>("said");
    QTest::newRow("no end") << "{}" << QStringList{"MR4704", "source", "duration"};
    QTest::newRow("cores") << R"({"cores": "many"})" << QStringList{"MR4701", "simulation.cores", "g.mill:"};
    QTest::newRow("law") << R"({"duration": "1 s", "nodes": {"server": {"time": {"exponental": "1 ms"}}}})"
                         << QStringList{"MR4702", "exponential", "simulation.nodes.server.time"};
    QTest::newRow("quantiles")
        << R"({"duration": "1 s", "nodes": {"server": {"time": {"quantiles": ["2 ms", "1 ms"]}}}})"
        << QStringList{"MR4702", "must rise"};
    QTest::newRow("port") << R"({"duration": "1 s", "nodes": {"server": {"shares": {"aut": 1}}}})"
                          << QStringList{"MR4701", "`aut`"};
    QTest::newRow("rate of a stage") << R"({"duration": "1 s", "nodes": {"server": {"rate": 10}}})"
                                     << QStringList{"MR4701", "is no source"};
}

void SimulateTest::wrongSettingsAreToldByPlace() {
    QFETCH(QString, block);
    QFETCH(QStringList, said);
    RunFolder folder;
    const QByteArray more = ",\n\"simulation\": " + block.toUtf8();
    const CliResult result = runCli({"simulate", folder.write("g.mill", oneServer(500, more.constData()))});
    QVERIFY2(result.status == 3, result.err);
    for (const QString& part : said)
        QVERIFY2(QString::fromUtf8(result.err).contains(part), result.err + part.toUtf8());
}

void SimulateTest::examplesHaveTheirFingerprints_data() {
    QTest::addColumn<QString>("expected");
    QFile file(QStringLiteral(MILLRACE_TEST_DATA "/cli/fingerprints.txt"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QStringList named;
    while (!file.atEnd()) {
        const QList<QByteArray> words = file.readLine().trimmed().split(' ');
        if (words.size() < 2 || words[0].startsWith('#')) continue;
        named.push_back(words[0]);
        QTest::newRow(words[0]) << QString(words[1]);
    }
    QCOMPARE(named, QDir(kExamples).entryList({"*.mill"}, QDir::Files, QDir::Name)); // all of them
}

/// A change here means that the simulator, the planner or a node's model does something else than before: on
/// purpose, or not.
void SimulateTest::examplesHaveTheirFingerprints() {
    QFETCH(QString, expected);
    const CliResult result =
        runCli(simulate(kExamples + QTest::currentDataTag(), {"--replications", "2", "--duration", "2s"}));
    QVERIFY2(result.status == 0, result.err);
    QCOMPARE(jsonOf(result)["fingerprint"].toString(), expected);
}

QTEST_GUILESS_MAIN(SimulateTest)
#include "tst_simulate.moc"
