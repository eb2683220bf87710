// SPDX-License-Identifier: Apache-2.0
// Tables under checkpoints: a sink that dies anywhere (it is destroyed, which leaves what a crash leaves) and
// goes on from its last snapshot writes the same table as one that does not.

#include "engine/data/batch_builder.h"
#include "nodes/support/sqlite_staging.h"
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"
#include "tests/support/sqlite_query.h"

#include <sqlite3.h>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

const SchemaPtr kSchema = makeSchema({{"id", TypeId::BigInt}, {"v", TypeId::Double}});

RecordBatch numbers(const std::vector<std::pair<std::int64_t, Value>>& rows) {
    BatchBuilder builder(kSchema);
    for (const auto& [id, v] : rows)
        builder.appendRow({id, v});
    return builder.finish();
}

/// Three records; the first has the number of one in the batch before, and one has no value.
RecordBatch batch(std::int64_t number) {
    return numbers({{number * 2, 0.5 + static_cast<double>(number)},
                    {number * 2 + 1, 1.5},
                    {number * 2 + 2, number % 2 == 0 ? Value() : Value(2.5)}});
}

enum class Step { Feed, Snapshot, Commit, End, LastCommit, Close };
const std::vector<Step> kSteps = {Step::Feed,   Step::Feed, Step::Snapshot,   Step::Feed,       Step::Commit,
                                  Step::Commit, Step::Feed, Step::Snapshot,   Step::Commit,     Step::Feed,
                                  Step::Feed,   Step::End,  Step::LastCommit, Step::LastCommit, Step::Close};

/// What the engine would know after a crash.
struct Saved {
    Epoch epoch = kNoEpoch;
    std::string state;
    std::int64_t fed = 0;
    std::size_t step = 0;     ///< where to go on in kSteps
    std::size_t rejected = 0; ///< rows that went out before the snapshot
};

const std::string kAppend = R"json(, "mode": "append")json";

} // namespace

class tst_sqlite_sink_checkpoints : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    int files_ = 0;
    std::string file_;

    void newFile() { file_ = folder_.filePath(QString("f%1.sqlite").arg(++files_)).toStdString(); }
    std::unique_ptr<NodeHarness> sink(const std::string& more, const std::string& node = "sub/db") const {
        const std::string params = "{\"path\": \"" + file_ + "\", \"table\": \"t\"" + more + "}";
        auto harness =
            std::make_unique<NodeHarness>(*builtinRegistry().find("sqlite_sink"),
                                          boost::json::parse(params).as_object(), std::vector{kSchema});
        harness->context().nodeId = node;
        return harness;
    }
    std::string query(const std::string& sql) { return queryText(file_, sql); }
    std::string tables() {
        return query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
            "ORDER BY name");
    }
    /// Goes on from `from` up to the step before `until`, and dies there. Returns what is saved then; `all`
    /// is how many rows were rejected in the whole of that life and those before.
    Saved live(const std::string& more, const Saved& from, std::size_t until, std::size_t* all = nullptr) {
        const auto harness = sink(more);
        harness->openWithCheckpoints(from.epoch, from.epoch == kNoEpoch ? nullptr : &from.state);
        Saved saved = from;
        Saved now = from;
        while (now.step < until) {
            const Step step = kSteps[now.step++];
            if (step == Step::Feed) harness->feed(batch(now.fed++));
            if (step == Step::Commit || step == Step::LastCommit) harness->commit(now.epoch);
            if (step == Step::Close) harness->op().close();
            if (step != Step::Snapshot && step != Step::End) continue;
            ++now.epoch;
            if (step == Step::End) harness->endInput();
            now.state = harness->snapshot(now.epoch);
            now.rejected = from.rejected + harness->rowsOut(0);
            saved = now;
            // A source that is at its end ends again.
            if (step == Step::End) --saved.step;
        }
        if (all) *all = from.rejected + harness->rowsOut(0);
        return saved;
    }
    template <class Work> std::string codeOf(Work work) {
        try {
            work();
        } catch (const DiagnosticError& error) {
            return error.diagnostics().items[0].code;
        }
        return "none";
    }
    std::string resumeCode(const std::string& more, const std::string& state, Epoch epoch = 1) {
        return codeOf([&] { sink(more)->openWithCheckpoints(epoch, &state); });
    }
    /// A run that dies after its first snapshot.
    std::string half(const std::string& more, const std::string& node = "sub/db") {
        const auto harness = sink(more, node);
        harness->openWithCheckpoints();
        harness->feed(numbers({{1, 1.0}, {2, 2.0}}));
        return harness->snapshot(1);
    }

