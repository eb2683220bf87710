// SPDX-License-Identifier: Apache-2.0
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"

#include <QTemporaryDir>
#include <QTest>
#include <boost/json/parse.hpp>
#include <fstream>

using namespace millrace;
using namespace millrace::test;

class tst_ndjson_source : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    NodeHarness read(const std::string& text, const std::string& more = {}, std::size_t batchSize = 1024) {
        std::ofstream(folder_.filePath("in.ndjson").toStdString(), std::ios::binary) << text;
        NodeHarness harness(*builtinRegistry().find("ndjson_source"),
                            boost::json::parse(R"({"path": "in.ndjson")" + more + "}").as_object(), {},
                            {.folder = folder_.path().toStdString(), .batchSize = batchSize});
        if (harness.isBound()) harness.runSource();
        return harness;
    }
    static std::string columns(const NodeHarness& harness) { return toText(*harness.node().outputs[0]); }

private Q_SLOTS:
    void typesAreGuessedAndMissingMembersAreNull() {
        const NodeHarness harness = read(
            "{\"id\":1,\"v\":1.5,\"ok\":true,\"at\":\"2016-11-24T00:00:00Z\"}\n\n{\"v\":2,\"id\":null,"
            "\"name\":\"x\"}\n");
        QCOMPARE(columns(harness), std::string("id BIGINT, v DOUBLE, ok BOOLEAN, at TIMESTAMP, name STRING"));
        const Rows rows = rowsOf(harness.output(0));
        QCOMPARE(rows.size(), std::size_t{2});
        QVERIFY(rows[0] ==
                (std::vector<Value>{std::int64_t{1}, 1.5, true, std::int64_t{1479945600000}, Value()}));
        QVERIFY(rows[1][0].isNull() && rows[1][2].isNull());
        QCOMPARE(rows[1][4].as<std::string>(), std::string("x"));
    }

    void objectsAreStructsAndListsAreArrays() {
        const NodeHarness harness =
            read("{\"a\":{\"city\":\"Austin\",\"zip\":78701},\"tags\":[1,2]}\n{\"a\":null,\"tags\":[]}\n");
        QCOMPARE(columns(harness), std::string("a STRUCT<city STRING, zip BIGINT>, tags ARRAY<BIGINT>"));
        const Rows rows = rowsOf(harness.output(0));
        QVERIFY(rows[0][0] == Value(ValueList{"Austin", std::int64_t{78701}}));
        QVERIFY(rows[1][0].isNull());
        QCOMPARE(rows[1][1].as<ValueList>().size(), std::size_t{0});
    }

    void badLinesAreRejectedWithTheirNumbers() {
        const NodeHarness harness = read(
            "{\"id\":1,\"t\":5}\n{\"id\":\n[1]\n{\"id\":\"x\",\"t\":6}\n{\"id\":4}\n{\"id\":5,\"t\":null}\n{"
            "\"id\":6,\"t\":7,\"u\":\"\xC3\"}\n{\"id\":7,\"t\":8}\n",
            R"(, "schema": {"id": "BIGINT", "t": "TIMESTAMP"}, "event_time": "t")");
        QCOMPARE(rowsOf(harness.output(0)).size(), std::size_t{2});
        std::vector<std::pair<std::string, std::int64_t>> found;
        for (const auto& row : rowsOf(harness.output(1)))
            found.emplace_back(row[1].as<std::string>(), row[5].as<std::int64_t>());
        QCOMPARE(found.size(), std::size_t{6});
        QVERIFY(found[0] == std::pair(std::string("MR3121"), std::int64_t{2}));
        QVERIFY(found[1] == std::pair(std::string("MR3122"), std::int64_t{3}));
        QVERIFY(found[2] == std::pair(std::string("MR3123"), std::int64_t{4}));
        QVERIFY(found[3] == std::pair(std::string("MR3118"), std::int64_t{5}));
        QVERIFY(found[4] == std::pair(std::string("MR3118"), std::int64_t{6}));
        QCOMPARE(found[5].second, std::int64_t{7});
    }

    void theEventTimeHasAFormatOfItsOwn() {
        const NodeHarness harness =
            read("{\"t\":1479945600,\"u\":1479945600000}\n",
                 R"(, "event_time": "t", "event_time_format": "epoch_s", "schema": {"u": "TIMESTAMP"})");
        const Rows rows = rowsOf(harness.output(0));
        QCOMPARE(rows[0][0].as<std::int64_t>(), 1479945600000);
        QCOMPARE(rows[0][1].as<std::int64_t>(), 1479945600000);
    }

    void aSchemaMayAddColumns() {
        const NodeHarness harness = read("{\"a\":1}\n", R"(, "schema": {"b": "DOUBLE"})");
        QCOMPARE(columns(harness), std::string("a BIGINT, b DOUBLE"));
        QVERIFY(read("", R"(, "schema": {"b": "DOUBLE"})").isBound());
        QVERIFY(!read("").isBound());
    }

    void recordsDoNotDependOnTheBatchSize() {
        std::string text;
        for (int i = 0; i < 500; ++i)
            text += "{\"id\":" + std::to_string(i) + ",\"s\":\"" +
                    std::string(static_cast<std::size_t>(i % 7), 'x') + "\"}\n";
        QVERIFY(rowsOf(read(text).output(0)) == rowsOf(read(text, "", 1).output(0)));
    }
};

QTEST_GUILESS_MAIN(tst_ndjson_source)
#include "tst_ndjson_source.moc"
