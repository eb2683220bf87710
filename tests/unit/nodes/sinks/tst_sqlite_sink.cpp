// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"
#include "tests/support/sqlite_query.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

const SchemaPtr kSchema = makeSchema({{"id", TypeId::BigInt}, {"v", TypeId::Double}});

RecordBatch numbers(std::vector<std::pair<Value, Value>> rows) {
    BatchBuilder builder(kSchema);
    for (const auto& [id, v] : rows)
        builder.appendRow({id, v});
    return builder.finish();
}

Value id(int n) { return std::int64_t{n}; }

} // namespace

class tst_sqlite_sink : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    int files_ = 0;
    std::string file_;

    NodeHarness sink(const std::string& more, SchemaPtr schema = kSchema) {
        const std::string params = "{\"path\": \"" + file_ + "\", \"table\": \"t\"" + more + "}";
        return NodeHarness(*builtinRegistry().find("sqlite_sink"), boost::json::parse(params).as_object(),
                           {std::move(schema)});
    }
    NodeHarness write(const std::string& more, const std::vector<RecordBatch>& batches) {
        NodeHarness harness = sink(more);
        harness.open();
        for (const RecordBatch& batch : batches)
            harness.feed(batch);
        harness.end();
        return harness;
    }
    std::string query(const std::string& sql) { return queryText(file_, sql); }
    /// The code of what is thrown.
    template <class Work> Diagnostic failure(Work work) {
        try {
            work();
        } catch (const DiagnosticError& error) {
            return error.diagnostics().items[0];
        }
        return {};
    }

