// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "tests/support/saved_runs.h"

#include <zlib.h>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <boost/json/parse.hpp>
#include <fstream>

using namespace millrace;
using namespace millrace::test;

namespace {

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

/// A source at work in one process: virtual time, a seed and a clock of its own.
class Running {
public:
    Running(const NodeHarness& bound, std::size_t batchSize, const std::string* state = nullptr)
        : collector_(bound.node().outputs), source_(bound.node().makeSource()) {
        context_.recordsPerBatch = batchSize;
        if (state) {
            saved_ = *state;
            context_.from = RestoredState{3, saved_};
            context_.virtualClock.time = 5;
            context_.randomSeed = 4711;
        }
        context_.checkpoints = true;
        source_->open(context_);
    }
    /// At most so many reads; false when it has ended.
    bool read(int most) {
        for (int i = 0; i < most; ++i) {
            const SourceStatus status = source_->read(collector_);
            if (status.kind == SourceStatus::Kind::Finished) return false;
            if (status.kind == SourceStatus::Kind::Waiting)
                context_.virtualClock.time = std::max(context_.virtualClock.time + 1, status.wakeAt);
        }
        return true;
    }
    std::string snapshot() {
        std::string state;
        ByteWriter to(state);
        source_->snapshot(3, to);
        return state;
    }
    std::string text() const {
        std::string text;
        for (const auto& port : collector_.outputs)
            text += exactText(port) + "---\n";
        return text;
    }
    std::string text(std::size_t port) const { return exactText(collector_.outputs[port]); }
    EpochMs watermark() const { return collector_.watermarks.empty() ? 0 : collector_.watermarks.back(); }
    MonotonicNs time() const { return context_.virtualClock.time; }
    Source& source() { return *source_; }

private:
    std::string saved_;
    FakeContext context_;
    RecordingCollector collector_;
    std::unique_ptr<Source> source_;
};

constexpr int kAll = 1'000'000;

} // namespace

