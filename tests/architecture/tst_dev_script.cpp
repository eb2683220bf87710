// SPDX-License-Identifier: Apache-2.0
// The script `dev` on machines that lack things: it runs in a folder of its own, with stand-ins for the
// programs it calls first in PATH.

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <memory>

namespace {

struct Outcome {
    int status = -1;
    QByteArray text; ///< both outputs
};

} // namespace

class TstDevScript : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        QVERIFY(folder_->isValid());
        QVERIFY(QFile::copy(MILLRACE_SOURCE_DIR "/dev", path("dev")));
        QVERIFY(QDir().mkpath(path("stand_ins")));
        for (const char* program : {"cmake", "ninja", "apt-get", "sudo"})
            standIn(program, "");
        // sudo does as it is told, so that the script takes the same way for root and others.
        standIn("sudo", "exec \"$@\"\n");
    }

    void helpNamesEveryVerb() {
        const Outcome outcome = dev({"help"});
        QCOMPARE(outcome.status, 0);
        for (const char* verb :
             {"run", "build", "test", "bench", "fuzz", "soak", "tsan", "format", "lint", "clean", "help"}) {
            QVERIFY2(outcome.text.contains("\n  " + QByteArray(verb)), verb);
        }
        QCOMPARE(dev({}).text, outcome.text);
    }

    void anUnknownVerbIsWrongUsage() {
        const Outcome outcome = dev({"biuld"});
        QCOMPARE(outcome.status, 2);
        QVERIFY(outcome.text.contains("no verb 'biuld'"));
    }

    void anUnknownPresetIsNamed() {
        const Outcome outcome = dev({"build", "relaese"});
        QCOMPARE(outcome.status, 1);
        QVERIFY(outcome.text.contains("no preset 'relaese'"));
    }

    void nothingIsInstalledWhenNothingIsMissing() {
        havePackages(QByteArray());
        const Outcome outcome = dev({"build", "headless", "millrace"});
        QVERIFY2(outcome.status == 0, outcome.text.constData());
        QVERIFY(!calls().contains("apt-get"));
        QVERIFY(calls().contains("cmake --preset headless\n"));
        QVERIFY(calls().contains("ninja -C build/headless"));
        QVERIFY(outcome.text.contains("build/headless/bin"));
    }

    void missingPackagesAreInstalledAndNamed() {
        havePackages("mold");
        const Outcome outcome = dev({"build", "headless"});
        QVERIFY2(outcome.status == 0, outcome.text.constData());
        QVERIFY2(outcome.text.contains("installing Debian packages: mold\n"), outcome.text.constData());
        QVERIFY(calls().contains("apt-get install -y --no-install-recommends mold\n"));
    }

    void missingPackagesAreOnlyNamedWhereInstallingIsForbidden() {
        havePackages("libboost1.81-dev");
        const Outcome outcome = dev({"build", "headless", "--no-install"});
        QCOMPARE(outcome.status, 1);
        QVERIFY2(outcome.text.contains("apt-get install libboost1.81-dev\n"), outcome.text.constData());
        QVERIFY(!calls().contains("apt-get"));
        QVERIFY(!calls().contains("ninja -C"));
    }

    void aFailedBuildFailsTheVerb() {
        havePackages(QByteArray());
        standIn("ninja", "exit 3\n");
        QVERIFY(dev({"build", "headless"}).status != 0);
    }

    void aFailedTestFailsTheVerbAndTheClosingLineStandsLast() {
        havePackages(QByteArray());
        standIn("ctest",
                "echo '50% tests passed, 1 tests failed out of 2'\necho 'Errors while running'\nexit 8\n");
        QVERIFY(QDir().mkpath(path("build/dev")));
        const Outcome outcome = dev({"test", "unit"});
        QVERIFY(outcome.status != 0);
        QVERIFY2(outcome.text.endsWith("\n50% tests passed, 1 tests failed out of 2\n"),
                 outcome.text.constData());
        QVERIFY(calls().contains("-L ^(unit)$"));
        QVERIFY(calls().contains("tests_unit"));
    }

    void withoutAServerItsTestsAreNotRunAndItIsSaid_data() {
        QTest::addColumn<QByteArray>("package"); // missing, and not to be had
        QTest::addColumn<QByteArray>("fetch");
        QTest::addColumn<QByteArray>("closing");
        QTest::addColumn<int>("status");
        QTest::newRow("no Maven") << QByteArray("maven") << QByteArray()
                                  << QByteArray("integration: not run: these packages cannot be had: maven\n")
                                  << 0;
        QTest::newRow("no network") << QByteArray() << QByteArray("echo 'no way to the jars'; exit 77")
                                    << QByteArray("integration: not run: no way to the jars\n") << 0;
        QTest::newRow("a broken script")
            << QByteArray() << QByteArray("exit 1") << QByteArray("kafka-broker fetch has failed\n") << 1;
        QTest::newRow("all there") << QByteArray() << QByteArray("exit 0")
                                   << QByteArray("100% tests passed, 0 tests failed out of 1\n") << 0;
    }
    void withoutAServerItsTestsAreNotRunAndItIsSaid() {
        QFETCH(QByteArray, package);
        QFETCH(QByteArray, fetch);
        QFETCH(QByteArray, closing);
        QFETCH(int, status);
        havePackages(package);
        standIn("apt-get", "exit 100\n");
        standIn("ctest", "echo '100% tests passed, 0 tests failed out of 1'\n");
        QVERIFY(QDir().mkpath(path("build/dev")) && QDir().mkpath(path("tests/integration")));
        program(path("tests/integration/kafka-broker"), "#!/bin/sh\n" + fetch + "\n");
        program(path("tests/integration/schema-registry"), "#!/bin/sh\nexit 0\n");
        const Outcome outcome = dev({"test", "integration"});
        QCOMPARE(outcome.status, status);
        QVERIFY2(outcome.text.endsWith(closing), outcome.text.constData());
        QCOMPARE(calls().contains("ctest"), closing.startsWith("100%"));
    }

    void withoutASchemaRegistryTheOtherServersAreTested() {
        havePackages({});
        standIn("ctest", "echo '100% tests passed, 0 tests failed out of 1'\n");
        QVERIFY(QDir().mkpath(path("build/dev")) && QDir().mkpath(path("tests/integration")));
        program(path("tests/integration/kafka-broker"), "#!/bin/sh\nexit 0\n");
        program(path("tests/integration/schema-registry"), "#!/bin/sh\necho 'no way to it'; exit 77\n");
        const Outcome outcome = dev({"test", "integration"});
        QCOMPARE(outcome.status, 0);
        QVERIFY2(outcome.text.contains("integration: not run with a schema registry: no way to it\n"),
                 outcome.text.constData());
        QVERIFY2(outcome.text.endsWith("100% tests passed, 0 tests failed out of 1\n"),
                 outcome.text.constData());
        QVERIFY(calls().contains("-E ^tst_kafka_registry$"));
    }

    void ofEachKafkaThatIsNotToBeHadItIsSaid() {
        haveKafka();
        const Outcome outcome = dev({"test", "integration"});
        QCOMPARE(outcome.status, 0);
        QVERIFY2(outcome.text.contains("integration: not run with Kafka 4.9: no way to 4.9\n"),
                 outcome.text.constData());
        QVERIFY(!outcome.text.contains("Kafka 3.9:"));
        QVERIFY2(outcome.text.endsWith("100% tests passed, 0 tests failed out of 1\n"),
                 outcome.text.constData());
    }

    void withoutKcatItIsSaid() {
        haveKafka();
        havePackages("kcat");
        standIn("apt-get", "exit 100\n");
        const Outcome outcome = dev({"test", "integration"});
        QCOMPARE(outcome.status, 0);
        QVERIFY2(outcome.text.contains("integration: not read back with kcat: there is no kcat\n"),
                 outcome.text.constData());
    }

    void chaosRunsTheLongLoopsWithEachKafka() {
        haveKafka("exit 0");
        const Outcome outcome = dev({"test", "chaos"});
        QVERIFY2(outcome.status == 0, outcome.text.constData());
        QVERIFY(calls().contains("tests_chaos"));
        QList<QByteArray> runs;
        for (const QByteArray& line : calls().split('\n'))
            if (line.startsWith("ctest ")) runs << line;
        QCOMPARE(runs.size(), 3);
        QVERIFY2(runs[0].contains("-C chaos -L ^chaos$"), runs[0]);
        QVERIFY2(runs[1].contains("-C chaos -L ^chaos_kafka$") && runs[2].contains("-L ^chaos_kafka$"),
                 runs[1]);
        QVERIFY2(calls().contains("with Kafka 3.9, 300 kills\n") &&
                     calls().contains("with Kafka 4.9, 300 kills\n"),
                 calls());
    }

    void chaosWithoutAKafkaFailsAndSaysWhatIsMissing() {
        haveKafka();
        const Outcome one = dev({"test", "chaos"});
        QCOMPARE(one.status, 1);
        QVERIFY2(one.text.endsWith("chaos: not run with Kafka 4.9: no way to 4.9\n"), one.text.constData());
        QVERIFY(calls().contains("with Kafka 3.9, 300 kills\n"));
        havePackages("maven");
        standIn("apt-get", "exit 100\n");
        const Outcome none = dev({"test", "chaos"});
        QCOMPARE(none.status, 1);
        QVERIFY2(none.text.endsWith("chaos: not run with Kafka: these packages cannot be had: maven\n"),
                 none.text.constData());
    }

    void kafkaSaysHowToStopTheBroker() {
        haveKafka();
        const Outcome started = dev({"kafka"});
        QVERIFY2(started.status == 0, started.text.constData());
        QVERIFY2(started.text.contains("a broker listens at 127.0.0.1:9092") &&
                     started.text.contains("'./dev kafka stop' ends it"),
                 started.text.constData());
        const Outcome stopped = dev({"kafka", "stop"});
        QVERIFY2(stopped.status == 0, stopped.text.constData());
        QVERIFY2(stopped.text.contains("no broker runs"), stopped.text.constData());
        QVERIFY2(calls().contains("kafka-broker start ") && calls().contains("/kafka-data 9092\n") &&
                     calls().contains("kafka-broker stop "),
                 calls());
    }

    void aBenchmarkThatWantsAServerRunsOnlyWhereItIsNamed() {
        havePackages("maven");
        QVERIFY(QDir().mkpath(path("build/release/bin/bench")) && QDir().mkpath(path("tests/bench/ui")));
        for (const QString name : {"engine", "kafka"}) {
            program(path("build/release/bin/bench") + "/bench_" + name,
                    "#!/bin/sh\necho measured " + name.toUtf8() + "\n");
            program(path("tests/bench") + "/bench_" + name + ".cpp", "");
        }
        const Outcome all = dev({"bench"});
        QVERIFY2(all.status == 0, all.text.constData());
        QVERIFY(all.text.contains("measured engine\n"));
        QVERIFY(!all.text.contains("measured kafka\n"));
        QVERIFY(!calls().contains("apt-get"));
        const Outcome one = dev({"bench", "kafka"});
        QVERIFY2(one.status == 0, one.text.constData());
        QVERIFY(one.text.contains("measured kafka\n"));
        QVERIFY(!one.text.contains("measured engine\n"));
        QVERIFY(calls().contains("apt-get install -y --no-install-recommends maven\n"));
        QVERIFY(calls().endsWith("bench_kafka\n"));
        const Outcome none = dev({"bench", "kafak"});
        QCOMPARE(none.status, 1);
        QVERIFY2(none.text.contains("no benchmark 'kafak'"), none.text.constData());
    }