private Q_SLOTS:
    void init() { newFile(); }

    void theTableIsTheSameWhereverItDies_data() {
        QTest::addColumn<QString>("more");
        QTest::addColumn<QString>("before");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("rejected");
        QTest::addColumn<int>("every"); ///< each step, or each third
        const QString small = R"json(, "batch": 4)json";
        const QString append = R"json(, "mode": "append")json" + small;
        const QString upsert = R"json(, "mode": "upsert", "key": ["id"])json" + small;
        QTest::newRow("replace") << small << "CREATE TABLE t (old TEXT)" << 18 << 0 << 1;
        QTest::newRow("append") << append << "" << 18 << 0 << 1;
        QTest::newRow("append in large transactions") << R"json(, "mode": "append")json"
                                                      << "" << 18 << 0 << 3;
        QTest::newRow("upsert") << upsert << "" << 13 << 0 << 1;
        QTest::newRow("upsert, table of others")
            << upsert << "CREATE TABLE t (v REAL, id INTEGER)" << 13 << 0 << 3;
        // Here rows are refused while a snapshot is taken.
        QTest::newRow("append, unique")
            << R"json(, "mode": "append", "batch": 7)json"
            << "CREATE TABLE t (id INTEGER PRIMARY KEY, v REAL); INSERT INTO t VALUES (7, 0.1)" << 13 << 6
            << 1;
        QTest::newRow("append, not null")
            << append << "CREATE TABLE t (id INTEGER, v REAL NOT NULL)" << 15 << 3 << 3;
        QTest::newRow("append, trigger")
            << append
            << "CREATE TABLE t (id INTEGER, v REAL); CREATE TRIGGER no BEFORE INSERT ON t WHEN NEW.id = 3 "
               "BEGIN SELECT RAISE(ABORT, 'no threes'); END"
            << 17 << 1 << 3;
    }
    void theTableIsTheSameWhereverItDies() {
        QFETCH(QString, more);
        QFETCH(QString, before);
        QFETCH(int, rows);
        QFETCH(int, rejected);
        QFETCH(int, every);
        const std::string params = more.toStdString();
        const std::string content = "SELECT id, v FROM t ORDER BY rowid";
        const std::size_t all = kSteps.size();
        const auto prepare = [&] {
            QFile::remove(QString::fromStdString(file_));
            newFile();
            if (!before.isEmpty()) QCOMPARE(query(before.toStdString()), std::string());
        };
        prepare();
        std::size_t gone = 0;
        live(params, {}, all, &gone);
        const std::string wanted = query(content);
        QCOMPARE(std::count(wanted.begin(), wanted.end(), '\n'), std::ptrdiff_t{rows});
        QCOMPARE(gone, static_cast<std::size_t>(rejected));
        QCOMPARE(tables(), std::string("millrace_epochs\nt\n"));

        for (std::size_t first = 0; first <= all; first += static_cast<std::size_t>(every)) {
            prepare();
            Saved saved = live(params, {}, first);
            const std::size_t second = std::min(saved.step + 1 + first % 5, all);
            saved = live(params, saved, second);
            live(params, saved, all, &gone);
            const std::string where =
                "died before step " + std::to_string(first) + " and " + std::to_string(second);
            QVERIFY2(query(content) == wanted, (where + ":\n" + query(content)).c_str());
            QVERIFY2(tables() == "millrace_epochs\nt\n", where.c_str());
            QVERIFY2(gone == static_cast<std::size_t>(rejected),
                     (where + ": " + std::to_string(gone) + " rejected").c_str());
        }
    }

    void nothingIsSeenBeforeItsCommit() {
        const auto appended = sink(kAppend);
        appended->openWithCheckpoints();
        appended->feed(numbers({{1, 1.0}}));
        appended->advance(60'000'000'000);
        appended->snapshot(1);
        appended->feed(numbers({{2, 2.0}}));
        appended->advance(60'000'000'000);
        QCOMPARE(query("SELECT COUNT(*) FROM t"), std::string("0\n"));
        appended->commit(1);
        appended->commit(1);
        QCOMPARE(query("SELECT id FROM t"), std::string("1\n"));
        appended->snapshot(2);
        appended->feed(numbers({{3, 3.0}}));
        appended->snapshot(3);
        QCOMPARE(query("SELECT id FROM t"), std::string("1\n"));
        appended->commit(3);
        QCOMPARE(query("SELECT id FROM t"), std::string("1\n2\n3\n"));
        QCOMPARE(query("SELECT sink, epoch FROM millrace_epochs"), std::string("t.sub/db|3\n"));
    }

    void aReplacedTableStaysUntilTheEnd() {
        query("CREATE TABLE t (old TEXT); INSERT INTO t VALUES ('x')");
        const auto harness = sink("");
        harness->openWithCheckpoints();
        harness->feed(numbers({{1, 1.0}}));
        harness->endWith(1);
        QCOMPARE(query("SELECT * FROM t"), std::string("x\n"));
        harness->op().close();
        QCOMPARE(query("SELECT * FROM t"), std::string("1|1.0\n"));
    }

    void sinksOfOneGraphAddToOneTable() {
        const auto a = sink(kAppend, "a");
        const auto b = sink(kAppend, "b");
        a->openWithCheckpoints();
        b->openWithCheckpoints();
        QCOMPARE(codeOf([&] { sink(kAppend, "a")->openWithCheckpoints(); }), std::string("MR3134"));
        for (NodeHarness* harness : {a.get(), b.get()}) {
            harness->feed(numbers({{1, 1.0}}));
            harness->endWith(1);
            harness->op().close();
        }
        QCOMPARE(query("SELECT id FROM t"), std::string("1\n1\n"));
    }

    void aDatabaseOfAnotherTimeIsRefused() {
        const std::string state = half(kAppend);
        QCOMPARE(resumeCode(kAppend, state, 1), std::string("none"));
        QCOMPARE(query("SELECT id FROM t"), std::string("1\n2\n"));
        QCOMPARE(resumeCode(kAppend, state, 1), std::string("none"));
        query("UPDATE millrace_epochs SET epoch = 2");
        QCOMPARE(resumeCode(kAppend, state, 1), std::string("MR4624"));

        newFile();
        const std::string staged = half(kAppend);
        query("DROP TABLE \"millrace_staged_t.sub/db\"");
        QCOMPARE(resumeCode(kAppend, staged), std::string("MR4624"));

        newFile();
        const std::string replaced = half("");
        query("DELETE FROM \"millrace_staged_t.sub/db\" WHERE id = 2");
        QCOMPARE(resumeCode("", replaced), std::string("MR4624"));
    }

    void aRunThatBeginsAnewTakesThePlaceOver() {
        for (const std::string& more : {std::string(), kAppend}) {
            newFile();
            const std::string old = half(more);
            QCOMPARE(resumeCode(more, "", 1), std::string("MR4611"));
            const std::string state = half(more);
            QCOMPARE(resumeCode(more, old), std::string("MR4623"));
            half(more, "other");
            QCOMPARE(resumeCode(more, state), std::string("none"));
            live(more, {}, kSteps.size());
            const std::string lines = more.empty() ? "18\n" : "20\n"; // two of the run before were committed
            QCOMPARE(query("SELECT COUNT(*) FROM t"), lines);
        }
        const std::string state = half(kAppend);
        newFile();
        QCOMPARE(resumeCode(kAppend, state), std::string("MR4623"));
    }

    /// Rows are tried behind all that wait: record by record that would be a square of them.
    void whatATableWithRulesIsTriedWithGrowsWithItsRows() {
        query("CREATE TABLE t (id INTEGER UNIQUE, v REAL CHECK (v >= 0))");
        FakeContext context;
        SqliteDatabase database(file_, 0, context);
        SqliteStaging staging(database, {.table = "t", .schema = kSchema, .key = {}}, "db", nullptr);
        constexpr std::int64_t kRows = 3000;
        std::vector<RecordBatch> waiting;
        std::vector<std::int64_t> refused;
        const std::int64_t begin = sqlite3_total_changes64(database.handle());
        for (std::int64_t id = 1; id <= kRows; ++id) {
            // Each hundredth is there already, each tenth has no good value.
            waiting.push_back(numbers({{id % 100 == 0 ? 1 : id, id % 10 == 5 ? -1.0 : 1.0}}));
            if (staging.areTooFew(waiting.size()) && id < kRows) continue;
            SqliteTransaction transaction(database);
            staging.insert(waiting, [&](std::size_t batch, std::uint32_t, const std::string&) {
                refused.push_back(id - static_cast<std::int64_t>(waiting.size() - batch) + 1);
            });
            transaction.commit();
            waiting.clear();
        }
        const std::int64_t changes = sqlite3_total_changes64(database.handle()) - begin;
        QVERIFY2(changes < 15 * kRows, std::to_string(changes).c_str());
        std::vector<std::int64_t> wanted;
        for (std::int64_t id = 1; id <= kRows; ++id)
            if (id % 100 == 0 || id % 10 == 5) wanted.push_back(id);
        QVERIFY(refused == wanted);
        std::string state;
        ByteWriter to(state);
        staging.snapshot(1, to);
        QCOMPARE(staging.commit(1, true).count, std::int64_t{0});
        QVERIFY2(!staging.areTooFew(1), "nothing waits any more");
        QCOMPARE(query("SELECT COUNT(*) FROM t"), std::to_string(kRows - std::ssize(wanted)) + "\n");
    }

    void rowsThatAreRefusedAtTheirCommitAreKept() {
        query("CREATE TABLE t (id INTEGER UNIQUE, v REAL)");
        const auto harness = sink(kAppend);
        harness->openWithCheckpoints();
        harness->feed(numbers({{1, 1.0}, {2, 2.0}, {3, 3.0}}));
        harness->snapshot(1);
        query("INSERT INTO t VALUES (2, 0.0)");
        harness->commit(1);
        harness->commit(1);
        QCOMPARE(query("SELECT id, v FROM t ORDER BY id"), std::string("1|1.0\n2|0.0\n3|3.0\n"));
        QCOMPARE(query("SELECT * FROM \"millrace_refused_t.sub/db\""),
                 std::string("2|2.0|UNIQUE constraint failed: t.id\n"));
        const Diagnostic said = harness->context().reported.items.at(0);
        QCOMPARE(said.code, std::string("MR4625"));
        QVERIFY(said.severity == Severity::Warning &&
                said.hint.find("millrace_refused_t") != std::string::npos);
        QVERIFY(harness->output(0).empty());
    }

    void orStopTheRunUntilTheTableIsMended() {
        query("CREATE TABLE t (id INTEGER UNIQUE, v REAL)");
        const std::string stop = kAppend + R"json(, "on_error": "stop")json";
        std::string state;
        {
            const auto harness = sink(stop);
            harness->openWithCheckpoints();
            harness->feed(numbers({{1, 1.0}, {2, 2.0}}));
            state = harness->snapshot(1);
            query("INSERT INTO t VALUES (2, 0.0)");
            QCOMPARE(codeOf([&] { harness->commit(1); }), std::string("MR4625"));
            harness->abort();
        }
        QCOMPARE(query("SELECT id, v FROM t"), std::string("2|0.0\n"));
        QCOMPARE(resumeCode(stop, state), std::string("MR4625"));
        query("DELETE FROM t");
        QCOMPARE(resumeCode(stop, state), std::string("none"));
        QCOMPARE(query("SELECT id, v FROM t"), std::string("1|1.0\n2|2.0\n"));
    }

    void whatFailsLeavesWhatTheNextRunNeeds() {
        for (const std::string& more : {std::string(), kAppend}) {
            newFile();
            auto harness = sink(more);
            harness->openWithCheckpoints();
            harness->feed(numbers({{1, 1.0}}));
            harness->abort();
            QVERIFY(tables().find("staged") == std::string::npos);
            harness = sink(more);
            harness->openWithCheckpoints();
            harness->feed(numbers({{1, 1.0}}));
            const std::string state = harness->snapshot(1);
            harness->feed(numbers({{2, 2.0}}));
            harness->abort();
            QCOMPARE(harness->context().reported.items.at(0).code, std::string("MR3322"));
            harness = sink(more);
            harness->openWithCheckpoints(1, &state);
            harness->feed(numbers({{3, 3.0}}));
            harness->endWith(2);
            harness->op().close();
            QCOMPARE(query("SELECT id FROM t"), std::string("1\n3\n"));
        }
    }

    void aTableThatWasCompleteMayGetMore() {
        const Saved saved = live("", {}, kSteps.size());
        std::string state;
        {
            const auto harness = sink("");
            harness->openWithCheckpoints(saved.epoch, &saved.state);
            state = harness->snapshot(8);
            harness->commit(8);
        }
        {
            const auto harness = sink("");
            harness->openWithCheckpoints(8, &state);
            harness->feed(numbers({{100, 1.0}}));
            state = harness->snapshot(9);
            harness->feed(numbers({{101, 1.0}}));
        }
        QCOMPARE(query("SELECT COUNT(*), MAX(id) FROM t"), std::string("18|12\n"));
        const auto harness = sink("");
        harness->openWithCheckpoints(9, &state);
        harness->endWith(10);
        harness->op().close();
        QCOMPARE(query("SELECT COUNT(*), MAX(id) FROM t"), std::string("19|100\n"));
    }

    void columnsMayHaveTheNamesOfRows() {
        const SchemaPtr schema = makeSchema(
            {{"rowid", TypeId::BigInt}, {"Millrace_Row", TypeId::BigInt}, {"oid", TypeId::BigInt}});
        for (const char* mode : {"replace", "append"}) {
            newFile();
            NodeHarness harness(*builtinRegistry().find("sqlite_sink"),
                                boost::json::parse("{\"path\": \"" + file_ +
                                                   R"json(", "table": "t", "mode": ")json" + mode + "\"}")
                                    .as_object(),
                                {schema});
            BatchBuilder rows(schema);
            rows.appendRow({std::int64_t{1}, std::int64_t{7}, std::int64_t{8}});
            rows.appendRow({std::int64_t{1}, std::int64_t{7}, std::int64_t{8}});
            harness.openWithCheckpoints();
            harness.feed(rows.finish());
            harness.endWith(1);
            harness.op().close();
            QCOMPARE(query("SELECT rowid, Millrace_Row, oid FROM t"), std::string("1|7|8\n1|7|8\n"));
        }
    }

    void brokenStatesAreRefused() {
        query("CREATE TABLE t (id INTEGER UNIQUE, v REAL)");
        std::string state;
        {
            const auto harness = sink(kAppend);
            harness->openWithCheckpoints();
            harness->feed(numbers({{1, 1.0}, {1, 2.0}}));
            state = harness->snapshot(1); // with a rejected row
        }
        for (std::size_t size = 0; size < state.size(); ++size)
            QCOMPARE(resumeCode(kAppend, state.substr(0, size)), std::string("MR4611"));
        QCOMPARE(resumeCode(kAppend, state + "x"), std::string("MR4611"));
        for (std::size_t i = 0; i < state.size(); ++i) {
            for (const int bit : {0, 3, 6, 7}) {
                std::string flipped = state;
                flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
                const std::string code = resumeCode(kAppend, flipped);
                QVERIFY2(code == "none" || code.starts_with("MR46"), code.c_str());
            }
        }
    }

    void theGuaranteeIsSaid() {
        for (const std::string& more :
             {std::string(), kAppend, std::string(R"json(, "mode": "upsert", "key": ["id"])json")}) {
            const auto harness = sink(more);
            QVERIFY(harness->node().delivery == DeliveryGuarantee::ExactlyOnce);
            QVERIFY(harness->node().state == StateRule::Saved);
            QVERIFY(!harness->node().deliveryReason.empty());
        }
    }
};

QTEST_GUILESS_MAIN(tst_sqlite_sink_checkpoints)
#include "tst_sqlite_sink_checkpoints.moc"