class tst_saved_sources : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::string path(const char* name) { return folder_.filePath(name).toStdString(); }
    void write(const char* name, const std::string& text) {
        std::ofstream(path(name), std::ios::binary) << text;
    }
    /// Parameters as JSON with ' for ".
    NodeHarness bound(const char* kind, std::string params) {
        std::replace(params.begin(), params.end(), '\'', '"');
        NodeHarness harness(*builtinRegistry().find(kind), boost::json::parse(params).as_object(), {},
                            {.folder = folder_.path().toStdString()});
        if (!harness.isBound()) throw std::runtime_error(toText(harness.problems()));
        return harness;
    }
    /// Breaks off after each number of reads, and once more after that.
    void compareEveryBreak(const NodeHarness& node, std::size_t batchSize, int most = 24) {
        Running whole(node, batchSize);
        QVERIFY(!whole.read(kAll));
        for (int reads = 0; reads < most; ++reads) {
            Running first(node, batchSize);
            const bool more = first.read(reads);
            const std::string state = first.snapshot();
            const std::vector<std::string> sent{first.text(0),
                                                node.node().outputs.size() > 1 ? first.text(1) : ""};
            first.read(1); // lost with the process
            Running second(node, batchSize, &state);
            second.read(reads % 3);
            const std::string later = second.snapshot();
            Running third(node, batchSize, &later);
            QVERIFY(!third.read(kAll));
            for (std::size_t port = 0; port < node.node().outputs.size(); ++port)
                QCOMPARE(sent[port] + second.text(port) + third.text(port), whole.text(port));
            if (third.watermark() != 0) QCOMPARE(third.watermark(), whole.watermark());
            if (!more) return;
        }
    }
    void compareDamaged(const NodeHarness& node, std::size_t batchSize) {
        Running first(node, batchSize);
        first.read(4);
        const std::string problem = readDamaged(
            first.snapshot(), [&](const std::string& bytes) { Running second(node, batchSize, &bytes); });
        QCOMPARE(problem, std::string());
    }

    /// Quotes, line breaks within them, comments, blank and broken lines, every line ending.
    static std::string csv(int records, bool latin = false) {
        Random random(5);
        std::string text = latin ? "" : "\xEF\xBB\xBF";
        text += "# written by hand\nid,name,ts\r\n";
        for (int i = 0; i < records; ++i) {
            const std::string id = std::to_string(i);
            const char* const end = random.below(3) == 0 ? "\r\n" : "\n";
            switch (random.below(8)) {
                case 0: text += id + ",\"a \"\"b\"\"\nand, " + id + "\"," + std::to_string(i * 1000); break;
                case 1:
                    text += id + (latin ? ",\xE4\xF6," : ",\xC3\xA4\xE2\x82\xAC,") +
                            std::to_string(i * 1000 - 2500);
                    break;
                case 2: text += "# nothing\n\n" + id + ",c," + std::to_string(i * 1000); break;
                case 3: text += random.below(3) == 0 ? "what,is,this" : id + ",d," + std::to_string(i); break;
                case 4:
                    text += random.below(4) == 0 ? id + ",\"x\" y,7" : id + ",e," + std::to_string(i * 1000);
                    break;
                case 5:
                    text += random.below(9) == 0 ? id + "," + std::string(1400, 'z') + ",9"
                                                 : id + ",," + std::to_string(i * 1000);
                    break;
                default: text += id + ",f" + id + "," + std::to_string(i * 1000);
            }
            text += end;
        }
        return text;
    }
    static std::string ndjson(int records) {
        Random random(6);
        std::string text;
        for (int i = 0; i < records; ++i) {
            const std::string id = std::to_string(i);
            switch (random.below(6)) {
                case 0:
                    text += R"({"id":)" + id + R"(,"tags":["a","b"],"at":{"x":1.5},"ts":)" +
                            std::to_string(i * 1000) + "}\r\n";
                    break;
                case 1:
                    text += "\n{\"id\":" + id + ",\"ts\":" + std::to_string(i * 1000 - 1500) + "}\n";
                    break;
                case 2:
                    text +=
                        random.below(4) == 0 ? "no json\n" : "{\"ts\":" + std::to_string(i * 1000) + "}\n";
                    break;
                case 3:
                    text += random.below(5) == 0 ? "{\"id\":1,\"name\":\"" + std::string(1500, 'y') + "\"}\n"
                                                 : "\n";
                    break;
                default:
                    text += "{\"id\":" + id + ",\"ts\":" + std::to_string(i * 1000) + ",\"name\":\"n\"}\n";
            }
        }
        return text;
    }
    static std::string csvParams(const char* path, const char* more = "") {
        return "{'path': '" + std::string(path) +
               "', 'comment': '#', 'event_time': 'ts', 'event_time_format': 'epoch_ms', 'watermark_delay': "
               "'1 s', "
               "'max_record': '1 KiB', 'schema': {'id': 'BIGINT', 'name': 'STRING'}" +
               more + "}";
    }

