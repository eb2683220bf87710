// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "tests/support/node_harness.h"

#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

const SchemaPtr& numbers() {
    static const SchemaPtr schema = makeSchema({{"id", TypeId::BigInt}});
    return schema;
}

RecordBatch sequence(std::int64_t count) {
    BatchBuilder builder(numbers());
    for (std::int64_t i = 0; i < count; ++i)
        builder.appendRow({i});
    return builder.finish();
}

std::unique_ptr<NodeHarness> opened(const char* kind, const char* params) {
    auto harness = std::make_unique<NodeHarness>(
        *builtinRegistry().find(kind), boost::json::parse(params).as_object(), std::vector{numbers()});
    if (!harness->isBound()) throw std::runtime_error(toText(harness->problems()));
    harness->open();
    return harness;
}

} // namespace

/// Parameters marked hot take effect on a node at work.
class tst_hot_changes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filterTakesANewCondition() {
        const auto harness = opened("filter", R"({"where": "id < 10"})");
        harness->feed(sequence(100));
        QCOMPARE(harness->rowsOut(0), std::size_t{10});
        harness->op().adoptSettings(opened("filter", R"({"where": "id >= 50"})")->op());
        harness->feed(sequence(100));
        QCOMPARE(harness->rowsOut(0), std::size_t{60});
    }

    void mapTakesNewExpressionsOfTheSameType() {
        const auto harness = opened("map", R"({"columns": {"x": "id + 1"}})");
        harness->op().adoptSettings(opened("map", R"({"columns": {"x": "id * 100"}})")->op());
        harness->feed(sequence(3));
        QCOMPARE(harness->output(0)[0].column(1).values<std::int64_t>()[2], std::int64_t{200});
    }

    void mapKeepsItsSchemaWhenTheNewOneDiffers() {
        const auto harness = opened("map", R"({"columns": {"x": "id + 1"}})");
        harness->op().adoptSettings(opened("map", R"({"columns": {"y": "id / 2"}})")->op());
        harness->feed(sequence(3));
        QCOMPARE(harness->output(0)[0].column(1).values<std::int64_t>()[2], std::int64_t{3});
    }

    void splitTakesNewConditions() {
        const auto harness = opened("split", R"({"outputs": {"low": "id < 10"}, "otherwise": "high"})");
        harness->op().adoptSettings(
            opened("split", R"({"outputs": {"low": "id < 30"}, "otherwise": "high"})")->op());
        harness->feed(sequence(100));
        QCOMPARE(harness->rowsOut(0), std::size_t{30});
        QCOMPARE(harness->rowsOut(1), std::size_t{70});
    }

    void batchTakesANewSize() {
        const auto harness = opened("batch", R"({"size": 1000, "linger": "1 h"})");
        harness->feed(sequence(10));
        harness->op().adoptSettings(opened("batch", R"({"size": 4, "linger": "1 h"})")->op());
        harness->feed(sequence(1));
        QCOMPARE(harness->output(0).size(), std::size_t{2});
    }

    void limitCanBeRaised() {
        const auto harness = opened("limit", R"({"count": 5})");
        harness->feed(sequence(4));
        harness->op().adoptSettings(opened("limit", R"({"count": 7})")->op());
        harness->feed(sequence(100));
        QCOMPARE(harness->rowsOut(0), std::size_t{7});
    }
};

QTEST_GUILESS_MAIN(tst_hot_changes)
#include "tst_hot_changes.moc"
