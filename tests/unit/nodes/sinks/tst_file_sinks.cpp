// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

const SchemaPtr kSchema = makeSchema({{"id", TypeId::BigInt},
                                      {"name", TypeId::String},
                                      {"v", TypeId::Double},
                                      {"ok", TypeId::Boolean},
                                      {"at", TypeId::Timestamp},
                                      {"day", TypeId::Date},
                                      {"price", DataType::decimal(10, 2)}},
                                     4);

Rows someRows() {
    return {{std::int64_t{3}, "plain", 1.5, true, std::int64_t{1479945600001}, std::int32_t{17129},
             Decimal128{250}},
            {std::int64_t{1}, "comma, \"quote\"\nand line", -0.1, false, std::int64_t{0}, std::int32_t{0},
             Decimal128{-5}},
            {std::int64_t{2}, "", 1e300, Value(), std::int64_t{-1}, Value(), Value()},
            {Value(), Value(), Value(), Value(), std::int64_t{5}, Value(), Value()},
            {std::int64_t{4}, "\xC3\xA4\xE2\x82\xAC NULL", 5.0, true, std::int64_t{7}, std::int32_t{1},
             Decimal128{100}}};
}

RecordBatch batchOf(const Rows& rows) {
    BatchBuilder builder(kSchema);
    for (const auto& row : rows)
        builder.appendRow(row);
    return builder.finish();
}

} // namespace

