// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/cli_process.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace millrace::test;

/// Files that are no graphs, data that is no text, outputs that take nothing.
class TestBrokenInput : public QObject {
    Q_OBJECT

    static QString written(const QTemporaryDir& folder, const QString& name, const QByteArray& content) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) return {};
        return file.fileName();
    }
    static CliResult runShell(const QString& command) { return runProgram("/bin/sh", {"-c", command}); }
    static QString cli() { return QString("'%1'").arg(MILLRACE_CLI_PATH); }

    /// A generator, one node of that kind with those parameters, and an end.
    static QByteArray graphAround(const QByteArray& kind, const QByteArray& params) {
        QByteArray graph = R"({"millrace": 1, "nodes": {
            "s": {"kind": "generate", "params": {"count": 10, "fields": {"id": {"type": "sequence"}}}},
            "x": {"kind": "KIND", "params": PARAMS},
            "o": {"kind": "discard"}},
            "edges": [{"from": "s.out", "to": "x.in"}, {"from": "x.out", "to": "o.in"}]})";
        return graph.replace("KIND", kind).replace("PARAMS", params);
    }

private Q_SLOTS:
    void whatIsNoGraphFileIsToldByItsFirstByte_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArrayList>("expected");
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFE{\0}\0", 6)
                                << QByteArrayList{"g.mill:1:1", "UTF-16", "save the file as UTF-8"};
        QTest::newRow("binary") << QByteArray(
                                       "\x7F"
                                       "ELF\x02\x01\x01\0\0",
                                       9)
                                << QByteArrayList{"g.mill:1:1", "the byte 127", "is this a graph file?"};
        QTest::newRow("zeros") << QByteArray(4096, '\0') << QByteArrayList{"g.mill:1:1", "the byte 0"};
        QTest::newRow("text") << QByteArray("nodes:\n  a: generate\n")
                              << QByteArrayList{"g.mill:1:1", "expected a value"};
        QTest::newRow("empty") << QByteArray() << QByteArrayList{"the file is empty"};
    }
    void whatIsNoGraphFileIsToldByItsFirstByte() {
        QFETCH(QByteArray, content);
        QFETCH(QByteArrayList, expected);
        QTemporaryDir folder;
        QVERIFY(!written(folder, "g.mill", content).isEmpty());
        for (const char* verb : {"check", "run", "test"}) {
            const CliResult result = runCli({verb, "g.mill"}, {}, folder.path());
            QCOMPARE(result.status, 3);
            for (const QByteArray& text : expected)
                QVERIFY2(result.err.contains(text), (text + " is not in: " + result.err).constData());
        }
    }

    void aFileThatNeverEndsIsRefused() {
        if (!QFile::exists("/dev/zero")) QSKIP("no /dev/zero here");
        const CliResult result = runCli({"check", "/dev/zero"});
        QCOMPARE(result.status, 3);
        QVERIFY2(result.err.contains("too large"), result.err.constData());
    }

    void aMistypedNameIsComparedWithTheGraphsThere() {
        QTemporaryDir folder;
        QVERIFY(!written(folder, "ships.mill", "{}").isEmpty() &&
                !written(folder, "buses.mill", "{}").isEmpty());
        QVERIFY(QDir(folder.path()).mkdir("folder.mill"));
        const CliResult other = runCli({"check", "nothing-like-it.mill"}, {}, folder.path());
        QCOMPARE(other.status, 3);
        QVERIFY2(other.err.contains("known are: buses.mill, ships.mill\n"), other.err.constData());
        const CliResult near = runCli({"check", "busses.mill"}, {}, folder.path());
        QVERIFY2(near.err.contains("did you mean `buses.mill`?"), near.err.constData());
    }

    void aReferenceThatLeadsNowhereIsOneFault() {
        QTemporaryDir folder;
        for (const char* value : {"${env:MILLRACE_IS_NOT_SET}", "${nowhere}"}) {
            const QByteArray params = QByteArray("{\"count\": \"") + value + "\"}";
            QVERIFY(!written(folder, "g.mill", graphAround("limit", params)).isEmpty());
            const CliResult result = runCli({"check", "g.mill"}, {}, folder.path());
            QCOMPARE(result.status, 3);
            QVERIFY2(result.err.count("error MR") == 1, result.err.constData());
        }
        const QByteArray params = "{\"count\": \"${nowhere}\", \"cuont\": 1}";
        QVERIFY(!written(folder, "g.mill", graphAround("limit", params)).isEmpty());
        const CliResult both = runCli({"check", "g.mill"}, {}, folder.path());
        QVERIFY2(both.err.contains("MR1404") && both.err.contains("did you mean `count`?"),
                 both.err.constData());
    }

    void aHugeNumberIsToldInAFewDigits() {
        QTemporaryDir folder;
        QVERIFY(!written(folder, "g.mill", graphAround("rate_limit", "{\"rate\": 1e308}")).isEmpty());
        const CliResult result = runCli({"check", "g.mill"}, {}, folder.path());
        QCOMPARE(result.status, 3);
        QVERIFY2(result.err.contains("between 0.001 and 1000000000, not 1e+308"), result.err.constData());
    }

    void dataThatIsNoTextIsFoundBeforeTheRun() {
        QTemporaryDir folder;
        QVERIFY(!written(folder, "in.csv",
                         QByteArray("\xFF\xFE"
                                    "a\0,\0b\0\n\0",
                                    10))
                     .isEmpty());
        const QByteArray graph = R"({"millrace": 1, "nodes": {
            "s": {"kind": "csv_source", "params": {"path": "in.csv"}}, "o": {"kind": "discard"}},
            "edges": [{"from": "s.out", "to": "o.in"}]})";
        QVERIFY(!written(folder, "g.mill", graph).isEmpty());
        for (const char* verb : {"check", "run"}) {
            const CliResult result = runCli({verb, "g.mill"}, {}, folder.path());
            QCOMPARE(result.status, 3);
            QVERIFY2(result.err.contains("in.csv:1") && result.err.contains("node s, parameter path") &&
                         result.err.contains("not valid UTF-8") && result.err.contains("`encoding`"),
                     result.err.constData());
        }
    }

    void aTestNamesItsPlaceAsItIsWritten() {
        QTemporaryDir folder;
        const QByteArray graph = R"({"millrace": 1, "nodes": {
            "s": {"kind": "generate", "params": {"count": 1, "fields": {"id": {"type": "sequence"}}}},
            "o": {"kind": "discard"}}, "edges": [{"from": "s.out", "to": "o.in"}],
            "tests": {"t": {"inputs": {"s": [{"idd": 1}]}, "expect": {"o.in": [{"id": 1}]}}}})";
        QVERIFY(!written(folder, "g.mill", graph).isEmpty());
        const CliResult result = runCli({"test", "g.mill"}, {}, folder.path());
        QCOMPARE(result.status, 3);
        QVERIFY2((result.out + result.err).contains("test `t`, `s`: there is no column `idd`"),
                 (result.out + result.err).constData());
    }

    void outputThatCouldNotBeWrittenIsNoSuccess() {
        if (!QFile::exists("/dev/full")) QSKIP("no /dev/full here");
        for (const char* words : {"kinds", "schema", "version --json", "man"}) {
            const CliResult result = runShell(cli() + " " + words + " > /dev/full");
            QCOMPARE(result.status, 1);
            QVERIFY2(result.err.contains("cannot write to standard output: No space left on device"),
                     result.err.constData());
            QCOMPARE(result.err.count("MR5107"), 1);
        }
    }

    void aReaderThatHasSeenEnoughIsNoError() {
        for (const char* words : {"kinds", "schema", "man"}) {
            const CliResult result = runShell(cli() + " " + words + " | head -n 1");
            QCOMPARE(result.status, 0);
            QVERIFY2(result.err.isEmpty(), result.err.constData());
            QCOMPARE(result.out.count('\n'), 1);
        }
    }
};

QTEST_GUILESS_MAIN(TestBrokenInput)
#include "tst_broken_input.moc"
