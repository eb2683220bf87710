// SPDX-License-Identifier: Apache-2.0
//
// Has Spin (spinroot.com) walk every interleaving of engine/runtime/checkpoints/commit_protocol.pml, which
// models how an epoch is committed. A model that cannot fail shows nothing: without the digest in the mark an
// error must be found, and so must it where a sink forgets the epochs that were given up, or a snapshot what
// waits behind sources that have ended.
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

namespace {

constexpr int kPatience = 900'000;

struct Outcome {
    bool done = false;
    QString said;
};

Outcome run(const QString& program, const QStringList& arguments, const QString& folder) {
    QProcess process;
    process.setWorkingDirectory(folder);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    const bool ended = process.waitForFinished(kPatience);
    if (!ended) process.kill(), process.waitForFinished();
    return {ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
            QString::fromUtf8(process.readAll())};
}

} // namespace

class CommitProtocolModelTest : public QObject {
    Q_OBJECT

    /// The number of errors that Spin finds, and in how many states; -1: it could not look everywhere.
    void search(const QStringList& defines, int& errors, double& states) const {
        errors = -1;
        const QTemporaryDir folder;
        const QString model = MILLRACE_SOURCE_DIR "/engine/runtime/checkpoints/commit_protocol.pml";
        const Outcome made = run("spin", QStringList{"-a"} + defines + QStringList{model}, folder.path());
        QVERIFY2(made.done, qPrintable(made.said));
        const Outcome built =
            run("gcc", {"-O2", "-w", "-DSAFETY", "-DCOLLAPSE", "-o", "pan", "pan.c"}, folder.path());
        QVERIFY2(built.done, qPrintable(built.said));
        const Outcome searched = run(folder.filePath("pan"), {"-m1000000"}, folder.path());
        QVERIFY2(searched.done, qPrintable(searched.said));
        QVERIFY2(!searched.said.contains("max search depth too small"), qPrintable(searched.said));
        static const QRegularExpression kErrors("errors: (\\d+)"), kStates("(\\S+) states, stored");
        const auto found = kErrors.match(searched.said);
        QVERIFY2(found.hasMatch(), qPrintable(searched.said));
        errors = found.captured(1).toInt();
        states = kStates.match(searched.said).captured(1).toDouble();
    }

private Q_SLOTS:
    void initTestCase() {
        for (const char* program : {"spin", "gcc"})
            if (QStandardPaths::findExecutable(program).isEmpty())
                QSKIP(qPrintable(QString("NOT RUN, there is no %1: apt-get install %1").arg(program)));
    }
    void nothingIsLostOrDoubled() {
        int errors = 0;
        double states = 0;
        search({}, errors, states);
        QCOMPARE(errors, 0);
        QVERIFY2(states > 100'000, "it saw next to nothing");
    }
    void norWhereEpochsAreGivenUp() {
        int errors = 0;
        double states = 0;
        search({"-DRECORDS=2", "-DGIVEN_UP=1"}, errors, states);
        QCOMPARE(errors, 0);
        QVERIFY2(states > 100'000, "it saw next to nothing");
    }
    void withoutTheDigestSomethingIs() {
        int errors = 0;
        double states = 0;
        search({"-DWITHOUT_DIGEST"}, errors, states);
        QVERIFY(errors > 0);
    }
    void aSnapshotThatForgetsWhatWaitsLosesRecords() {
        int errors = 0;
        double states = 0;
        search({"-DFORGETS_WAITING"}, errors, states);
        QVERIFY(errors > 0);
    }
    void aSinkThatForgetsWhatWasGivenUpLosesRecords() {
        int errors = 0;
        double states = 0;
        search({"-DRECORDS=2", "-DGIVEN_UP=1", "-DFORGETS_GIVEN_UP"}, errors, states);
        QVERIFY(errors > 0);
    }
};

QTEST_GUILESS_MAIN(CommitProtocolModelTest)
#include "tst_commit_protocol.moc"
