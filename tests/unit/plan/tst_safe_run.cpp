// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/capture_buffer.h"
#include "engine/runtime/engine.h"
#include "tests/support/held_run.h"
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_plan.h"
#include "tests/support/sqlite_oracle.h"
#include "tests/support/toy_kinds.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <boost/json/serialize.hpp>

using namespace millrace;
using namespace millrace::test;

class TestSafeRun : public QObject {
    Q_OBJECT

    /// Counts to `count` and writes everything to a CSV file, a table and, twice, to an NDJSON file.
    static Planning plannedIn(const QString& folder, int count, bool safe, bool clash = false) {
        const std::string text = R"({'millrace': 1, 'nodes': {
            'numbers': {'kind': 'generate', 'params': {'count': )" +
                                 std::to_string(count) + R"(, 'fields': {'n': {'type': 'sequence'}}}},
            'file': {'kind': 'csv_sink', 'params': {'path': 'out.csv'}},
            'db': {'kind': 'sqlite_sink', 'params': {'path': 'out.sqlite', 'table': 't', 'mode': 'append'}},
            'one': {'kind': 'ndjson_sink', 'params': {'path': 'a.ndjson'}},
            'two': {'kind': 'ndjson_sink', 'params': {'path': ')" +
                                 (clash ? "a.ndjson" : "b.ndjson") + R"('}}},
            'edges': [{'from': 'numbers.out', 'to': 'file.in'}, {'from': 'numbers.out', 'to': 'db.in'},
                      {'from': 'numbers.out', 'to': 'one.in'}, {'from': 'numbers.out', 'to': 'two.in'}]})";
        PlanOptions options;
        options.graphFolder = folder.toStdString();
        options.safeRun = safe;
        return plan(graphOf(text), builtinRegistry(), options);
    }

private Q_SLOTS:
    void nothingOutsideIsTouched() {
        const QTemporaryDir folder;
        const std::string database = folder.filePath("out.sqlite").toStdString();
        SqliteOracle oracle;
        oracle.attach(database, "file");
        oracle.execute("CREATE TABLE file.t (n INTEGER); INSERT INTO file.t VALUES (-1)");
        const Planning planning = plannedIn(folder.path(), 3'000, true);
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        const RunOutcome outcome = runPlan(planning.plan);
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{"out.sqlite"});
        QCOMPARE(oracle.count("SELECT COUNT(*) FROM file.t"), std::int64_t{1});
        for (const char* node : {"file", "db", "one", "two"}) {
            const RecordBatch& kept = outcome.published.at(node);
            QCOMPARE(kept.rows(), CaptureBuffer::kRecords);
            const auto values = kept.flattened().column(0).values<std::int64_t>();
            QCOMPARE(values.front(), std::int64_t{2'000});
            QCOMPARE(values.back(), std::int64_t{2'999});
        }
        for (const NodeMetrics& node : outcome.frame.nodes)
            QCOMPARE(std::max(node.recordsIn, node.recordsOut), std::int64_t{3'000});
    }

    void theSameGraphWritesWhenItIsMeantTo() {
        const QTemporaryDir folder;
        const Planning planning = plannedIn(folder.path(), 10, false);
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        QVERIFY(runPlan(planning.plan).ok());
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files, QDir::Name),
                 (QStringList{"a.ndjson", "b.ndjson", "out.csv", "out.sqlite"}));
    }

    void planAndReportSayThatItIsSafe() {
        const QTemporaryDir folder;
        const Planning planning = plannedIn(folder.path(), 10, true);
        QVERIFY(planning.plan != nullptr);
        QCOMPARE(codesOf(planning.diagnostics, true), std::string("MR1163"));
        const std::string& message = planning.diagnostics.items[0].message;
        QVERIFY2(message.find("`file`, `db`, `one`, `two`") != std::string::npos, message.c_str());
        const RunOutcome outcome = runPlan(planning.plan);
        QVERIFY(boost::json::serialize(outcome.report).find("MR1163") != std::string::npos);
    }

    void writersDoNotClashInASafeRun() {
        const QTemporaryDir folder;
        QCOMPARE(codesOf(plannedIn(folder.path(), 10, false, true).diagnostics), std::string("MR1160"));
        const Planning safe = plannedIn(folder.path(), 10, true, true);
        QVERIFY2(safe.plan != nullptr, toText(safe.diagnostics).c_str());
    }

    void parametersAreCheckedAllTheSame() {
        PlanOptions options;
        options.safeRun = true;
        const Planning planning = plan(graphOf(R"({'millrace': 1, 'nodes': {
            'numbers': {'kind': 'generate', 'params': {'count': 1, 'fields': {'n': {'type': 'sequence'}}}},
            'file': {'kind': 'csv_sink', 'params': {'path': 'out.csv', 'delimeter': ';'}}},
            'edges': [{'from': 'numbers.out', 'to': 'file.in'}]})"),
                                       builtinRegistry(), options);
        QVERIFY(planning.plan == nullptr);
    }

    void everyWorkerShowsItsShare() {
        PlanOptions options;
        options.safeRun = true;
        const Planning planning = plan(graphOf(R"({'millrace': 1, 'nodes': {
            'numbers': {'kind': 'generate', 'params': {'count': 900, 'fields': {'n': {'type': 'sequence'}}}},
            'end': {'kind': 'discard', 'concurrency': {'workers': 3}}},
            'edges': [{'from': 'numbers.out', 'to': 'end.in', 'partitioning': 'hash(n)'}]})"),
                                       builtinRegistry(), options);
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        const RunOutcome outcome = runPlan(planning.plan);
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        QCOMPARE(outcome.frame.nodes.back().subtasks, 3);
        const RecordBatch kept = outcome.published.at("end").flattened();
        const auto column = kept.column(0).values<std::int64_t>();
        std::vector<std::int64_t> numbers(column.begin(), column.end());
        QVERIFY(!std::is_sorted(numbers.begin(), numbers.end())); // one share below the other
        std::sort(numbers.begin(), numbers.end());
        QCOMPARE(numbers, countUpTo(900));
    }

    void aBufferShowsWhatCameLast() {
        FakeContext context;
        RecordingCollector out({});
        const SchemaPtr schema = makeSchema({{"n", TypeId::BigInt}});
        CaptureBuffer buffer({schema});
        buffer.open(context);
        QCOMPARE(context.published.size(), std::size_t{1});
        QCOMPARE(context.published[0].rows(), std::size_t{0});
        buffer.process(0, batchFromJson(schema, {{1}, {2}}), out);
        QCOMPARE(context.published.size(), std::size_t{1}); // at its time, not with each batch
        buffer.onDeadline(*buffer.nextDeadline(), out);
        QCOMPARE(context.published.back().rows(), std::size_t{2});
        QVERIFY(!buffer.nextDeadline());
        buffer.process(0, batchFromJson(schema, {{3}}), out);
        QVERIFY(buffer.onEnd(out));
        QCOMPARE(context.published.back().rows(), std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(TestSafeRun)
#include "tst_safe_run.moc"
