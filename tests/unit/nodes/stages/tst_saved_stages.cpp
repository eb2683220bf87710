// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "engine/operator/event_time.h"
#include "tests/support/saved_runs.h"

#include <QTest>
#include <algorithm>
#include <boost/json/parse.hpp>
#include <cmath>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr std::size_t kBatches = 12;

const SchemaPtr& schema() {
    static const SchemaPtr kSchema = makeSchema({{"k", TypeId::String},
                                                 {"g", TypeId::Int},
                                                 {"n", TypeId::BigInt},
                                                 {"x", TypeId::Double},
                                                 {"c", DataType::decimal(12, 3)},
                                                 {"b", TypeId::Boolean},
                                                 {"ts", TypeId::Timestamp}},
                                                6);
    return kSchema;
}

/// One batch into a node, and the watermark behind it.
struct Step {
    RecordBatch batch;
    EpochMs watermark;
    std::size_t input;
};

/// Records with keys, NULLs and numbers out of order, as a source would send them: late ones marked.
std::vector<Step> steps(std::size_t inputs) {
    Random random(11);
    std::vector<Step> made;
    std::vector<WatermarkTracker> trackers(inputs, WatermarkTracker(2'000));
    std::vector<std::int64_t> numbers(inputs);
    for (std::size_t i = 0; i < kBatches; ++i) {
        const std::size_t input = i % inputs;
        BatchBuilder builder(schema());
        const auto orNull = [&](Value value) { return random.below(9) == 0 ? Value() : std::move(value); };
        for (std::uint64_t left = 20 + random.below(60); left > 0; --left) {
            const std::int64_t number = numbers[input]++;
            // Neighbours change places, and here and there a number is missing or twice.
            const std::int64_t n = (number ^ 1) + (random.below(25) == 0 ? 3 : 0);
            builder.appendRow({orNull("key " + std::to_string(random.below(6))),
                               orNull(static_cast<std::int32_t>(random.below(4))), n,
                               orNull(std::ldexp(random.normal(), static_cast<int>(random.below(80)) - 40)),
                               orNull(Decimal128{static_cast<std::int64_t>(random.below(1'000'000))}),
                               orNull(random.below(2) == 0),
                               number * 200 - static_cast<std::int64_t>(random.below(3'000))});
        }
        RecordBatch batch = builder.finish(1'000'000'000);
        trackers[input].observe(batch);
        EpochMs watermark = kMaxWatermark;
        for (const WatermarkTracker& tracker : trackers)
            watermark = std::min(watermark, tracker.watermark());
        made.push_back({std::move(batch), watermark, input});
    }
    return made;
}

const std::string kAggregates =
    "'columns': {'n_': 'COUNT(*)', 'sum': 'SUM(x)', 'mean': 'AVG(c)', 'dev': 'STDDEV(x)', 'low': 'MIN(x)', "
    "'high': 'MAX(k)', 'some': 'SUM(x) FILTER (WHERE b)', 'kinds': 'COUNT(DISTINCT g)', "
    "'last': 'LAST_BY(x ORDER BY ts, n)', 'all': 'BOOL_AND(b)'}";

/// JSON with ' for ".
boost::json::object json(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return boost::json::parse(text).as_object();
}

struct Driver {
    Driver(const std::string& kind, const std::string& params)
        : harness(*builtinRegistry().find(kind), json(params),
                  std::vector<SchemaPtr>(builtinRegistry().find(kind)->inputs.size(), schema())) {
        if (!harness.isBound()) throw std::runtime_error(toText(harness.problems()));
    }
    void open(const std::string* state = nullptr) {
        // Another process, another clock.
        if (state) harness.context().virtualClock.time = 77;
        harness.openWithCheckpoints(state ? 3 : kNoEpoch, state);
    }
    void feed(const std::vector<Step>& all, std::size_t first, std::size_t end) {
        for (std::size_t i = first; i < end; ++i) {
            harness.feed(all[i].batch, all[i].input);
            harness.watermark(all[i].watermark);
        }
    }
    std::vector<std::string> outputs() const {
        std::vector<std::string> texts;
        for (std::size_t port = 0; port < harness.node().outputs.size(); ++port)
            texts.push_back(exactText(harness.output(port)));
        // What it shows.
        if (!harness.node().outputs.empty()) return texts;
        return {exactText({const_cast<Driver*>(this)->harness.context().published.back()})};
    }
    NodeHarness harness;
};

} // namespace

class tst_saved_stages : public QObject {
    Q_OBJECT

    static void stages() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("params");
        const auto add = [](const char* name, const char* kind, const std::string& params) {
            QTest::newRow(name) << QString(kind) << QString::fromStdString(params);
        };
        add("limit", "limit", "{'count': 237}");
        add("sort", "sort",
            "{'by': [{'column': 'g', 'order': 'descending'}, {'column': 'k', 'nulls': 'last'}]}");
        add("batch", "batch", "{'size': 100, 'linger': '1 h'}");
        add("partition in turn", "partition", "{'outputs': 3}");
        add("partition by key", "partition", "{'outputs': 3, 'by': 'hash', 'key': ['k']}");
        add("resequence", "resequence", "{'by': 'n', 'start': 0, 'window': 8}");
        add("resequence without start", "resequence", "{'by': 'n', 'window': 30}");
        add("barrier", "barrier", "{'key': ['n']}");
        add("barrier in order", "barrier", "{'capacity': 100}");
        add("live table", "live_table", "{'rows': 50}");
        add("live table by key", "live_table", "{'rows': 17, 'key': ['k', 'g']}");
        const std::string window = "'window': {'tumbling': '3 s'}, ";
        add("windows by text", "aggregate", "{'key': ['k'], " + window + kAggregates + "}");
        add("windows by number", "aggregate", "{'key': ['g'], " + window + kAggregates + "}");
        add("windows by several", "aggregate", "{'key': ['k', 'c'], " + window + kAggregates + "}");
        add("windows without key", "aggregate", "{" + window + kAggregates + "}");
        add("aggregate by truth", "aggregate", "{'key': ['b'], " + kAggregates + "}");
        add("aggregate without key", "aggregate", "{" + kAggregates + "}");
        for (const char* rows : {"1", "7", "1000"}) {
            const std::string size = "'rows': " + std::string(rows) + ", ";
            add(("rolling " + std::string(rows)).c_str(), "rolling",
                "{'key': ['k'], " + size + kAggregates + "}");
            add(("rolling before " + std::string(rows)).c_str(), "rolling",
                "{'key': ['g', 'b'], 'include_current': false, " + size + kAggregates + "}");
        }
        add("rolling without anything", "rolling", "{'rows': 5, 'columns': {'n_': 'COUNT(*)'}}");
    }

private Q_SLOTS:
    void aRunThatGoesOnGivesWhatOneWithoutABreakGives_data() { stages(); }
    void aRunThatGoesOnGivesWhatOneWithoutABreakGives() {
        QFETCH(QString, kind);
        QFETCH(QString, params);
        const auto driver = [&] { return Driver(kind.toStdString(), params.toStdString()); };
        Driver whole = driver();
        const std::vector<Step> all = steps(whole.harness.node().joinsInputs ? 2 : 1);
        whole.open();
        whole.feed(all, 0, kBatches);
        whole.harness.end();
        std::size_t bytes = 0;
        for (std::size_t cut = 0; cut <= kBatches; ++cut) {
            Driver before = driver();
            before.open();
            before.feed(all, 0, cut);
            const std::string state = before.harness.snapshot(3);
            // What comes behind the snapshot is lost with the process.
            const std::vector<std::string> sent = before.outputs();
            before.feed(all, cut, kBatches);
            Driver after = driver();
            after.open(&state);
            after.feed(all, cut, kBatches);
            const std::string later = after.harness.snapshot(4);
            bytes = std::max(bytes, std::max(state.size(), later.size()));
            after.harness.end();
            const std::vector<std::string> rest = after.outputs();
            const bool shows = after.harness.node().outputs.empty();
            for (std::size_t port = 0; port < rest.size(); ++port)
                QCOMPARE(shows ? rest[port] : sent[port] + rest[port], whole.outputs()[port]);
        }
        QCOMPARE(bytes > 0, whole.harness.node().state == StateRule::Saved);
        QVERIFY(whole.harness.node().state != StateRule::Unknown);
    }

    /// Whoever has sent everything sends nothing when it is asked again.
    void afterTheEndNothingIsLeft_data() { stages(); }
    void afterTheEndNothingIsLeft() {
        QFETCH(QString, kind);
        QFETCH(QString, params);
        Driver before(kind.toStdString(), params.toStdString());
        const std::vector<Step> all = steps(before.harness.node().joinsInputs ? 2 : 1);
        before.open();
        before.feed(all, 0, kBatches);
        const std::string state = before.harness.endWith(9);
        Driver after(kind.toStdString(), params.toStdString());
        after.open(&state);
        after.harness.end();
        for (std::size_t port = 0; port < after.harness.node().outputs.size(); ++port)
            QCOMPARE(after.harness.rowsOut(port), std::size_t{0});
    }

    void aDamagedStateIsToldAndNeverHarms_data() { stages(); }
    void aDamagedStateIsToldAndNeverHarms() {
        QFETCH(QString, kind);
        QFETCH(QString, params);
        Driver before(kind.toStdString(), params.toStdString());
        if (before.harness.node().state != StateRule::Saved) return;
        const std::vector<Step> all = steps(before.harness.node().joinsInputs ? 2 : 1);
        before.open();
        before.feed(all, 0, kBatches / 2);
        const std::string problem = readDamaged(before.harness.snapshot(3), [&](const std::string& bytes) {
            Driver after(kind.toStdString(), params.toStdString());
            after.open(&bytes);
            after.feed(all, kBatches / 2, kBatches);
            after.harness.end();
        });
        QCOMPARE(problem, std::string());
    }

    /// A result that leaves in parts: the process may die between two of them.
    void anEndThatStoppedHalfWayGoesOn_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("params");
        QTest::newRow("sort") << "sort"
                              << "{'by': [{'column': 'n'}]}";
        QTest::newRow("aggregate") << "aggregate"
                                   << "{'key': ['n', 'ts'], 'columns': {'sum': 'SUM(x)'}}";
        QTest::newRow("windows")
            << "aggregate"
            << "{'key': ['n'], 'window': {'tumbling': '1 d'}, 'columns': {'sum': 'SUM(x)'}}";
    }
    void anEndThatStoppedHalfWayGoesOn() {
        QFETCH(QString, kind);
        QFETCH(QString, params);
        BatchBuilder builder(schema());
        for (std::int64_t i = 0; i < 20'000; ++i)
            builder.appendRow({{}, {}, i * 7919 % 20'000, static_cast<double>(i), {}, {}, i});
        const RecordBatch rows = builder.finish(1);
        const auto& node = *builtinRegistry().find(kind.toStdString());
        const auto object = json(params.toStdString());
        NodeHarness whole(node, object, {schema()});
        whole.open();
        whole.feed(rows);
        whole.end();

        NodeHarness before(node, object, {schema()}, {.isTight = true});
        before.openWithCheckpoints();
        before.feed(rows);
        struct Stopping final : Collector {
            explicit Stopping(std::vector<RecordBatch>& list) : sent(list) {}
            void emit(std::size_t, RecordBatch batch) override { sent.push_back(std::move(batch)); }
            void watermark(EpochMs) override {}
            bool hasRoom() const override { return sent.size() < 2; }
            std::vector<RecordBatch>& sent;
        };
        std::vector<RecordBatch> sent;
        Stopping out(sent);
        before.op().onWatermark(kMaxWatermark, out);
        QVERIFY(!before.op().onEnd(out));
        const std::string state = before.snapshot(5);
        NodeHarness after(node, object, {schema()});
        after.openWithCheckpoints(5, &state);
        after.end();
        QCOMPARE(exactText(sent) + exactText(after.output(0)), exactText(whole.output(0)));
    }
};

QTEST_APPLESS_MAIN(tst_saved_stages)
#include "tst_saved_stages.moc"
