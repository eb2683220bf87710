// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/event_time.h"
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <boost/json/parse.hpp>
#include <fstream>

using namespace millrace;
using namespace millrace::test;

namespace {

const char* const kNovember = MILLRACE_TEST_DATA "/data/capmetro-bus-2016-11-24_27.csv.gz";
const char* const kApril = MILLRACE_TEST_DATA "/data/capmetro-bus-2017-04-18-rawdirty.csv.gz";

std::string gzipped(const std::string& text) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// Peak resident memory of this process in KiB.
long peakMemory() {
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line))
        if (line.starts_with("VmHWM:")) return std::strtol(line.c_str() + 6, nullptr, 10);
    return 0;
}

} // namespace

class tst_csv_source : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    void write(const char* name, const std::string& text) {
        std::ofstream(folder_.filePath(name).toStdString(), std::ios::binary) << text;
    }
    /// Parameters as JSON with ' for ".
    NodeHarness source(std::string params, std::size_t batchSize = 1024) {
        std::replace(params.begin(), params.end(), '\'', '"');
        return NodeHarness(*builtinRegistry().find("csv_source"), boost::json::parse(params).as_object(), {},
                           {.folder = folder_.path().toStdString(), .batchSize = batchSize});
    }
    /// Reads one file of that text with further parameters (each with a comma in front).
    NodeHarness read(const std::string& text, const std::string& more = {}) {
        write("in.csv", text);
        NodeHarness harness = source("{'path': 'in.csv'" + more + "}");
        if (harness.isBound()) harness.runSource();
        return harness;
    }
    static std::string text(const Value& value) { return value.isNull() ? "NULL" : value.as<std::string>(); }
    /// "code line raw" of each rejected row.
    static std::vector<std::string> rejected(const NodeHarness& harness) {
        std::vector<std::string> found;
        for (const auto& row : rowsOf(harness.output(1)))
            found.push_back(text(row[1]) + " " + std::to_string(row[5].as<std::int64_t>()) + " " +
                            text(row[0]));
        return found;
    }

