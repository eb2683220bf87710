// SPDX-License-Identifier: Apache-2.0
#include "engine/store/frame_codec.h"
#include "engine/store/sqlite_run_store.h"

#include <sqlite3.h>
#include <QtTest>
#include <filesystem>
#include <fstream>

using namespace millrace;

namespace {

MetricsFrame someFrame(std::int64_t elapsedNs) {
    MetricsFrame frame;
    frame.elapsedNs = elapsedNs;
    frame.wallClock = 1'480'000'000'123;
    frame.state = RunState::Running;
    frame.cpuSeconds = 1.25;
    frame.residentBytes = 1 << 28;
    frame.maxResidentBytes = 3 << 28;
    frame.observerCost = 0.008;
    frame.bottleneck = 1;
    frame.nodes.resize(2);
    frame.nodes[0].recordsOut = elapsedNs / 1000;
    frame.nodes[0].progress = 0.5;
    frame.nodes[0].portRecords = {7, 0};
    frame.nodes[1].recordsIn = INT64_MAX;
    frame.nodes[1].busyNs = -1;
    frame.nodes[1].injectedIn = 3;
    frame.nodes[1].injectedOut = 4;
    frame.nodes[1].watermark = kMinWatermark;
    HistogramSnapshot latency;
    latency.add(3, 10);
    latency.add(700, 1);
    frame.nodes[1].latency = latency;
    frame.nodes[0].client = {{Metric::Lag, "positions[0]", 12}, {Metric::RoundTrip, "broker:9092", 850}};
    frame.edges.resize(1);
    frame.edges[0].sent = 99;
    frame.edges[0].held = true;
    frame.edges[0].blockedBy = "clean";
    return frame;
}

/// What the first layout made of a frame of two nodes and a wire: stores of that time must stay readable.
const std::string kFrameOfLayout1 =
    QByteArray::fromHex(
        "010af6c1feed92560480808080808080fa3f808080800200020200f2c001000000000000000000"
        "0000000000020000000000e8c00100000000000000000000000000000002000000000202030ab9"
        "050101c601000000000005636c65616e")
        .toStdString();

StoredRun someRun(const std::string& id, EpochMs startedAt) {
    StoredRun run;
    run.summary = {id, "Fleet", "fleet.mill", "abc", startedAt, 3.5, "finished", UINT64_MAX, 115'088, 8'100};
    run.graph = "{\"millrace\": 1}";
    run.plan = "{}";
    run.report = "{\"state\": \"finished\"}";
    run.nodeIds = {"buses", "clean"};
    run.edgeIds = {"buses.out->clean.in"};
    run.frames = {someFrame(1'000'000), someFrame(2'000'000)};
    return run;
}

} // namespace

class TestSqliteRunStore : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string path(const char* name) const {
        return folder_.filePath(QString::fromUtf8(name)).toStdString();
    }