class tst_file_sinks : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    NodeHarness node(const char* kind, const std::string& params, std::vector<SchemaPtr> inputs,
                     std::vector<bool> bounded = {}) {
        return NodeHarness(*builtinRegistry().find(kind), boost::json::parse(params).as_object(),
                           std::move(inputs),
                           {.inputBounded = std::move(bounded), .folder = folder_.path().toStdString()});
    }
    void write(const char* kind, const std::string& params, const std::vector<RecordBatch>& batches) {
        NodeHarness harness = node(kind, params, {kSchema});
        QVERIFY2(harness.isBound(), toText(harness.problems()).c_str());
        harness.open();
        for (const RecordBatch& batch : batches)
            harness.feed(batch);
        harness.end();
    }
    QByteArray content(const char* name) {
        QFile file(folder_.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }
    QStringList files() { return QDir(folder_.path()).entryList(QDir::Files | QDir::Hidden); }
    /// What a sink says when it is bound, or throws while it is opened, fed and closed.
    Diagnostic failure(const std::string& params) {
        try {
            NodeHarness harness = node("csv_sink", params, {kSchema});
            if (!harness.isBound()) return harness.problems().items[0];
            harness.open();
            for (int i = 0; i < 2000; ++i)
                harness.feed(batchOf(someRows()));
            harness.end();
        } catch (const DiagnosticError& error) {
            return error.diagnostics().items[0];
        }
        return {};
    }

private Q_SLOTS:
    void init() { QVERIFY(folder_.isValid()); }

    void csvReadsBackAsItWasWritten_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("options");
        QTest::newRow("plain") << "a.csv"
                               << "";
        QTest::newRow("gzip") << "a.csv.gz"
                              << "";
        QTest::newRow("tab and NULL") << "a.tsv"
                                      << R"(, "delimiter": "tab", "null_text": "NULL")";
    }
    void csvReadsBackAsItWasWritten() {
        QFETCH(QString, name);
        QFETCH(QString, options);
        const std::string params = "{\"path\": \"" + name.toStdString() + "\"" + options.toStdString();
        write("csv_sink", params + "}", {batchOf(someRows()).slice(0, 2), batchOf(someRows()).slice(2, 3)});
        NodeHarness back = node(
            "csv_source",
            params +
                ", \"event_time\": \"at\", \"schema\": {\"day\": \"DATE\", \"price\": \"DECIMAL(10,2)\"}}",
            {});
        QVERIFY2(back.isBound(), toText(back.problems()).c_str());
        QCOMPARE(toText(*back.node().outputs[0]), toText(*kSchema));
        back.runSource();
        QCOMPARE(difference(rowsOf(back.output(0)), someRows(), *kSchema, true), std::string());
        QVERIFY(back.output(1).empty());
    }

    void ndjsonReadsBackAsItWasWritten() {
        const SchemaPtr nested =
            makeSchema({{"id", TypeId::BigInt},
                        {"who", DataType::structure({{"name", TypeId::String}, {"age", TypeId::BigInt}})},
                        {"tags", DataType::array(TypeId::String)}});
        const Rows rows = {{std::int64_t{1}, ValueList{"A\"nn\n", std::int64_t{7}}, ValueList{"x", "y"}},
                           {std::int64_t{2}, Value(), ValueList{}},
                           {Value(), ValueList{Value(), std::int64_t{1}}, Value()}};
        NodeHarness sink = node("ndjson_sink", R"({"path": "n.ndjson.gz"})", {nested});
        BatchBuilder builder(nested);
        for (const auto& row : rows)
            builder.appendRow(row);
        sink.open();
        sink.feed(builder.finish());
        sink.end();
        NodeHarness back = node("ndjson_source", R"({"path": "n.ndjson.gz"})", {});
        QCOMPARE(toText(*back.node().outputs[0]), toText(*nested));
        back.runSource();
        QVERIFY(rowsOf(back.output(0)) == rows);
    }

    void selectedRowsAloneAreWritten() {
        write("csv_sink", R"({"path": "s.csv", "header": false})",
              {batchOf(someRows())
                   .withSelection(std::make_shared<const Selection::Rows>(Selection::Rows{0, 4}))});
        QCOMPARE(
            content("s.csv"),
            QByteArray("3,plain,1.5,true,2016-11-24T00:00:00.001Z,2016-11-24,2.50\n"
                       "4,\xC3\xA4\xE2\x82\xAC NULL,5.0,true,1970-01-01T00:00:00.007Z,1970-01-02,1.00\n"));
    }

    void sortedFilesDoNotDependOnTheOrderOfArrival() {
        const RecordBatch rows = batchOf(someRows());
        write("csv_sink", R"({"path": "x.csv", "sort": ["ok", "id"]})", {rows.slice(0, 3), rows.slice(3, 2)});
        write("csv_sink", R"({"path": "y.csv", "sort": ["ok", "id"]})", {rows.slice(2, 3), rows.slice(0, 2)});
        QCOMPARE(content("x.csv"), content("y.csv"));
        QVERIFY(content("x.csv").indexOf("NULL") > content("x.csv").indexOf("plain"));
        const NodeHarness endless =
            node("csv_sink", R"({"path": "x.csv", "sort": ["id"]})", {kSchema}, {false});
        QVERIFY(!endless.isBound());
        QCOMPARE(endless.problems().items[0].code, std::string("MR3320"));
        QVERIFY(!node("csv_sink", R"({"path": "x.csv", "sort": ["idd"]})", {kSchema}).isBound());
    }

    void aStoppedRunLeavesTheOldFile() {
        write("csv_sink", R"({"path": "old.csv"})", {batchOf(someRows())});
        const QByteArray before = content("old.csv");
        NodeHarness harness = node("csv_sink", R"({"path": "old.csv"})", {kSchema});
        harness.open();
        harness.feed(batchOf(someRows()));
        const QStringList during = files();
        harness.abort();
        QCOMPARE(content("old.csv"), before);
        QVERIFY(files().size() < during.size());
        QCOMPARE(harness.context().reported.items.size(), 1u);
        QCOMPARE(harness.context().reported.items[0].code, std::string("MR3136"));
        QVERIFY(harness.context().reported.items[0].message.find("old.csv") != std::string::npos);
    }

    void appendingWritesTheHeaderOnce() {
        for (int i = 0; i < 2; ++i)
            write("csv_sink", R"({"path": "more.csv", "mode": "append"})", {batchOf(someRows()).slice(0, 1)});
        QCOMPARE(content("more.csv").count("id,name"), 1);
        QCOMPARE(content("more.csv").count("plain"), 2);
    }

    void whatIsAppendedBeginsOnALineOfItsOwn() {
        QFile file(folder_.filePath("cut.ndjson"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"id\":1}") > 0);
        file.close();
        write("ndjson_sink", R"({"path": "cut.ndjson", "mode": "append"})",
              {batchOf(someRows()).slice(0, 1)});
        QVERIFY2(content("cut.ndjson").startsWith("{\"id\":1}\n{\"id\":3,"),
                 content("cut.ndjson").constData());
    }

    void nothingIsAppendedBelowOtherColumns() {
        QFile file(folder_.filePath("other.csv"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x,y\n1,2\n") > 0);
        file.close();
        QCOMPARE(failure(R"({"path": "other.csv", "mode": "append"})").code, std::string("MR3135"));
        QCOMPARE(content("other.csv"), QByteArray("x,y\n1,2\n"));
    }

    void aFileHasOneWriterAtATime() {
        const std::string same = R"({"path": "same.csv"})";
        NodeHarness first = node("csv_sink", same, {kSchema});
        first.open();
        QCOMPARE(failure(same).code, std::string("MR3134"));
        QCOMPARE(failure(R"({"path": "./same.csv", "mode": "append"})").code, std::string("MR3134"));
        first.feed(batchOf(someRows()));
        first.end();
        QCOMPARE(failure(same).code, std::string());
        NodeHarness again = node("csv_sink", same, {kSchema});
        again.open();
        again.abort();
        QVERIFY2(again.context().reported.empty(), "no record came");
        QCOMPARE(failure(same).code, std::string());
    }

    void appendedRecordsAreVisibleSoon() {
        NodeHarness harness = node("ndjson_sink", R"({"path": "live.ndjson", "mode": "append"})", {kSchema});
        harness.open();
        harness.feed(batchOf(someRows()).slice(0, 1));
        harness.advance(1'000'000'000);
        QVERIFY(content("live.ndjson").startsWith("{\"id\":3,"));
        harness.end();
    }

    void aFileThatCannotBeWrittenIsSaidInWords() {
        const Diagnostic missing = failure(R"({"path": "no/such/folder/a.csv"})");
        QCOMPARE(missing.code, std::string("MR3131"));
        QVERIFY2(!node("csv_sink", R"({"path": "no/such/folder/a.csv"})", {kSchema}).isBound(),
                 "found before a run");
        QCOMPARE(missing.parameter, std::string("path"));
        QVERIFY(!missing.hint.empty() &&
                QString::fromStdString(missing.message + missing.file).contains("a.csv"));
        QCOMPARE(failure(R"({"path": "."})").code, std::string("MR3131"));
    }

    void aFullDiskFailsTheRun() {
        const Diagnostic full = failure(R"({"path": "/dev/full"})");
        QCOMPARE(full.code, std::string("MR3132"));
        QVERIFY2(QString::fromStdString(toText(full)).contains("space", Qt::CaseInsensitive),
                 toText(full).c_str());
    }
};

QTEST_GUILESS_MAIN(tst_file_sinks)
#include "tst_file_sinks.moc"
