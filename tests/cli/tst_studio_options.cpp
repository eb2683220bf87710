// SPDX-License-Identifier: Apache-2.0
#include <QFileInfo>
#include <QProcess>
#include <QtTest>

/// The command line of the studio, with the real program and no display.
class TestStudioOptions : public QObject {
    Q_OBJECT

    const QString studio_ = QFileInfo(MILLRACE_CLI_PATH).dir().filePath("millrace-studio");
    const QString fleet_ = MILLRACE_SOURCE_DIR "/resources/examples/fleet.mill";

private Q_SLOTS:
    void initTestCase() {
        if (!QFileInfo::exists(studio_)) QSKIP("this build has no studio");
    }

    void wrongUsageExitsWithTwo_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("page") << QStringList{"--page", "chats"} << QByteArray("charts, peek");
        QTest::newRow("after") << QStringList{"--screenshot", "x.png", "--after", "soon"}
                               << QByteArray("milliseconds");
        QTest::newRow("negative") << QStringList{"--screenshot", "x.png", "--after=-1"}
                                  << QByteArray("milliseconds");
        QTest::newRow("after alone") << QStringList{"--after", "100"} << QByteArray("--screenshot");
        QTest::newRow("select alone") << QStringList{"--select", "trips"} << QByteArray("needs a graph");
        QTest::newRow("select") << QStringList{fleet_, "--screenshot", "x.png", "--select", "trisp"}
                                << QByteArray("did you mean `trips`?");
        QTest::newRow("size") << QStringList{"--size", "big"} << QByteArray("1440x900");
    }
    void wrongUsageExitsWithTwo() {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, expected);
        QTemporaryDir home;
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("QT_QPA_PLATFORM", "offscreen");
        environment.insert("HOME", home.path());
        environment.insert("XDG_DATA_HOME", home.path());
        environment.insert("XDG_CONFIG_HOME", home.path());
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(home.path());
        process.start(studio_, arguments);
        const bool ended = process.waitForFinished(60'000);
        if (!ended) process.kill();
        QVERIFY2(ended, "it went on in spite of the wrong option");
        const QByteArray said = process.readAllStandardError();
        QCOMPARE(process.exitCode(), 2);
        QVERIFY2(said.contains(expected), said.constData());
        QVERIFY(!QFileInfo::exists(home.filePath("x.png")));
    }
};

QTEST_GUILESS_MAIN(TestStudioOptions)
#include "tst_studio_options.moc"
