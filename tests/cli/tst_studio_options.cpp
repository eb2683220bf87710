// SPDX-License-Identifier: Apache-2.0
#include <QFileInfo>
#include <QProcess>
#include <QtTest>

/// The command line of the studio, with the real program and no display.
class TestStudioOptions : public QObject {
    Q_OBJECT

    const QString studio_ = QFileInfo(MILLRACE_CLI_PATH).dir().filePath("millrace-studio");
    const QString fleet_ = MILLRACE_SOURCE_DIR "/resources/examples/fleet.mill";

    /// The studio with a home of its own, where nobody has left anything.
    static void startIn(const QTemporaryDir& home, QProcess& process, const QString& program,
                        const QStringList& arguments) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("QT_QPA_PLATFORM", "offscreen");
        for (const char* name : {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
            environment.insert(name, home.path());
        environment.insert("MILLRACE_PLUGINS", "");
        // A thread of Qt that is about to end makes the look for leaks crash; see
        // tests/support/last_threads.cpp. The window's own tests look for them.
        environment.insert("ASAN_OPTIONS", "detect_leaks=0");
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(home.path());
        process.start(program, arguments);
    }

private Q_SLOTS:
    void initTestCase() {
        if (!QFileInfo::exists(studio_)) QSKIP("this build has no studio");
    }

    void wrongUsageExitsWithTwo_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("page") << QStringList{"--page", "chats"} << QByteArray("charts, timeline, peek");
        QTest::newRow("after") << QStringList{"--screenshot", "x.png", "--after", "soon"}
                               << QByteArray("milliseconds");
        QTest::newRow("negative") << QStringList{"--screenshot", "x.png", "--after=-1"}
                                  << QByteArray("milliseconds");
        QTest::newRow("after alone") << QStringList{"--after", "100"} << QByteArray("--screenshot");
        QTest::newRow("select alone") << QStringList{"--select", "trips"} << QByteArray("needs a graph");
        QTest::newRow("select") << QStringList{fleet_, "--screenshot", "x.png", "--select", "trisp"}
                                << QByteArray("did you mean `trips`?");
        QTest::newRow("picture alone") << QStringList{"--picture", "x.png"} << QByteArray("needs a graph");
        QTest::newRow("two pictures") << QStringList{fleet_, "--picture", "x.png", "--screenshot", "x.png"}
                                      << QByteArray("one at a time");
        QTest::newRow("plugin without a file") << QStringList{"--plugin"} << QByteArray("plugin");
        QTest::newRow("plugin") << QStringList{"--plugin", "none.so"} << QByteArray("MR5301");
        QTest::newRow("size of no screen")
            << QStringList{"--screenshot", "x.png", "--size", "99999x99999"} << QByteArray("16384x16384");
        QTest::newRow("size") << QStringList{"--size", "big"} << QByteArray("1440x900");
    }
    void wrongUsageExitsWithTwo() {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, expected);
        QTemporaryDir home;
        QProcess process;
        startIn(home, process, studio_, arguments);
        const bool ended = process.waitForFinished(300'000);
        if (!ended) process.kill();
        QVERIFY2(ended, "it went on in spite of the wrong option");
        const QByteArray said = process.readAllStandardError();
        QCOMPARE(process.exitCode(), 2);
        QVERIFY2(said.contains(expected), said.constData());
        QVERIFY(!QFileInfo::exists(home.filePath("x.png")));
    }

    void aGraphThatCannotBeOpenedIsToldWithItsPlace() {
        QTemporaryDir home;
        QFile cut(home.filePath("cut.mill"));
        QVERIFY(cut.open(QIODevice::WriteOnly) && cut.write("{\"millrace\": 1,\n \"nodes\": {") > 0);
        cut.close();
        for (const char* picture : {"--screenshot", "--picture"}) {
            QProcess process;
            startIn(home, process, studio_, {picture, "x.png", "cut.mill"});
            QVERIFY(process.waitForFinished(300'000));
            const QByteArray said = process.readAllStandardError();
            QCOMPARE(process.exitCode(), 1);
            QVERIFY2(said.contains("[cut.mill:2:"), said.constData());
            QVERIFY(!QFileInfo::exists(home.filePath("x.png")));
        }
    }

    void E21_pictureFromTheCommandLine() {
        QTemporaryDir home;
        QProcess process;
        startIn(home, process, studio_, {"--theme", "light", "--picture", "fleet.svg", fleet_});
        QVERIFY(process.waitForFinished(300'000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        QFile picture(home.filePath("fleet.svg"));
        QVERIFY(picture.open(QIODevice::ReadOnly));
        const QByteArray drawing = picture.readAll();
        QVERIFY(drawing.contains("<svg"));
        QVERIFY(drawing.contains("Bus positions"));
        startIn(home, process, studio_, {"--picture", "fleet.gif", fleet_});
        QVERIFY(process.waitForFinished(300'000));
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("MR7121"));
    }

    void aGraphRunsWithAPlugin() {
        QTemporaryDir home;
        QFile graph(home.filePath("g.mill"));
        QVERIFY(graph.open(QIODevice::WriteOnly));
        graph.write(R"({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"count": 5, "fields": {"id": {"type": "sequence"}}}},
            "pass": {"kind": "toy_pass"},
            "end": {"kind": "ndjson_sink", "params": {"path": "out.ndjson"}}},
            "edges": [{"from": "numbers.out", "to": "pass.in"}, {"from": "pass.out", "to": "end.in"}]})");
        graph.close();
        QProcess studio;
        startIn(home, studio, studio_,
                {"--plugin", MILLRACE_BINARY_DIR "/bin/tests/plugins/test_plugin.so", "--run", "g.mill"});
        QTRY_VERIFY_WITH_TIMEOUT(
            QFileInfo::exists(home.filePath("out.ndjson")) || studio.state() == QProcess::NotRunning,
            300'000);
        studio.kill();
        studio.waitForFinished();
        QVERIFY2(QFileInfo::exists(home.filePath("out.ndjson")), studio.readAllStandardError().constData());
    }
};

QTEST_GUILESS_MAIN(TestStudioOptions)
#include "tst_studio_options.moc"
