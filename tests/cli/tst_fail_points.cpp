// SPDX-License-Identifier: Apache-2.0
//
// A run with a state dies, fails or dawdles at every named moment, with SQLite and with files, and the next
// one brings everything there once; with Kafka tst_kafka_fail_points does the same. With MILLRACE_CHAOS_KILLS
// the whole matrix.
#include "tests/cli/fail_point_job.h"

#include <set>

using namespace millrace::test;

class FailPointsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// What is left out is what only other sinks meet, and every point is met with some.
    void theMatrixIsWhole() {
        std::set<QString> met, actions, sampled;
        std::size_t rows = 0;
        for (const QString sinks : {"Kafka", "SQLite", "file", "all"}) {
            for (const FailPointRow& row : failPointRows(sinks, true)) {
                ++rows;
                met.insert(row.point);
            }
            for (const FailPointRow& row : failPointRows(sinks, false)) {
                sampled.insert(row.point);
                actions.insert(row.action);
            }
        }
        const std::size_t points = millrace::failPointNames().size();
        QVERIFY(points >= 24);
        QCOMPARE(met.size(), points);
        QCOMPARE(sampled.size(), points);
        QCOMPARE(actions.size(), kJobActions.size());
        // All of them with all sinks; else 11 of anybody, 5 of Kafka, 4 of SQLite, 7 of files.
        QCOMPARE(rows, std::size_t{9 * (27 + 16 + 15 + 18)});
    }

    void theNextRunBringsEverythingOnce_data() {
        addFailPointColumns();
        for (const QString sinks : {"SQLite", "file"})
            for (const FailPointRow& row :
                 failPointRows(sinks, qEnvironmentVariableIsSet("MILLRACE_CHAOS_KILLS")))
                addFailPointRow(row);
    }
    void theNextRunBringsEverythingOnce() {
        QFETCH(QString, sinks);
        QFETCH(QString, point);
        QFETCH(QString, action);
        QFETCH(int, epoch);
        const FailPointRow row{sinks, point, action, epoch};
        const RunFolder folder;
        folder.write("g.mill", failPointGraph(row));
        const QByteArray strange = strangenessUnder(
            row, failPointWords(folder, "none", "none", row.isAtTheEnd() ? 1'000'000 : 1'000));
        QVERIFY2(strange.isEmpty(), strange);
        const CliResult second = runCli(failPointWords(folder, "none", "none", 1'000'000));
        QVERIFY2(second.status == 0, second.err);
        const QByteArray wrong = strangenessIn(row, folder);
        QVERIFY2(wrong.isEmpty(), wrong);
    }
};

QTEST_GUILESS_MAIN(FailPointsTest)
#include "tst_fail_points.moc"