private:
    QString path(const char* name) const { return folder_->filePath(name); }

    /// A program that notes how it was called and then does `body`.
    void standIn(const char* program, const QByteArray& body) {
        this->program(path("stand_ins") + '/' + program, "#!/bin/sh\necho \"" + QByteArray(program) +
                                                             " $*\" >> \"" + path("calls").toUtf8() + "\"\n" +
                                                             body);
    }
    static void program(const QString& name, const QByteArray& text) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(text);
        file.close();
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }

    /// Every package asked for is there, but `missing`.
    void havePackages(const QByteArray& missing) {
        standIn("dpkg-query", "for p in \"$@\"; do case $p in -*) ;; '" + missing +
                                  "') ;; *) echo \"$p ii \" ;; esac; done\n");
    }

    /// Of two versions of Kafka the newer one is fetched as `newer` says; ctest notes which one it is told to
    /// take.
    void haveKafka(const QByteArray& newer = "echo no way to 4.9; exit 77") {
        havePackages({});
        standIn("ctest", "echo \"with Kafka $MILLRACE_KAFKA_VERSION, $MILLRACE_CHAOS_KILLS kills\" >> \"" +
                             path("calls").toUtf8() +
                             "\"\necho '100% tests passed, 0 tests failed out of 1'\n");
        QVERIFY(QDir().mkpath(path("build/dev")) && QDir().mkpath(path("tests/integration")));
        program(path("tests/integration/kafka-broker"),
                "#!/bin/sh\necho \"kafka-broker $*\" >> \"" + path("calls").toUtf8() +
                    "\"\ncase $1 in versions) echo 3.9; echo 4.9 ;; start) echo 127.0.0.1:$3 ;;\n"
                    "fetch) if test \"$MILLRACE_KAFKA_VERSION\" = 4.9; then " +
                    newer + "; fi ;; esac\n");
        program(path("tests/integration/schema-registry"), "#!/bin/sh\nexit 0\n");
    }

    QByteArray calls() const {
        QFile file(path("calls"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    Outcome dev(const QStringList& arguments) {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PATH", path("stand_ins") + ':' + environment.value("PATH"));
        for (const char* set : {"MILLRACE_KAFKA_VERSION", "MILLRACE_CHAOS_KILLS"})
            environment.remove(set);
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(path("dev"), arguments);
        if (!process.waitForFinished(300'000)) {
            process.kill();
            process.waitForFinished();
            return {};
        }
        return {process.exitCode(), process.readAll()};
    }

    std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_GUILESS_MAIN(TstDevScript)
#include "tst_dev_script.moc"