private Q_SLOTS:
    void filesAreReadOnWhereTheyWereLeft_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("params");
        const auto add = [](const char* name, const char* kind, const std::string& params) {
            QTest::newRow(name) << QString(kind) << QString::fromStdString(params);
        };
        write("plain.csv", csv(400));
        write("latin.csv", csv(400, true));
        write("packed.csv.gz", gzipped(csv(400)) + gzipped(csv(100).substr(3)));
        QDir(folder_.path()).mkpath("days");
        write("days/1.csv", csv(90));
        write("days/2.csv", "");
        write("days/3.csv", gzipped(csv(80)));
        write("days/4.csv", "name,ts,id\nx,5,6\n");
        write("plain.ndjson", ndjson(400));
        write("packed.ndjson", gzipped(ndjson(300)));
        const std::string text = csv(200);
        write("bare.csv", text.substr(text.find("id,name") + 12));
        add("csv", "csv_source", csvParams("plain.csv"));
        add("csv in Latin-1", "csv_source", csvParams("latin.csv", ", 'encoding': 'latin-1'"));
        add("csv packed", "csv_source", csvParams("packed.csv.gz"));
        add("csv without header", "csv_source",
            "{'path': 'bare.csv', 'header': false, 'comment': '#', 'schema': {'a': 'STRING', 'b': 'STRING', "
            "'c': 'STRING'}}");
        add("csv at its pace", "csv_source",
            csvParams("plain.csv", ", 'replay': 'event_time', 'max_gap': '3 s'"));
        add("csv at a rate", "csv_source", csvParams("packed.csv.gz", ", 'replay': 'rate', 'rate': 30000"));
        add("several files", "csv_source", csvParams("days/[1-4].csv"));
        add("ndjson", "ndjson_source",
            "{'path': 'plain.ndjson', 'event_time': 'ts', 'event_time_format': 'epoch_ms', 'max_record': "
            "'1 KiB'}");
        add("ndjson packed", "ndjson_source",
            "{'path': 'packed.ndjson', 'event_time': 'ts', 'event_time_format': 'epoch_ms', 'max_record': "
            "'1 KiB', "
            "'replay': 'event_time', 'factor': 100}");
    }
    void filesAreReadOnWhereTheyWereLeft() {
        QFETCH(QString, kind);
        QFETCH(QString, params);
        std::string text = params.toStdString();
        const auto pattern = text.find("[1-4]");
        if (pattern != std::string::npos) text.replace(pattern, 5, "*");
        const NodeHarness node = bound(kind.toStdString().c_str(), text);
        QCOMPARE(node.node().state, StateRule::Saved);
        for (const std::size_t batchSize : {7, 64, 1000})
            compareEveryBreak(node, batchSize);
        compareDamaged(node, 20);
    }

    /// The state may lie between the beginning of such a record, which is rejected, and its end.
    void recordsThatAreTooLongAreLeftBehind() {
        const std::string text(1'400, '7');
        write("long.csv", text.substr(0, 2) + "\n1\n" + text + "\n2\n" + text + "\r\n3\n");
        compareEveryBreak(bound("csv_source", "{'path': 'long.csv', 'max_record': '1 KiB'}"), 1);
        write("long.ndjson", text + "\n{\"id\": 1}\n" + text + "\n{\"id\": 2}\n" + text);
        compareEveryBreak(bound("ndjson_source", "{'path': 'long.ndjson', 'max_record': '1 KiB'}"), 1);
    }

    void filesThatGrewAreReadToTheirNewEnd() {
        write("grows.csv", "id\n1\n2\n3\n");
        const NodeHarness node = bound("csv_source", "{'path': 'grows.csv'}");
        Running first(node, 2);
        first.read(1);
        const std::string state = first.snapshot();
        write("grows.csv", "id\n1\n2\n3\n4\n");
        write("later.csv", "id\n9\n");
        Running second(node, 2, &state);
        second.read(kAll);
        QCOMPARE(second.text(0), std::string("3|\n4|\n"));
    }

    void filesThatAreGoneOrShorterAreTold() {
        for (const bool packed : {false, true}) {
            const auto content = [packed](const std::string& text) { return packed ? gzipped(text) : text; };
            write("short.csv", content("id\n1\n2\n3\n"));
            const NodeHarness node = bound("csv_source", "{'path': 'short.csv'}");
            Running first(node, 2);
            first.read(1);
            const std::string state = first.snapshot();
            write("short.csv", content("id\n1\n"));
            QCOMPARE(thrownCode([&] { Running(node, 2, &state); }), std::string("MR4612"));
            QFile::remove(QString::fromStdString(path("short.csv")));
            QCOMPARE(thrownCode([&] { Running(node, 2, &state); }), std::string("MR4612"));
            write("short.csv", content("id\n1\n2\n3\n"));
            QCOMPARE(thrownCode([&] { Running(node, 2, &state).read(kAll); }), std::string());
        }
        write("other.csv", "id\n1\n2\n3\n");
        const NodeHarness node = bound("csv_source", "{'path': 'short.csv'}");
        Running first(node, 2);
        const std::string state = first.snapshot();
        const NodeHarness other = bound("csv_source", "{'path': 'other.csv'}");
        QCOMPARE(thrownCode([&] { Running(other, 2, &state); }), std::string("MR4612"));
    }

    void standardInputCannotBeSaved() {
        QCOMPARE(bound("csv_source", "{'path': '-', 'schema': {'a': 'STRING'}}").node().state,
                 StateRule::Unknown);
        QCOMPARE(bound("ndjson_source", "{'path': '-', 'schema': {'a': 'STRING'}}").node().state,
                 StateRule::Unknown);
    }

    void aReplayKeepsItsGapsFromThenOn() {
        std::string text = "ts,id\n";
        for (int i = 0; i < 10; ++i)
            text += std::to_string(i * 1000) + "," + std::to_string(i) + "\n";
        write("gaps.csv", text);
        const NodeHarness node = bound("csv_source",
                                       "{'path': 'gaps.csv', 'event_time': 'ts', 'event_time_format': "
                                       "'epoch_ms', 'replay': 'event_time'}");
        Running first(node, 100);
        while (first.text(0).find("|3|") == std::string::npos)
            first.read(1);
        const std::string state = first.snapshot();
        Running second(node, 100, &state);
        const MonotonicNs begun = second.time();
        QVERIFY(!second.read(kAll));
        // Records 4 to 9: the first a gap after record 3 or at once, where it was waited for already.
        const MonotonicNs took = second.time() - begun;
        QVERIFY2(took >= 5'000'000'000 && took <= 6'000'000'000 + 10'000, qPrintable(QString::number(took)));
    }

    void generatedRecordsGoOn_data() {
        QTest::addColumn<QString>("params");
        const QString fields =
            "'id': {'type': 'sequence'}, 'x': {'type': 'normal', 'mean': 5, 'stddev': 2}, "
            "'s': {'type': 'choice', 'values': ['a', 'b', 'c']}, "
            "'ts': {'type': 'timestamp', 'every': '7 ms', 'from': 'now'}";
        const QString walks = fields +
                              ", 'w': {'type': 'random_walk', 'per': 's', 'step': 0.3, 'nulls': 0.1}, "
                              "'v': {'type': 'random_walk', 'start': 3, 'min': 0}";
        QTest::newRow("plain") << "{'count': 3000, 'fields': {" + fields + "}}";
        QTest::newRow("walks") << "{'count': 3000, 'fields': {" + walks + "}}";
        QTest::newRow("out of order") << "{'count': 3000, 'watermark_delay': '20 ms', 'fields': {'t': "
                                         "{'type': 'timestamp', 'every': '1 ms', "
                                         "'jitter': '50 ms'}, " +
                                             fields + "}}";
        const QString follow = "'t': {'type': 'timestamp', 'follow': 'arrivals'}, ";
        for (const char* pace :
             {"'arrivals': 'poisson', 'rate': 900", "'rate': 333", "'arrivals': 'burst', 'burst_size': 40",
              "'arrivals': 'ramp', 'rate': 10, 'ramp_to': 5000, 'ramp_over': '1 s'",
              "'arrivals': 'recorded', 'arrivals_file': 'arrivals.txt'"})
            QTest::newRow(pace) << "{'count': 700, " + QString(pace) + ", 'fields': {" + follow + walks +
                                       "}}";
    }
    void generatedRecordsGoOn() {
        QFETCH(QString, params);
        write("arrivals.txt", "0\n0.5\n0.6\n0.61\n2\n");
        const NodeHarness node = bound("generate", params.toStdString());
        QCOMPARE(node.node().state, StateRule::Saved);
        for (const std::size_t batchSize : {13, 500})
            compareEveryBreak(node, batchSize, 25);
        compareDamaged(node, 20);
    }

    void aScheduleGoesOnFromNow() {
        const NodeHarness node =
            bound("generate", "{'count': 1000, 'rate': 100, 'fields': {'id': {'type': 'sequence'}}}");
        Running first(node, 1);
        while (first.text(0).find("400|") == std::string::npos)
            first.read(1);
        const std::string state = first.snapshot();
        Running second(node, 1, &state);
        const MonotonicNs begun = second.time();
        QVERIFY(!second.read(kAll));
        // Record 401 at once, then 598 gaps of 10 ms.
        QCOMPARE((second.time() - begun + 500'000) / 1'000'000, MonotonicNs{5980});
    }

    void anotherPaceGoesOnWhereTheOldOneStopped() {
        const char* const fields =
            "'fields': {'id': {'type': 'sequence'}, 't': {'type': 'timestamp', 'follow': 'arrivals', 'from': "
            "'2024-01-01T00:00:00Z'}}}";
        const NodeHarness slow = bound("generate", "{'count': 100, 'rate': 10, " + std::string(fields));
        const NodeHarness fast = bound("generate", "{'count': 100, 'rate': 1000, " + std::string(fields));
        Running first(slow, 1);
        while (first.text(0).find("49|") == std::string::npos)
            first.read(1);
        const std::string state = first.snapshot();
        Running second(fast, 1, &state);
        second.read(kAll);
        QVERIFY(second.text(0).starts_with("50|2024-01-01T00:00:05.000Z|\n51|2024-01-01T00:00:05.001Z|\n"));
    }
};

QTEST_APPLESS_MAIN(tst_saved_sources)
#include "tst_saved_sources.moc"