private Q_SLOTS:
    void typesAreGuessedAndEmptyFieldsAreNull() {
        const NodeHarness harness = read(
            "id,name,speed,ok,at,code\n1,Ann,1.5,true,2016-11-24T00:00:00Z,007\n2,,2,FALSE,,010\n3,\"\",,,,"
            "\n");
        QCOMPARE(toText(*harness.node().outputs[0]),
                 std::string("id BIGINT, name STRING, speed DOUBLE, ok BOOLEAN, at TIMESTAMP, code STRING"));
        const Rows rows = rowsOf(harness.output(0));
        QCOMPARE(rows.size(), std::size_t{3});
        QVERIFY(rows[0] ==
                (std::vector<Value>{std::int64_t{1}, "Ann", 1.5, true, std::int64_t{1479945600000}, "007"}));
        QVERIFY(rows[1][1].isNull() && rows[1][4].isNull());
        QCOMPARE(rows[2][1].as<std::string>(), std::string());
        QVERIFY(rows[2][2].isNull());
    }

    void aSchemaOverridesTheGuess() {
        const NodeHarness harness =
            read("id,price\n1,2.50\n2,3.755\n", ", 'schema': {'id': 'STRING', 'price': 'DECIMAL(10,2)'}");
        const Rows rows = rowsOf(harness.output(0));
        QVERIFY(rows[1] == (std::vector<Value>{"2", Decimal128{376}}));
    }

    void anUnknownColumnIsRefusedWithASuggestion() {
        const NodeHarness schema = read("id,speed\n1,2\n", ", 'schema': {'sped': 'DOUBLE'}");
        QVERIFY(!schema.isBound());
        QCOMPARE(schema.problems().items[0].code, std::string("MR3108"));
        QVERIFY(schema.problems().items[0].hint.find("speed") != std::string::npos);
        const NodeHarness time = read("id,tstamp\n1,2\n", ", 'event_time': 'timestamp'");
        QVERIFY(!time.isBound());
        QCOMPARE(time.problems().items[0].parameter, std::string("event_time"));
        QVERIFY(!time.problems().items[0].node.empty());
    }

    void aMissingFileNamesItsNeighbour() {
        write("buses.csv", "a\n1\n");
        const NodeHarness harness = source("{'path': 'busses.csv'}");
        QVERIFY(!harness.isBound());
        const Diagnostic& d = harness.problems().items[0];
        QCOMPARE(d.code, std::string("MR3101"));
        QCOMPARE(d.parameter, std::string("path"));
        QVERIFY2(toText(d).find("buses.csv") != std::string::npos, toText(d).c_str());
    }

    void badRecordsAreRejectedWithTheirLines() {
        const NodeHarness harness = read(
            "id,v,t\n1,1.5,2016-11-24\nx,2,2016-11-24\n3,4\n\"5,6,2016-11-24\n7,8,2016-11-24\n"
            "8,\"a\"b,2016-11-24\n9,1,2,2016-11-24,x\n10,1,2016-13-24\n11,1,\n12,1,2016-11-25,,\n",
            ", 'schema': {'id': 'BIGINT', 'v': 'DOUBLE'}, 'event_time': 't'");
        QCOMPARE(rowsOf(harness.output(0)).size(), std::size_t{3});
        const auto found = rejected(harness);
        QCOMPARE(found.size(), std::size_t{7});
        QCOMPARE(found[0], std::string("MR3117 3 x,2,2016-11-24"));
        QCOMPARE(found[1], std::string("MR3116 4 3,4"));
        QVERIFY2(found[2].ends_with("5 \"5,6,2016-11-24"), found[2].c_str());
        QVERIFY2(found[3].ends_with("7 8,\"a\"b,2016-11-24"), found[3].c_str());
        QVERIFY(found[4].starts_with("MR3116 8"));
        QVERIFY(found[5].starts_with("MR3117 9"));
        QCOMPARE(found[6], std::string("MR3118 10 11,1,"));
        const Rows rows = rowsOf(harness.output(1));
        QVERIFY(text(rows[0][2]).find("`id`") != std::string::npos);
        QVERIFY(text(rows[0][4]).ends_with("in.csv"));
        QCOMPARE(rows[0][6].as<std::int64_t>(), std::int64_t{1479945600000});
    }

    void onErrorStopFailsWithFileAndLine() {
        write("in.csv", "id\n1\nx\n");
        NodeHarness harness = source("{'path': 'in.csv', 'schema': {'id': 'BIGINT'}, 'on_error': 'stop'}");
        try {
            harness.runSource();
            QFAIL("no error");
        } catch (const DiagnosticError& error) {
            QCOMPARE(error.diagnostics().items[0].line, 3);
            QVERIFY(QString::fromStdString(error.diagnostics().items[0].file).endsWith("in.csv"));
        }
    }

    void halfACharacterIsRejectedAlone() {
        const NodeHarness harness = read("id,name\n1,\xC3\xA4\n2,\xC3\n3,\xC3\xB6\n");
        QCOMPARE(rowsOf(harness.output(0)).size(), std::size_t{2});
        QCOMPARE(rejected(harness).size(), std::size_t{1});
        QCOMPARE(rowsOf(harness.output(1))[0][5].as<std::int64_t>(), 3);
    }

    void otherEncodingsAreRead() {
        const NodeHarness harness = read("name\nK\xF6ln\n", ", 'encoding': 'latin-1'");
        QCOMPARE(text(rowsOf(harness.output(0))[0][0]), std::string("K\xC3\xB6ln"));
    }

    void byteOrderMarkLineEndingsAndQuotedLineBreaksAreUnderstood() {
        const NodeHarness harness = read("\xEF\xBB\xBFid,note\r\n1,\"two\r\nlines, \"\"quoted\"\"\"\r\n2,x");
        const Rows rows = rowsOf(harness.output(0));
        QCOMPARE(toText(*harness.node().outputs[0]), std::string("id BIGINT, note STRING"));
        QCOMPARE(text(rows[0][1]), std::string("two\r\nlines, \"quoted\""));
        QCOMPARE(rows[1][0].as<std::int64_t>(), 2);
    }

    void delimiterQuoteCommentAndNullTextAreSettings() {
        const NodeHarness harness =
            read("# made by hand\na\tb\n|x\ty|\tNA\n#\n||\t5\n",
                 ", 'delimiter': 'tab', 'quote': '|', 'comment': '#', 'null_text': 'NA'");
        const Rows rows = rowsOf(harness.output(0));
        QCOMPARE(toText(*harness.node().outputs[0]), std::string("a STRING, b BIGINT"));
        QCOMPARE(text(rows[0][0]), std::string("x\ty"));
        QVERIFY(rows[0][1].isNull());
        QCOMPARE(text(rows[1][0]), std::string());
        QVERIFY(!read("a\n1\n", ", 'delimiter': ';;'").isBound());
        QVERIFY(!read("a\n1\n", ", 'delimiter': '\\u0022'").isBound());
    }

    void columnsWithoutAHeaderGetNames() {
        QCOMPARE(toText(*read("1,a\n2,b\n", ", 'header': false").node().outputs[0]),
                 std::string("column_1 BIGINT, column_2 STRING"));
        const NodeHarness named =
            read("1,a\n2,b\n", ", 'header': false, 'schema': {'id': 'BIGINT', 'name': 'STRING'}");
        QCOMPARE(toText(*named.node().outputs[0]), std::string("id BIGINT, name STRING"));
        QCOMPARE(rowsOf(named.output(0)).size(), std::size_t{2});
    }

    void aGlobReadsFilesInOrderAndFindsColumnsByName() {
        QTemporaryDir days;
        std::ofstream(days.filePath("b.csv").toStdString()) << "name,id,more\nx,3,9\n";
        std::ofstream(days.filePath("a.csv").toStdString(), std::ios::binary)
            << gzipped("id,name\n1,u\n") << gzipped("2,v\n");
        NodeHarness harness = source("{'path': '" + days.path().toStdString() + "/*.csv'}", 1);
        harness.runSource();
        const Rows rows = rowsOf(harness.output(0));
        QCOMPARE(rows.size(), std::size_t{3});
        QVERIFY(rows[0] == (std::vector<Value>{std::int64_t{1}, "u"}));
        QVERIFY(rows[2] == (std::vector<Value>{std::int64_t{3}, "x"}));
        std::ofstream(days.filePath("c.csv").toStdString()) << "id\n4\n";
        NodeHarness lacking = source("{'path': '" + days.path().toStdString() + "/*.csv'}");
        try {
            lacking.runSource();
            QFAIL("no error");
        } catch (const DiagnosticError& error) {
            QCOMPARE(error.diagnostics().items[0].code, std::string("MR3119"));
            QVERIFY(QString::fromStdString(error.diagnostics().items[0].file).endsWith("c.csv"));
        }
    }

    void aChangedFileIsLookedAtAgain() {
        QCOMPARE(toText(*read("a\n1\n").node().outputs[0]), std::string("a BIGINT"));
        QCOMPARE(toText(*read("a\n1.25\n").node().outputs[0]), std::string("a DOUBLE"));
    }

    void standardInputIsReadWhenItsColumnsAreListed() {
        QCOMPARE(source("{'path': '-'}").problems().items[0].code, std::string("MR3105"));
        int ends[2];
        QCOMPARE(pipe(ends), 0);
        const int before = dup(0);
        QCOMPARE(dup2(ends[0], 0), 0);
        const std::string text = "name,more,id\nx,1,5\n";
        QCOMPARE(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
        ::close(ends[0]);
        NodeHarness harness = source("{'path': '-', 'schema': {'id': 'BIGINT', 'name': 'STRING'}}");
        const auto reader = harness.node().makeSource();
        RecordingCollector out(harness.node().outputs);
        reader->open(harness.context());
        // The writer is still there: what has come goes out, and the source waits without blocking.
        SourceStatus status = reader->read(out);
        while (status.kind == SourceStatus::Kind::Produced)
            status = reader->read(out);
        QVERIFY(status.kind == SourceStatus::Kind::Waiting);
        QVERIFY(rowsOf(out.outputs[0]) == (Rows{{std::int64_t{5}, "x"}}));
        ::close(ends[1]);
        while (status.kind != SourceStatus::Kind::Finished)
            status = reader->read(out);
        QCOMPARE(rowsOf(out.outputs[0]).size(), std::size_t{1});
        reader->close();
        QCOMPARE(dup2(before, 0), 0);
        ::close(before);
    }

    void aPipeIsNotLookedAt() {
        const QByteArray pipe = folder_.filePath("pipe").toLocal8Bit();
        QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
        for (const char* path : {"pipe", "/dev/zero"}) {
            const NodeHarness harness = source(std::string("{'path': '") + path + "'}");
            QVERIFY(!harness.isBound());
            QCOMPARE(harness.problems().items[0].code, std::string("MR3105"));
        }
    }

    void anEmptyFileHasNoColumns() {
        const NodeHarness harness = read("");
        QVERIFY(!harness.isBound());
        QCOMPARE(harness.problems().items[0].code, std::string("MR3105"));
        const NodeHarness header = read("a,b\n");
        QVERIFY(header.isBound());
        QCOMPARE(rowsOf(header.output(0)).size(), std::size_t{0});
    }

    void aRecordTooLongIsRejectedWithoutBeingLoaded() {
        {
            std::ofstream file(folder_.filePath("long.csv").toStdString(), std::ios::binary);
            file << "id,text\n1,a\n2,";
            const std::string block(1 << 20, 'x');
            for (int i = 0; i < 100; ++i)
                file << block;
            file << "\n3,b\n";
        }
        NodeHarness harness = source("{'path': 'long.csv', 'max_record': '1 MiB'}");
        const long before = peakMemory();
        harness.runSource();
        QVERIFY2(peakMemory() - before < 30 * 1024, qPrintable(QString::number(peakMemory() - before)));
        QCOMPARE(rowsOf(harness.output(0)).size(), std::size_t{2});
        const Rows bad = rowsOf(harness.output(1));
        QCOMPARE(bad.size(), std::size_t{1});
        QCOMPARE(bad[0][5].as<std::int64_t>(), 3);
        QVERIFY(text(bad[0][0]).size() < 10'000);
    }

    void eventTimesHaveFormatsAndZones() {
        const auto first = [](const NodeHarness& harness) {
            return rowsOf(harness.output(0))[0][0].as<std::int64_t>();
        };
        QCOMPARE(first(read("t\n1479945600\n", ", 'event_time': 't', 'event_time_format': 'epoch_s'")),
                 1479945600000);
        QCOMPARE(
            first(read(
                "t\n24/11/2016 00:00:00\n",
                ", 'event_time': 't', 'event_time_format': 'dd/MM/yyyy HH:mm:ss', 'timezone': '-06:00'")),
            1479967200000);
        QCOMPARE(first(read("t\n2016-11-24 00:00:00\n", ", 'event_time': 't', 'timezone': '+01:00'")),
                 1479942000000);
        QVERIFY(!read("t\n1\n", ", 'event_time': 't', 'timezone': 'Texas'").isBound());
    }

    void aReplayAtEventTimeWaitsAsLongAsItTook() {
        write("in.csv",
              "t,n\n2016-11-24T00:00:00Z,1\n2016-11-24T00:00:10Z,2\n2016-11-24T00:00:05Z,3\n2016-11-24T01:00:"
              "10Z,"
              "4\n");
        NodeHarness harness = source(
            "{'path': 'in.csv', 'event_time': 't', 'replay': 'event_time', 'factor': 10, 'max_gap': '1 min', "
            "'watermark_delay': '20 s'}");
        harness.runSource();
        std::vector<MonotonicNs> times;
        for (const RecordBatch& batch : harness.output(0))
            for (std::size_t i = 0; i < batch.rows(); ++i)
                times.push_back(batch.intendedTimeOf(i) - harness.output(0)[0].intendedTimeOf(0));
        QVERIFY(times == (std::vector<MonotonicNs>{0, 1'000'000'000, 1'000'000'000, 7'000'000'000}));
        QCOMPARE(harness.watermarks().size(), std::size_t{3});
    }

    void aReplayAtAFixedRateSpacesRecordsEvenly() {
        write("in.csv", "n\n1\n2\n3\n4\n5\n");
        NodeHarness harness = source("{'path': 'in.csv', 'replay': 'rate', 'rate': 4}", 2);
        harness.runSource();
        MonotonicNs expected = harness.output(0)[0].intendedTimeOf(0);
        for (const RecordBatch& batch : harness.output(0))
            for (std::size_t i = 0; i < batch.rows(); ++i, expected += 250'000'000)
                QCOMPARE(batch.intendedTimeOf(i), expected);
        QVERIFY(!source("{'path': 'in.csv', 'replay': 'rate'}").isBound());
    }

    void theFourDaysAreReadWholeAndInOrder() {
        NodeHarness harness = source(std::string("{'path': '") + kNovember + "', 'event_time': 'timestamp'}");
        QCOMPARE(
            toText(*harness.node().outputs[0]),
            std::string(
                "vehicle_id BIGINT, timestamp TIMESTAMP *, speed DOUBLE, route_id BIGINT, trip_id BIGINT, "
                "latitude DOUBLE, longitude DOUBLE, trip_headsign STRING"));
        harness.runSource();
        QCOMPARE(harness.rowsOut(0), std::size_t{115'088});
        QCOMPARE(harness.rowsOut(1), std::size_t{0});
        double sum = 0;
        int count = 0;
        for (const RecordBatch& batch : harness.output(0))
            for (std::size_t i = 0; i < batch.rows(); ++i)
                if (batch.column(0).values<std::int64_t>()[i] == 2612)
                    sum += batch.column(2).values<double>()[i], ++count;
        QCOMPARE(count, 956);
        QVERIFY(std::abs(sum / count - 4.710286527) < 1e-9);
    }

    void recordsAreLateByTheWatermarkBeforeThemWhateverTheBatch() {
        // A record is late at its 15-minute window when the watermark before it has passed the window's last
        // millisecond.
        for (const std::size_t batch : {1, 1000, 65536}) {
            for (const auto& [delay, expected] : {std::pair("7 h", 0), std::pair("60 s", 43'728)}) {
                NodeHarness harness =
                    source(std::string("{'path': '") + kApril +
                               "', 'event_time': 'timestamp', 'watermark_delay': '" + delay + "'}",
                           batch);
                harness.runSource();
                QCOMPARE(harness.rowsOut(0), std::size_t{44'300});
                int late = 0;
                for (const RecordBatch& rows : harness.output(0)) {
                    if (!rows.lateMarks) continue;
                    for (const LateMark& mark : *rows.lateMarks) {
                        const auto at = [&](std::size_t c) {
                            return rows.column(c).values<double>()[mark.row];
                        };
                        if (at(2) > 35 || (at(5) == 0 && at(6) == 0)) continue;
                        const EpochMs end =
                            windowStart(rows.column(1).values<EpochMs>()[mark.row], 900'000) + 900'000;
                        late += mark.watermark >= end - 1;
                    }
                }
                QCOMPARE(late, expected);
            }
        }
    }

    void progressEndsAtOne() {
        write("in.csv", "n\n1\n2\n");
        NodeHarness harness = source("{'path': 'in.csv'}", 1);
        QCOMPARE(harness.node().expectedBytes, 6.0);
        const auto reader = harness.node().makeSource();
        RecordingCollector out(harness.node().outputs);
        reader->open(harness.context());
        QVERIFY(reader->progress().value() >= 0);
        while (reader->read(out).kind != SourceStatus::Kind::Finished) {
        }
        QCOMPARE(reader->progress().value(), 1.0);
        reader->close();
    }
};

QTEST_GUILESS_MAIN(tst_csv_source)
#include "tst_csv_source.moc"
