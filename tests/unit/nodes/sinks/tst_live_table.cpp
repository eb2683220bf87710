// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"

#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

const SchemaPtr kSchema = makeSchema({{"symbol", TypeId::String}, {"price", TypeId::BigInt}});

RecordBatch quotes(std::vector<std::pair<Value, std::int64_t>> rows) {
    BatchBuilder builder(kSchema);
    for (const auto& [symbol, price] : rows)
        builder.appendRow({symbol, price});
    return builder.finish();
}

NodeHarness table(const char* params) {
    return NodeHarness(*builtinRegistry().find("live_table"), boost::json::parse(params).as_object(),
                       {kSchema});
}

Rows shown(NodeHarness& harness) { return rowsOf({harness.context().published.back()}); }

} // namespace

class tst_live_table : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLastRowsAreShownNewestAtTheBottom() {
        NodeHarness harness = table(R"({"rows": 3})");
        harness.open();
        QCOMPARE(shown(harness).size(), std::size_t{0});
        harness.feed(quotes({{"a", 1}, {"b", 2}}));
        harness.feed(quotes({{"c", 3}}));
        harness.feed(quotes({{"d", 4}, {"e", 5}}));
        harness.end();
        QVERIFY(shown(harness) ==
                (Rows{{"c", std::int64_t{3}}, {"d", std::int64_t{4}}, {"e", std::int64_t{5}}}));
    }

    void aKeyKeepsOneRowInItsPlace() {
        NodeHarness harness = table(R"({"key": ["symbol"]})");
        harness.open();
        harness.feed(quotes({{"a", 1}, {"b", 2}, {Value(), 3}, {"a", 4}}));
        harness.feed(withDecoys(quotes({{Value(), 5}, {"c", 6}})));
        harness.end();
        QVERIFY(shown(harness) == (Rows{{"a", std::int64_t{4}},
                                        {"b", std::int64_t{2}},
                                        {Value(), std::int64_t{5}},
                                        {"c", std::int64_t{6}}}));
    }

    void beyondItsRowsTheKeyWithoutUpdatesGoes() {
        NodeHarness harness = table(R"({"key": ["symbol"], "rows": 2})");
        harness.open();
        harness.feed(quotes({{"a", 1}, {"b", 2}, {"a", 3}, {"c", 4}}));
        harness.end();
        QVERIFY(shown(harness) == (Rows{{"a", std::int64_t{3}}, {"c", std::int64_t{4}}}));
    }

    void theTableIsRenewedEveryFortyMillisecondsAtMost() {
        NodeHarness harness = table("{}");
        harness.open();
        const std::size_t before = harness.context().published.size();
        for (int i = 0; i < 100; ++i) {
            harness.feed(quotes({{"a", i}}));
            harness.advance(1'000'000);
        }
        // 100 ms: at once, after 40 and after 80.
        QCOMPARE(harness.context().published.size() - before, std::size_t{3});
        harness.advance(1'000'000'000);
        QCOMPARE(shown(harness).size(), std::size_t{100});
        const std::size_t quiet = harness.context().published.size();
        harness.advance(1'000'000'000);
        QCOMPARE(harness.context().published.size(), quiet);
    }

    void manyKeysOverManyBatchesAreTheLatestOnes() {
        NodeHarness harness = table(R"({"key": ["symbol"], "rows": 1000})");
        harness.open();
        std::map<std::string, std::int64_t> expected;
        Random random(7);
        for (int i = 0; i < 3000; ++i) {
            std::vector<std::pair<Value, std::int64_t>> rows;
            for (int j = 0; j < 50; ++j) {
                const std::string key = "k" + std::to_string(random.below(500));
                rows.emplace_back(key, i);
                expected[key] = i;
            }
            harness.feed(quotes(rows));
        }
        harness.end();
        const Rows rows = shown(harness);
        QCOMPARE(rows.size(), expected.size());
        for (const auto& row : rows)
            QCOMPARE(row[1].as<std::int64_t>(), expected.at(row[0].as<std::string>()));
    }

    void aDoubleCannotBeAKey() {
        const NodeHarness harness(*builtinRegistry().find("live_table"),
                                  boost::json::parse(R"({"key": ["v"]})").as_object(),
                                  {makeSchema({{"v", TypeId::Double}})});
        QVERIFY(!harness.isBound());
    }
};

QTEST_GUILESS_MAIN(tst_live_table)
#include "tst_live_table.moc"