private Q_SLOTS:
    void framesSurviveTheCodec() {
        const std::string blob = encodeFrame(someFrame(5));
        const auto back = decodeFrame(blob);
        QVERIFY(back.has_value());
        QCOMPARE(encodeFrame(*back), blob);
        QCOMPARE(back->nodes[1].recordsIn, INT64_MAX);
        QCOMPARE(*back->nodes[1].watermark, kMinWatermark);
        QCOMPARE(back->nodes[1].latency->count(), std::uint64_t{11});
        QCOMPARE(back->edges[0].blockedBy, std::string("clean"));
        QCOMPARE(back->nodes[1].injectedIn, std::int64_t{3});
        QCOMPARE(back->nodes[1].injectedOut, std::int64_t{4});
        QVERIFY(back->nodes[0].client == someFrame(5).nodes[0].client);
        QVERIFY(back->edges[0].held && !back->edges[0].fused);
        QVERIFY(back->bottleneck == std::size_t{1});
        QCOMPARE(back->residentBytes, std::int64_t{1} << 28);
        QCOMPARE(back->maxResidentBytes, std::int64_t{3} << 28);
    }

    void framesOfTheFirstLayoutAreRead() {
        const auto frame = decodeFrame(kFrameOfLayout1);
        QVERIFY(frame.has_value());
        QCOMPARE(frame->residentBytes, std::int64_t{1} << 28);
        QCOMPARE(frame->maxResidentBytes, std::int64_t{0}); // was not stored
        QCOMPARE(frame->nodes.size(), std::size_t{2});
        QCOMPARE(frame->nodes[1].recordsIn, std::int64_t{12'340});
        QCOMPARE(frame->nodes[1].latency->count(), std::uint64_t{11});
        QCOMPARE(frame->nodes[1].injectedIn, std::int64_t{0}); // was not counted
        QVERIFY(!frame->edges[0].held);
        QCOMPARE(frame->edges[0].blockedBy, std::string("clean"));
        for (std::size_t size = 0; size < kFrameOfLayout1.size(); ++size)
            QVERIFY(!decodeFrame(kFrameOfLayout1.substr(0, size)));
    }

    void framesOfANewerLayoutAreRefused() {
        std::string blob = encodeFrame(someFrame(5));
        ++blob[0];
        QVERIFY(!decodeFrame(blob));
    }

    void cutFramesAreRefused() {
        const std::string blob = encodeFrame(someFrame(5));
        for (std::size_t size = 0; size < blob.size(); ++size)
            QVERIFY(!decodeFrame(blob.substr(0, size)));
        QVERIFY(!decodeFrame(blob + "x"));
    }

    void corruptFramesNeverReadOutOfBounds() {
        const std::string blob = encodeFrame(someFrame(5));
        for (std::size_t i = 0; i < blob.size(); ++i) {
            for (const char byte : {'\0', '\x7f', '\xff'}) {
                std::string bad = blob;
                bad[i] = byte;
                decodeFrame(bad); // the sanitizers watch
            }
        }
    }

    void aSavedRunComesBackWhole() {
        auto store = SqliteRunStore::open(path("a.sqlite")).value();
        store->save(someRun("r1", 1000)).value();
        const StoredRun back = store->load("r1").value();
        QCOMPARE(back.summary.seed, UINT64_MAX);
        QCOMPARE(back.summary.graphName, std::string("Fleet"));
        QCOMPARE(back.nodeIds, someRun("r1", 1000).nodeIds);
        QCOMPARE(back.edgeIds, someRun("r1", 1000).edgeIds);
        QCOMPARE(back.frames.size(), std::size_t{2});
        QCOMPARE(encodeFrame(back.frames[1]), encodeFrame(someFrame(2'000'000)));
    }

    void theListIsNewestFirstAndLimited() {
        auto store = SqliteRunStore::open(path("b.sqlite")).value();
        for (int i = 0; i < 5; ++i)
            store->save(someRun("r" + std::to_string(i), 1000 + i)).value();
        const auto runs = store->list(3).value();
        QCOMPARE(runs.size(), std::size_t{3});
        QCOMPARE(runs.front().id, std::string("r4"));
    }

    void savingAgainReplaces() {
        auto store = SqliteRunStore::open(path("c.sqlite")).value();
        store->save(someRun("r", 1)).value();
        StoredRun shorter = someRun("r", 2);
        shorter.frames.resize(1);
        store->save(shorter).value();
        QCOMPARE(store->list(10).value().size(), std::size_t{1});
        QCOMPARE(store->load("r").value().frames.size(), std::size_t{1});
        store->remove("r").value();
        QVERIFY(store->load("r").error().items.front().code == "MR6005");
    }

    void aFileOfAnotherProgramIsRefused() {
        sqlite3* db = nullptr;
        QCOMPARE(sqlite3_open(path("other.sqlite").c_str(), &db), SQLITE_OK);
        sqlite3_exec(db, "CREATE TABLE mine (x)", nullptr, nullptr, nullptr);
        sqlite3_close(db);
        QCOMPARE(SqliteRunStore::open(path("other.sqlite")).error().items.front().code,
                 std::string("MR6002"));

        std::ofstream(path("text.sqlite"))
            << "this is not a database, just a text that is long enough to be read as one....";
        const auto failed = SqliteRunStore::open(path("text.sqlite"));
        QVERIFY(failed.has_error());
        QVERIFY(failed.error().items.front().file.find("text.sqlite") != std::string::npos);
    }

    void aStoreOfANewerVersionIsRefused() {
        { auto store = SqliteRunStore::open(path("new.sqlite")).value(); }
        sqlite3* db = nullptr;
        sqlite3_open(path("new.sqlite").c_str(), &db);
        sqlite3_exec(db, "PRAGMA user_version = 99", nullptr, nullptr, nullptr);
        sqlite3_close(db);
        QCOMPARE(SqliteRunStore::open(path("new.sqlite")).error().items.front().code, std::string("MR6003"));
    }

    void aStoreOfTheFirstVersionIsBroughtUpToDate() {
        {
            auto store = SqliteRunStore::open(path("old.sqlite")).value();
            store->save(someRun("old", 1000)).value();
        }
        sqlite3* db = nullptr;
        sqlite3_open(path("old.sqlite").c_str(), &db);
        sqlite3_stmt* update = nullptr;
        sqlite3_prepare_v2(db, "UPDATE frame SET data = ?", -1, &update, nullptr);
        sqlite3_bind_blob(update, 1, kFrameOfLayout1.data(), static_cast<int>(kFrameOfLayout1.size()),
                          SQLITE_STATIC);
        QCOMPARE(sqlite3_step(update), SQLITE_DONE);
        sqlite3_finalize(update);
        sqlite3_exec(db, "ALTER TABLE run DROP COLUMN simulated; PRAGMA user_version = 1", nullptr, nullptr,
                     nullptr);
        sqlite3_close(db);

        auto store = SqliteRunStore::open(path("old.sqlite")).value();
        const StoredRun old = store->load("old").value();
        QCOMPARE(old.frames.size(), std::size_t{2});
        QCOMPARE(old.frames[0].nodes[0].recordsOut, std::int64_t{12'345});
        store->save(someRun("new", 2000)).value();
        QCOMPARE(store->load("new").value().frames[0].maxResidentBytes, std::int64_t{3} << 28);
        QCOMPARE(store->list(10).value().size(), std::size_t{2});
    }

    void aMissingFolderIsAnErrorWithAHint() {
        const auto failed = SqliteRunStore::open(path("no/such/folder/x.sqlite"));
        QCOMPARE(failed.error().items.front().code, std::string("MR6001"));
        QVERIFY(!failed.error().items.front().hint.empty());
    }
};

QTEST_GUILESS_MAIN(TestSqliteRunStore)
#include "tst_sqlite_run_store.moc"
