// SPDX-License-Identifier: Apache-2.0
//
// `millrace probe` and `millrace calibrate` as people and programs use them. How good the figures are depends
// on the machine and is not asked here: tests/soak/tst_engine_against_simulator.cpp does.
#include "tests/cli/cli_process.h"
#include "tests/cli/run_folder.h"

#include <QtTest/QtTest>

#include <QJsonArray>

using namespace millrace::test;

namespace {

QByteArray waiting(const char* rate = R"("rate": 500, )", const char* more = "") {
    return QByteArray(R"({"millrace": 1, "name": "Waiting", "nodes": {
        "source": {"kind": "generate", "params": {)") +
           rate + R"("arrivals": "poisson", "fields": {"id": {"type": "sequence"}}}},
        "server": {"kind": "work", "params": {"time": "1 ms", "mode": "wait", "distribution": "exponential"},
                   "concurrency": {"executor": "threads"}},
        "end": {"kind": "discard"}},
      "edges": [{"from": "source.out", "to": "server.in"}, {"from": "server.out", "to": "end.in"}])" +
           more + "}";
}

QJsonObject blockIn(const RunFolder& folder) {
    return QJsonDocument::fromJson(folder.read("g.mill")).object()["simulation"].toObject();
}

} // namespace

class CalibrateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void probesTellTheirFigures() {
        const CliResult result = runCli({"probe", "--duration", "200 ms", "--json"});
        QVERIFY2(result.status == 0, result.err);
        const QJsonObject probe = result.json();
        for (const char* figure : {"effective_cores", "hand_off_us", "hand_off_awake_us",
                                   "sleep_overshoot_us", "timer_resolution_ns", "noise"})
            QVERIFY2(probe[figure].isDouble(), figure);
        QCOMPARE(probe["spinning"].toArray()[0].toObject()["threads"].toInt(), 1);
        const CliResult text = runCli({"probe", "--duration", "200 ms"});
        QVERIFY2(text.out.contains("effective cores") && text.out.contains("threads spinning"), text.out);
        QVERIFY2(text.out.contains("noisy: ") || text.out.contains("quiet: "), text.out);
    }

    void graphsAreCalibratedByRunning() {
        RunFolder folder;
        const QString graph = folder.write(
            "g.mill",
            waiting(
                R"("rate": 500, )",
                R"(, "simulation": {"duration": "5 s", "nodes": {"server": {"failures": {"every": "1 h", "repair": "1 s"}}}})"));
        const QByteArray before = folder.read("g.mill");
        const QStringList words{"calibrate", graph, "--probe", "100 ms", "--duration", "1500 ms", "--json"};
        const CliResult looked = runCli(words);
        QVERIFY2(looked.status == 0, looked.err);
        QCOMPARE(folder.read("g.mill"), before); // nothing without --write
        const CliResult result = runCli(words + QStringList{"--write"});
        QVERIFY2(result.status == 0, result.err);

        const QJsonArray runs = result.json()["runs"].toArray();
        QStringList uses;
        for (const QJsonValue& run : runs)
            uses += run["use"].toString();
        QCOMPARE(uses, (QStringList{"service times", "hand-off", "hold-out", "hold-out"}));
        const QJsonObject block = blockIn(folder);
        QCOMPARE(block, result.json()["simulation"].toObject());
        QCOMPARE(block["duration"].toString(), QStringLiteral("5 s"));
        const QJsonObject server = block["nodes"].toObject()["server"].toObject();
        QVERIFY2(server["time"].isObject() || server["time"].isString(), result.out);
        QVERIFY2(server["wait"].toObject().contains("exponential"), result.out);
        QVERIFY(server.contains("failures")); // nobody measures those
        QVERIFY(block["hand_off"].isString());
        QVERIFY(block["cores"].toDouble() > 0);
        const QJsonObject calibration = block["calibration"].toObject();
        QCOMPARE(calibration["run"], runs[0].toObject()["id"]);
        QVERIFY(calibration["machine"].toObject().contains("noisy"));
        QCOMPARE(calibration["hold_out"].toObject()["loads"].toArray().size(), 2);
        QVERIFY(calibration["range"].toObject()["rate"].toObject()["max"].toDouble() >
                calibration["range"].toObject()["rate"].toObject()["min"].toDouble());

        // Every forecast from here on says so.
        const CliResult forecast = runCli({"simulate", graph, "--replications", "2", "--cores", "64"});
        QVERIFY2(forecast.status == 0, forecast.err);
        QVERIFY2(forecast.out.contains("calibrated from run ") && forecast.out.contains("hold-out error ") &&
                     forecast.out.contains("-> 64 cores: extrapolation x"),
                 forecast.out);
        const CliResult sweep = runCli({"sweep", graph, "--vary", "cores=2,4096", "--replications", "2"});
        QVERIFY2(sweep.out.contains("calibrated from run ") && sweep.out.contains("-> 4096 cores"),
                 sweep.out);
    }

    void uncalibratedForecastsSayThatToo() {
        RunFolder folder;
        const QString graph = folder.write("g.mill", waiting());
        const QStringList words{"simulate", graph, "--duration", "1 s", "--replications", "2"};
        QVERIFY(runCli(words).out.contains("uncalibrated: service times are assumptions\n"));
        const QJsonObject basis = runCli(words + QStringList{"--json"}).json()["basis"].toObject();
        QVERIFY(!basis["calibrated"].toBool(true));
        QCOMPARE(basis["text"].toArray().size(), 1);
    }

    void runsThatWereKeptTellTimes() {
        RunFolder folder;
        const QString graph = folder.write("g.mill", waiting()), store = folder.filePath("runs.sqlite");
        const CliResult run = runCli({"run", graph, "--duration", "1500 ms", "--store", store, "--quiet"});
        QVERIFY2(run.status == 0, run.err);
        const CliResult result =
            runCli({"calibrate", graph, "--store", store, "--no-probe", "--write", "--json"});
        QVERIFY2(result.status == 0, result.err);
        QVERIFY2(result.err.contains("MR4751"), result.err); // no hold-out, and said so
        const QJsonObject block = blockIn(folder);
        QVERIFY(block["nodes"].toObject()["server"].toObject().contains("wait"));
        QVERIFY(!block["calibration"].toObject().contains("hold_out"));
        const CliResult forecast = runCli({"simulate", graph, "--duration", "1 s", "--replications", "2"});
        QVERIFY2(forecast.out.contains("no hold-out"), forecast.out);
        const CliResult other = runCli({"calibrate", graph, "--store", store, "--run", "nobody"});
        QVERIFY2(other.status == 1, other.err);
    }

    void wrongWordsAreToldByName_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("said");
        QTest::newRow("run alone") << QStringList{"--run", "r1"} << 2 << "--run goes with --store";
        QTest::newRow("short") << QStringList{"--duration", "1 ms"} << 2 << "--duration: give at least";
        QTest::newRow("both") << QStringList{"--duration", "1 s", "--store", "x"} << 2 << "nothing is run";
        QTest::newRow("no store") << QStringList{"--store", "nowhere.sqlite"} << 1 << "MR5205";
    }
    void wrongWordsAreToldByName() {
        QFETCH(QStringList, words);
        QFETCH(int, status);
        QFETCH(QString, said);
        RunFolder folder;
        const CliResult result = runCli(QStringList{"calibrate", folder.write("g.mill", waiting())} + words);
        QVERIFY2(result.status == status, result.err);
        QVERIFY2(QString::fromUtf8(result.err).contains(said), result.err);
    }

    void wrongBlocksAreToldByPlace() {
        RunFolder folder;
        const QString graph = folder.write(
            "g.mill", waiting(R"("rate": 5, )", ",\n\"simulation\": {\"calibration\": {\"run\": 7}}"));
        const CliResult result = runCli({"simulate", graph, "--duration", "1 s"});
        QVERIFY2(result.status == 3, result.err);
        QVERIFY2(result.err.contains("MR4701") && result.err.contains("g.mill:"), result.err);
    }
};

QTEST_GUILESS_MAIN(CalibrateTest)
#include "tst_calibrate.moc"