private Q_SLOTS:
    void init() { file_ = folder_.filePath(QString("f%1.sqlite").arg(++files_)).toStdString(); }

    void everyTypeReadsBack() {
        const SchemaPtr schema = makeSchema({{"b", TypeId::Boolean},
                                             {"i", TypeId::Int},
                                             {"n", TypeId::BigInt},
                                             {"d", DataType::decimal(20, 3)},
                                             {"x", TypeId::Double},
                                             {"s", TypeId::String},
                                             {"y", TypeId::Bytes},
                                             {"t", TypeId::Timestamp},
                                             {"day", TypeId::Date},
                                             {"a \"name\"", DataType::structure({{"k", TypeId::String}})},
                                             {"l", DataType::array(TypeId::Int)}});
        BatchBuilder builder(schema);
        builder.appendRow({true, std::int32_t{-5}, std::int64_t{9007199254740993}, Decimal128{-1234}, 0.1,
                           "it's", std::string("\0\xFF", 2), std::int64_t{1479945600001}, std::int32_t{17129},
                           ValueList{"v"}, ValueList{std::int32_t{1}, Value()}});
        builder.appendRow(
            {Value(), Value(), Value(), Value(), Value(), "", "", Value(), Value(), Value(), Value()});
        NodeHarness harness = sink("", schema);
        harness.open();
        harness.feed(builder.finish());
        harness.end();
        QCOMPARE(query("SELECT b, i, n, d, x, s, hex(y), t, day, \"a \"\"name\"\"\", l, typeof(b), "
                       "typeof(d), typeof(x), typeof(t), typeof(y) FROM t"),
                 std::string("1|-5|9007199254740993|-1.234|0.1|it's|00FF|1479945600001|2016-11-24|{\"k\":"
                             "\"v\"}|[1,null]|integer|text|real|integer|blob\n"
                             "NULL|NULL|NULL|NULL|NULL|||NULL|NULL|NULL|NULL|null|null|null|null|blob\n"));
        QCOMPARE(
            query("SELECT type FROM pragma_table_info('t')"),
            std::string("INTEGER\nINTEGER\nINTEGER\nTEXT\nREAL\nTEXT\nBLOB\nINTEGER\nTEXT\nTEXT\nTEXT\n"));
    }

    void aTableThatIsReplacedHasOneWriterAtATime() {
        NodeHarness first = sink("");
        first.open();
        first.feed(numbers({{id(1), 0.5}}));
        const Diagnostic second = failure([&] { sink("").open(); });
        QCOMPARE(second.code, std::string("MR3134"));
        QVERIFY2(second.message.find("`t`") != std::string::npos, second.message.c_str());
        first.end();
        QCOMPARE(query("SELECT id FROM t"), std::string("1\n"));
        write("", {numbers({{id(2), 0.5}})});
        QCOMPARE(query("SELECT id FROM t"), std::string("2\n"));
    }

    void allRowsArriveWhateverTheBatch() {
        std::vector<RecordBatch> batches;
        int next = 0;
        for (const int size : {1, 63, 64, 65, 1000, 129}) {
            std::vector<std::pair<Value, Value>> rows;
            for (int i = 0; i < size; ++i, ++next)
                rows.emplace_back(id(next), next * 0.5);
            batches.push_back(withDecoys(numbers(rows)));
        }
        write(R"(, "batch": 100)", batches);
        QCOMPARE(query("SELECT COUNT(*), COUNT(DISTINCT id), SUM(id), SUM(v) FROM t"),
                 std::string("1322|1322|873181|436590.5\n"));
    }

    void replaceKeepsTheOldTableUntilTheEnd() {
        write("", {numbers({{id(1), 1.0}})});
        NodeHarness harness = sink("");
        harness.open();
        harness.feed(numbers({{id(2), 2.0}, {id(3), 3.0}}));
        harness.advance(10'000'000'000);
        QCOMPARE(query("SELECT id FROM t"), std::string("1\n"));
        harness.end();
        QCOMPARE(query("SELECT id FROM t"), std::string("2\n3\n"));
        QCOMPARE(query("SELECT name FROM sqlite_master"), std::string("t\n"));
    }

    void aStoppedRunLeavesTheOldTableAndNothingElse() {
        write("", {numbers({{id(1), 1.0}})});
        NodeHarness harness = sink("");
        harness.open();
        harness.feed(numbers({{id(2), 2.0}}));
        harness.advance(10'000'000'000);
        harness.abort();
        QCOMPARE(query("SELECT id FROM t"), std::string("1\n"));
        QCOMPARE(query("SELECT name FROM sqlite_master"), std::string("t\n"));
    }

    void appendAddsRows() {
        write(R"(, "mode": "append")", {numbers({{id(1), 1.0}})});
        write(R"(, "mode": "append")", {numbers({{id(1), 2.0}})});
        QCOMPARE(query("SELECT id, v FROM t"), std::string("1|1.0\n1|2.0\n"));
    }

    void upsertReplacesByKeyAlsoWithinABatch() {
        const char* const mode = R"(, "mode": "upsert", "key": ["id"])";
        write(mode, {numbers({{id(1), 1.0}, {id(2), 2.0}, {id(1), 3.0}})});
        write(mode, {numbers({{id(2), 4.0}, {id(3), Value()}})});
        QCOMPARE(query("SELECT id, v FROM t ORDER BY id"), std::string("1|3.0\n2|4.0\n3|NULL\n"));
    }

    void upsertWorksOnATableMadeBySomebodyElse() {
        query("CREATE TABLE t (v REAL, id INTEGER, extra TEXT DEFAULT 'x')");
        write(R"(, "mode": "upsert", "key": ["id"])", {numbers({{id(1), 1.0}, {id(1), 2.0}})});
        QCOMPARE(query("SELECT id, v, extra FROM t"), std::string("1|2.0|x\n"));
    }

    void nullKeysAreRejected() {
        NodeHarness harness =
            write(R"(, "mode": "upsert", "key": ["id"])", {numbers({{Value(), 1.0}, {id(1), 2.0}})});
        QCOMPARE(query("SELECT id FROM t"), std::string("1\n"));
        const Rows rejected = rowsOf(harness.output(0));
        QCOMPARE(rejected.size(), std::size_t{1});
        QCOMPARE(rejected[0][1].as<std::string>(), std::string("MR3319"));
        QVERIFY(rejected[0][0].as<std::string>().find("\"v\":1.0") != std::string::npos);
    }

    void rowsThatTheTableRefusesAreRejectedAndTheOthersStay() {
        query("CREATE TABLE t (id INTEGER UNIQUE, v REAL NOT NULL)");
        std::vector<std::pair<Value, Value>> rows;
        for (int i = 0; i < 200; ++i)
            rows.emplace_back(id(i == 150 ? 0 : i), i == 10 ? Value() : Value(1.0));
        NodeHarness harness = write(R"(, "mode": "append")", {withDecoys(numbers(rows))});
        QCOMPARE(query("SELECT COUNT(*), SUM(id) FROM t"), std::string("198|19740\n"));
        QCOMPARE(harness.rowsOut(0), std::size_t{2});
        QCOMPARE(failure([&] {
                     write(R"(, "mode": "append", "on_error": "stop")", {numbers({{id(1000), Value()}})});
                 }).code,
                 std::string("MR3318"));
    }

    void recordsAreCommittedInTime() {
        NodeHarness harness = sink(R"(, "mode": "append", "commit_every": "500 ms")");
        harness.open();
        harness.feed(numbers({{id(1), 1.0}}));
        harness.advance(400'000'000);
        QCOMPARE(query("SELECT COUNT(*) FROM t"), std::string("0\n"));
        harness.advance(200'000'000);
        QCOMPARE(query("SELECT COUNT(*) FROM t"), std::string("1\n"));
        harness.end();
    }

    void severalSinksShareAFile() {
        NodeHarness a = sink("");
        a.context().nodeId = "a";
        const std::string params = "{\"path\": \"" + file_ + "\", \"table\": \"u\", \"batch\": 1}";
        NodeHarness b(*builtinRegistry().find("sqlite_sink"), boost::json::parse(params).as_object(),
                      {kSchema});
        a.open();
        b.open();
        for (int i = 0; i < 20; ++i) {
            a.feed(numbers({{id(i), 1.0}}));
            b.feed(numbers({{id(i), 1.0}}));
        }
        a.end();
        b.end();
        QCOMPARE(query("SELECT (SELECT COUNT(*) FROM t), (SELECT COUNT(*) FROM u)"), std::string("20|20\n"));
    }

    void aMissingColumnIsNamed() {
        query("CREATE TABLE t (id INTEGER, value REAL)");
        const Diagnostic d = failure([&] { write(R"(, "mode": "append")", {}); });
        QCOMPARE(d.code, std::string("MR3315"));
        QVERIFY(d.message.find("`v`") != std::string::npos);
    }

    void aMissingFolderIsNamed() {
        file_ = folder_.filePath("no/such/f.sqlite").toStdString();
        const Diagnostic d = sink("").problems().items.at(0);
        QCOMPARE(d.code, std::string("MR3311"));
        QVERIFY(d.hint.find("no/such") != std::string::npos);
        QCOMPARE(d.parameter, std::string("path"));
    }

    void aFileThatIsNoDatabaseIsLeftAlone() {
        QFile file(QString::fromStdString(file_));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(5000, 'x'));
        file.close();
        QCOMPARE(failure([&] { write("", {}); }).code, std::string("MR3311"));
        QCOMPARE(file.size(), 5000);
    }

    void aReadOnlyFileIsSaidToBeOne() {
        write("", {numbers({{id(1), 1.0}})});
        const std::string folder = folder_.path().toStdString();
        QCOMPARE(chmod(file_.c_str(), 0444), 0);
        QCOMPARE(chmod(folder.c_str(), 0555), 0);
        // Permissions do not hold for root: become somebody else for the moment.
        const bool root = geteuid() == 0;
        if (root) QCOMPARE(seteuid(65534), 0);
        const Diagnostic d = failure([&] { write("", {}); });
        if (root) QCOMPARE(seteuid(0), 0);
        QCOMPARE(chmod(folder.c_str(), 0755), 0);
        QVERIFY2(d.code == "MR3312", toText(d).c_str());
        QVERIFY(!d.hint.empty());
        QCOMPARE(query("SELECT id FROM t"), std::string("1\n"));
    }

    void aFullDiskFailsAndKeepsTheOldTable() {
        write("", {numbers({{id(1), 1.0}})});
        std::vector<std::pair<Value, Value>> rows;
        for (int i = 0; i < 20'000; ++i)
            rows.emplace_back(id(i), i * 0.1);
        NodeHarness harness = sink(R"(, "max_size": "64 KiB", "batch": 1000)");
        harness.open();
        const Diagnostic d = failure([&] { harness.feed(numbers(rows)); });
        QCOMPARE(d.code, std::string("MR3313"));
        QVERIFY(d.hint.find("max_size") != std::string::npos);
        harness.abort();
        QCOMPARE(query("SELECT id FROM t"), std::string("1\n"));
    }

    void aLockedFileIsWaitedForUntilTheRunStops() {
        write("", {numbers({{id(1), 1.0}})});
        sqlite3* other = nullptr;
        QCOMPARE(sqlite3_open(file_.c_str(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);

        NodeHarness patient = sink(R"(, "mode": "append")");
        QCOMPARE(failure([&] { patient.open(); }).code, std::string("MR3314"));
        QCOMPARE(patient.context().waited / 1'000'000'000, 10);

        NodeHarness stopped = sink(R"(, "mode": "append")");
        stopped.context().stop = true;
        QVERIFY_EXCEPTION_THROWN(stopped.open(), RunStopped);
        QCOMPARE(stopped.context().waited, 0);
        stopped.abort();
        sqlite3_close(other);
    }

    void whatAnUnfinishedRunLeavesIsSaid() {
        const auto remains = [this](const std::string& mode) {
            NodeHarness harness = sink(mode);
            harness.open();
            harness.feed(numbers({{id(2), 2.0}}));
            harness.abort();
            return harness.context().reported.items.at(0).message;
        };
        // Nothing came: there is nothing to say.
        for (const char* mode : {"", R"(, "mode": "append")"}) {
            NodeHarness untouched = sink(mode);
            untouched.open();
            untouched.abort();
            QVERIFY(untouched.context().reported.empty());
        }
        QVERIFY(remains("").find("as it was") != std::string::npos);
        QVERIFY(remains(R"(, "mode": "append")").find("1 records that waited") != std::string::npos);
    }

    void wrongSettingsAreRefused() {
        file_ = "";
        QCOMPARE(sink("").problems().items.at(0).parameter, std::string("path"));
        file_ = folder_.filePath("new.sqlite").toStdString();
        QCOMPARE(sink(R"(, "table": "")").problems().items.at(0).parameter, std::string("table"));
        QCOMPARE(sink(R"(, "mode": "upsert")").problems().items[0].parameter, std::string("key"));
        QVERIFY(!sink(R"(, "mode": "upsert", "key": ["v"])").isBound());
        QVERIFY(!sink("", makeSchema({{"a", TypeId::Int}, {"A", TypeId::Int}})).isBound());
    }
};

QTEST_GUILESS_MAIN(tst_sqlite_sink)
#include "tst_sqlite_sink.moc"
