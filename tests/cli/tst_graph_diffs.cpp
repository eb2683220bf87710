// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace millrace::test;

class TestGraphDiffs : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    const QString fleet_ = MILLRACE_SOURCE_DIR "/resources/examples/fleet.mill";

    /// The fleet example with one text replaced by another.
    QString changed(const QByteArray& what, const QByteArray& by) {
        QFile original(fleet_);
        if (!original.open(QIODevice::ReadOnly)) return {};
        QByteArray text = original.readAll();
        if (!text.contains(what)) return {};
        QFile file(folder_.filePath("changed.mill"));
        if (file.open(QIODevice::WriteOnly)) file.write(text.replace(what, by));
        return file.fileName();
    }

private Q_SLOTS:
    void F02_semanticDiff() {
        const CliResult result =
            runCli({"diff", fleet_, changed("\"tumbling\": \"15 min\"", "\"tumbling\": \"5 min\"")});
        QCOMPARE(result.status, 1);
        QVERIFY2(result.out.contains("~ node trips: params.window.tumbling = \"5 min\" (was \"15 min\")\n"),
                 result.out.constData());
        QCOMPARE(result.out.count('\n'), 3);
        const CliResult json = runCli({"diff", fleet_, folder_.filePath("changed.mill"), "--json"});
        QCOMPARE(json.status, 1);
        const QJsonObject change = json.json()["changes"].toArray()[0].toObject();
        QCOMPARE(change["path"].toString(), QString("params.window.tumbling"));
        QCOMPARE(change["before"].toString(), QString("15 min"));
        QVERIFY(runCli({"diff", fleet_, folder_.filePath("changed.mill"), "--quiet"}).out.isEmpty());
    }

    void movesAreIgnoredUnlessAskedFor() {
        const QString moved = changed("\"clean\": [260, 160]", "\"clean\": [300, 160]");
        const CliResult same = runCli({"diff", fleet_, moved});
        QCOMPARE(same.status, 0);
        QVERIFY(same.out.isEmpty());
        const CliResult all = runCli({"diff", "--moves", fleet_, moved});
        QCOMPARE(all.status, 1);
        QVERIFY2(all.out.contains(". node clean: position"), all.out.constData());
    }

    void aRenamedNodeIsFoundAgain() {
        QFile original(fleet_);
        QVERIFY(original.open(QIODevice::ReadOnly));
        QFile file(folder_.filePath("renamed.mill"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(original.readAll()
                       .replace("\"kmh\": {", "\"speed_kmh\": {")
                       .replace("\"kmh\": [", "\"speed_kmh\": [")
                       .replace("\"kmh.", "\"speed_kmh."));
        file.close();
        const CliResult result = runCli({"diff", fleet_, file.fileName()});
        QCOMPARE(result.status, 1);
        QVERIFY2(result.out.contains("> node speed_kmh, was kmh\n"), result.out.constData());
        QVERIFY2(!result.out.contains("wire"), result.out.constData());
    }

    void exitStatusTellsWhatWentWrong() {
        QCOMPARE(runCli({"diff", fleet_, fleet_}).status, 0);
        QVERIFY(runCli({"diff", fleet_, fleet_, "--json"}).json()["same"].toBool());
        QCOMPARE(runCli({"diff", fleet_}).status, 2);
        QCOMPARE(runCli({"diff", fleet_, fleet_, fleet_}).status, 2);
        QCOMPARE(runCli({"diff", "-", "-"}).status, 2);
        QCOMPARE(runCli({"diff", fleet_, folder_.filePath("none.mill")}).status, 3);
        QFile original(fleet_);
        QVERIFY(original.open(QIODevice::ReadOnly));
        QCOMPARE(runCli({"diff", fleet_, "-"}, original.readAll()).status, 0);
        const CliResult fresh = runCli({"diff", "/dev/null", fleet_});
        QCOMPARE(fresh.status, 1);
        QVERIFY2(fresh.out.contains("+ node buses (csv_source)"), fresh.out.constData());
    }
};

QTEST_GUILESS_MAIN(TestGraphDiffs)
#include "tst_graph_diffs.moc"
