// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace millrace::test;

class TestVerbs : public QObject {
    Q_OBJECT

    const QString fleet_ = MILLRACE_SOURCE_DIR "/resources/examples/fleet.mill";

private Q_SLOTS:
    void noVerbShowsTheVerbs() {
        const CliResult result = runCli({});
        QCOMPARE(result.status, 0);
        for (const char* verb :
             {"run", "check", "test", "diff", "merge", "kinds", "schema", "version", "studio"})
            QVERIFY2(result.out.contains(verb), verb);
    }

    void wrongUsageExitsWithTwoAndAHint_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("verb") << QStringList{"chek"} << QByteArray("did you mean `check`?");
        QTest::newRow("option") << QStringList{"run", "g.mill", "--seeed", "3"}
                                << QByteArray("did you mean `--seed`?");
        QTest::newRow("operand") << QStringList{"run"} << QByteArray("GRAPH");
        QTest::newRow("operand too many")
            << QStringList{"check", fleet_, "other.mill"} << QByteArray("only GRAPH: what is `other.mill`?");
        QTest::newRow("operand where none is")
            << QStringList{"schema", "filter"} << QByteArray("no argument: what is `filter`?");
        QTest::newRow("option without its value")
            << QStringList{"run", fleet_, "--set"} << QByteArray("`--set` needs NAME=VALUE");
        QTest::newRow("option in place of a value")
            << QStringList{"run", fleet_, "--seed", "--quiet"} << QByteArray("`--seed` needs N");
        QTest::newRow("option twice") << QStringList{"run", fleet_, "--seed", "1", "--seed=2"}
                                      << QByteArray("`--seed` may stand there only once");
        QTest::newRow("duration too long")
            << QStringList{"run", fleet_, "--duration", "99999999999999999999h"}
            << QByteArray("too large for a duration");
        QTest::newRow("no duration") << QStringList{"run", fleet_, "--duration", "0s"}
                                     << QByteArray("not a time above zero");
        QTest::newRow("size without a unit")
            << QStringList{"run", fleet_, "--memory-budget", "5"} << QByteArray("`5` is not a size");
        QTest::newRow("seed") << QStringList{"run", fleet_, "--seed", "many"} << QByteArray("--seed: `many`");
        QTest::newRow("duration") << QStringList{"run", fleet_, "--duration", "5"}
                                  << QByteArray("--duration");
        QTest::newRow("port") << QStringList{"run", fleet_, "--metrics-port", "70000"} << QByteArray("65535");
        QTest::newRow("set") << QStringList{"run", fleet_, "--set", "no-equals-sign"}
                             << QByteArray("no-equals-sign");
        QTest::newRow("set unknown") << QStringList{"run", fleet_, "--set", "limt=5"}
                                     << QByteArray("did you mean `limit`?");
        QTest::newRow("set unknown node")
            << QStringList{"check", fleet_, "--set", "trisp.key=x"} << QByteArray("did you mean `trips`?");
        QTest::newRow("set unknown parameter of a node")
            << QStringList{"check", fleet_, "--set", "trips.kee=x"} << QByteArray("did you mean `key`?");
        QTest::newRow("set to what does not fit")
            << QStringList{"check", fleet_, "--set", "limit=fast"} << QByteArray("[--set limit]");
        QTest::newRow("shell") << QStringList{"completion", "bsah"} << QByteArray("did you mean `bash`?");
        QTest::newRow("kind") << QStringList{"kinds", "filtr"} << QByteArray("did you mean `filter`?");
        QTest::newRow("help") << QStringList{"help", "rnu"} << QByteArray("did you mean `run`?");
    }
    void wrongUsageExitsWithTwoAndAHint() {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, expected);
        const CliResult result = runCli(arguments);
        QCOMPARE(result.status, 2);
        QVERIFY2(result.err.contains(expected), result.err.constData());
        QVERIFY(result.out.isEmpty());
    }

    void everyVerbHasHelp() {
        for (const char* verb : {"run", "check", "test", "diff", "merge", "kinds", "schema", "version",
                                 "studio", "completion", "man", "help"}) {
            const CliResult result = runCli({"help", verb});
            QCOMPARE(result.status, 0);
            QVERIFY2(result.out.startsWith("usage: millrace "), verb);
        }
        QCOMPARE(runCli({"run", "--help"}).out, runCli({"help", "run"}).out);
    }

    void F03_verbsTellTheirExitStatus() {
        const QByteArray manual = runCli({"man"}).out, completion = runCli({"completion"}).out;
        for (const char* verb : {"run", "check", "test", "diff", "merge"}) {
            QVERIFY2(manual.contains(QByteArray(".SS \"") + verb), verb);
            QVERIFY2(completion.contains(QByteArray("    ") + verb + ")"), verb);
            QCOMPARE(runCli({verb}).status, 2); // no graph named
        }
        const QString missing = fleet_ + ".none";
        QCOMPARE(runCli({"run", missing}).status, 3);
        QCOMPARE(runCli({"check", missing}).status, 3);
        QCOMPARE(runCli({"test", missing}).status, 3);
        QCOMPARE(runCli({"diff", missing, fleet_}).status, 3);
        QCOMPARE(runCli({"merge", missing, fleet_, fleet_}).status, 3);
        QCOMPARE(runCli({"check", fleet_, "--quiet"}).status, 0);
        QCOMPARE(runCli({"test", fleet_, "--quiet"}).status, 0);
        QCOMPARE(runCli({"diff", fleet_, fleet_}).status, 0);
    }

    void kindsListsEveryKindAndExplainsOne() {
        const CliResult list = runCli({"kinds", "--json"});
        QCOMPARE(list.status, 0);
        const QJsonArray kinds = QJsonDocument::fromJson(list.out).array();
        QVERIFY(kinds.size() >= 20);
        const CliResult table = runCli({"kinds"});
        for (const auto& kind : kinds) {
            const QString name = kind.toObject()["name"].toString();
            QVERIFY2(table.out.contains(name.toUtf8()), qPrintable(name));
            QVERIFY2(!kind.toObject()["help"].toString().isEmpty(), qPrintable(name));
        }
        const CliResult one = runCli({"kinds", "csv_source"});
        QVERIFY(one.out.contains("watermark_delay"));
        QVERIFY2(!one.out.contains('\x1b'), "colours go to terminals only");
    }

    void theSchemaIsAJsonSchema() {
        const CliResult result = runCli({"schema"});
        QCOMPARE(result.status, 0);
        QCOMPARE(result.json()["$schema"].toString(),
                 QString("https://json-schema.org/draft/2020-12/schema"));
    }

    void theVersionCanBeReadByPrograms() {
        QVERIFY(!runCli({"version", "--json"}).json()["version"].toString().isEmpty());
        QVERIFY(runCli({"--version"}).out.startsWith("millrace "));
    }

    void theCompletionScriptIsValidBash() {
        QTemporaryDir folder;
        QFile script(folder.filePath("millrace"));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write(runCli({"completion"}).out);
        script.close();
        QProcess bash;
        bash.start("bash", {"-n", script.fileName()});
        QVERIFY(bash.waitForFinished(300'000));
        QVERIFY2(bash.exitCode() == 0, bash.readAllStandardError().constData());

        // Completes verbs, options and the words of an option.
        const auto complete = [&](const QString& words) {
            QProcess shell;
            shell.start(
                "bash",
                {"-c",
                 QString("source %1; COMP_WORDS=(%2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _millrace; "
                         "printf '%s ' \"${COMPREPLY[@]}\"")
                     .arg(script.fileName(), words)});
            shell.waitForFinished(300'000);
            return QString::fromUtf8(shell.readAllStandardOutput());
        };
        QCOMPARE(runCli({"completion", "bash"}).out, runCli({"completion"}).out);
        QCOMPARE(complete("millrace completion b"), QString("bash "));
        QCOMPARE(complete("millrace ch"), QString("check "));
        QCOMPARE(complete("millrace run --se"), QString("--set --seed "));
        QVERIFY(complete(QString("%1 kinds csv_s").arg(MILLRACE_CLI_PATH)).contains("csv_source"));
    }

    void theManualPageNamesEveryVerbAndExitStatus() {
        const QByteArray page = runCli({"man"}).out;
        QVERIFY(page.startsWith(".TH MILLRACE 1"));
        for (const char* word : {"run", "check", "metrics", "EXIT STATUS", "130"})
            QVERIFY2(page.contains(word), word);
    }

    void aCheckedGraphSaysWhereItsNodesRun() {
        const CliResult result = runCli({"check", fleet_, "--json"});
        QCOMPARE(result.status, 0);
        const QJsonObject report = result.json();
        QVERIFY(report["ok"].toBool());
        QVERIFY(report["nodes"].toObject().contains("trips"));
        QVERIFY(!report["nodes"].toObject()["trips"].toObject()["where"].toString().isEmpty());
    }

    void aGraphWithErrorsExitsWithThreeAndPlacesThem_data() {
        QTest::addColumn<QByteArray>("graph");
        QTest::addColumn<QByteArrayList>("expected");
        const QByteArray head =
            "{\"millrace\": 1, \"nodes\": {\n  \"a\": {\"kind\": \"generate\", \"params\": {\"count\": 5, "
            "\"fields\": "
            "{\"speed\": {\"type\": \"sequence\"}}}},\n";
        QTest::newRow("cut in the middle") << head.left(60) << QByteArrayList{"g.mill:2"};
        QTest::newRow("unknown kind")
            << QByteArray(
                   head +
                   "  \"b\": {\"kind\": \"filtr\"}}, \"edges\": [{\"from\": \"a.out\", \"to\": \"b.in\"}]}")
            << QByteArrayList{"g.mill:3", "filtr", "did you mean `filter`?"};
        QTest::newRow("unknown column")
            << QByteArray(head +
                          "  \"b\": {\"kind\": \"filter\", \"params\": {\"where\": \"sped > 1\"}}}, "
                          "\"edges\": [{\"from\": \"a.out\", \"to\": "
                          "\"b.in\"}]}")
            << QByteArrayList{"g.mill:3", "sped", "did you mean `speed`?", "where"};
        QTest::newRow("cycle")
            << QByteArray(
                   head +
                   "  \"b\": {\"kind\": \"filter\", \"params\": {\"where\": \"TRUE\"}},\n  \"c\": {\"kind\": "
                   "\"filter\", \"params\": {\"where\": \"TRUE\"}}}, \"edges\": [{\"from\": \"a.out\", "
                   "\"to\": "
                   "\"b.in\"}, {\"from\": \"b.out\", \"to\": \"c.in\"}, {\"from\": \"c.out\", \"to\": "
                   "\"b.in\"}]}")
            << QByteArrayList{"cycle", "b", "c"};
    }
    void aGraphWithErrorsExitsWithThreeAndPlacesThem() {
        QFETCH(QByteArray, graph);
        QFETCH(QByteArrayList, expected);
        QTemporaryDir folder;
        QFile file(folder.filePath("g.mill"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(graph);
        file.close();
        for (const char* verb : {"check", "run"}) {
            const CliResult result = runCli({verb, "g.mill"}, {}, folder.path());
            QCOMPARE(result.status, 3);
            for (const QByteArray& text : expected)
                QVERIFY2(result.err.contains(text), (text + " is not in: " + result.err).constData());
        }
    }

    void aFaultInAnOverrideStandsOnTheCommandLine() {
        const CliResult text = runCli({"check", fleet_, "--set", "trips.columns.n=COUNTT(*)"});
        QCOMPARE(text.status, 3);
        QVERIFY2(text.err.contains("[--set trips.columns.n:1:1]"), text.err.constData());
        QVERIFY2(!text.err.contains("fleet.mill:"), text.err.constData());
        const CliResult file = runCli({"check", fleet_, "--set", "input=missing.csv", "--json"});
        QCOMPARE(file.status, 3);
        const QJsonObject problem = file.json()["diagnostics"].toArray().first().toObject();
        QCOMPARE(problem["file"].toString(), QString("--set input"));
        QVERIFY(problem["message"].toString().contains("missing.csv"));
    }

    void escapeSequencesOfDataDoNotReachTheTerminal() {
        QTemporaryDir folder;
        QFile data(folder.filePath("in.csv"));
        QVERIFY(data.open(QIODevice::WriteOnly) && data.write("i\x1b[31md\n1\n") > 0);
        data.close();
        QFile graph(folder.filePath("g.mill"));
        QVERIFY(graph.open(QIODevice::WriteOnly));
        graph.write(R"({"millrace": 1, "nodes": {"in": {"kind": "csv_source", "params": {"path": "in.csv"}},
            "clean": {"kind": "filter", "params": {"where": "${where}"}}, "end": {"kind": "discard"}},
            "parameters": {"where": {"type": "STRING", "default": "id > 1"}},
            "edges": [{"from": "in.out", "to": "clean.in"}, {"from": "clean.out", "to": "end.in"}]})");
        graph.close();
        const CliResult wrong = runCli({"check", "g.mill", "--set", "clean.where=id > 1"}, {}, folder.path());
        QCOMPARE(wrong.status, 3);
        QVERIFY2(wrong.err.contains("i\\x1b[31md"), wrong.err.constData());
        QVERIFY(!wrong.err.contains('\x1b'));
        const CliResult right = runCli({"check", "g.mill", "--set", "clean.where=TRUE"}, {}, folder.path());
        QCOMPARE(right.status, 0);
        QVERIFY(right.out.contains("i\\x1b[31md") && !right.out.contains('\x1b'));
    }

    void aMissingGraphFileIsNamed() {
        const CliResult result = runCli({"run", "/no/such/graph.mill"});
        QCOMPARE(result.status, 3);
        QVERIFY(result.err.contains("/no/such/graph.mill"));
    }
};

QTEST_GUILESS_MAIN(TestVerbs)
#include "tst_verbs.moc"
