// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/record_operator.h"
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"

#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

SchemaPtr schemaOf(const char* columns) {
    return schemaFromJson(boost::json::parse(columns).as_object(), "");
}
RecordBatch readings(const char* rows) {
    static const SchemaPtr schema = schemaOf(R"({"id": "BIGINT", "v": "DOUBLE", "name": "STRING"})");
    return batchFromJson(schema, boost::json::parse(rows).as_array());
}

const SchemaPtr& madeSchema() {
    static const SchemaPtr schema = schemaOf(R"({"id": "BIGINT", "text": "STRING"})");
    return schema;
}

/// As many records as `v` says, with a text of their own each; none where it is NULL.
class Repeat final : public RecordOperator {
public:
    Repeat() : RecordOperator(madeSchema()) {}
    using RecordOperator::process;
    void process(const RecordView& record, BatchBuilder& out) override {
        if (record.isNull(1)) return;
        for (int i = 0; i < record.get<double>(1); ++i) {
            out.column(0).append(record.get<std::int64_t>(0));
            out.column(1).appendString(std::string(record.text(2)) + std::to_string(i));
        }
    }
};

std::string textOf(const std::vector<RecordBatch>& batches) {
    std::string text;
    for (const auto& row : rowsOf(batches))
        text += toText(row[0], TypeId::BigInt) + toText(row[1], TypeId::String) + " ";
    return text;
}

} // namespace

class RecordOperatorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachSelectedRecordIsSeenOnce() {
        const RecordBatch batch =
            readings(R"([[1, 1, "a"], [2, 2, "b"], [3, null, "c"], [4, 0, "d"], [5, 1, "e"]])");
        Repeat stage;
        const std::vector<SchemaPtr> outputs{madeSchema()};
        RecordingCollector out(outputs);
        stage.process(0, withDecoys(batch), out);
        QCOMPARE(textOf(out.outputs[0]), std::string("1a0 2b0 2b1 5e0 "));
    }

    void whereNothingIsMadeNothingIsSent() {
        Repeat stage;
        const std::vector<SchemaPtr> outputs{madeSchema()};
        RecordingCollector out(outputs);
        stage.process(0, readings(R"([[1, 0, "a"]])"), out);
        QVERIFY(out.outputs[0].empty());
    }

    void whatIsMadeHasTheTimesAndMarksOfItsRecord() {
        RecordBatch batch = readings(R"([[1, 2, "a"], [2, 0, "b"], [3, 1, "c"]])");
        batch.ingestTime = 70;
        batch.intendedTimes =
            std::make_shared<const std::vector<MonotonicNs>>(std::vector<MonotonicNs>{10, 20, 30});
        batch.lateMarks =
            std::make_shared<const std::vector<LateMark>>(std::vector<LateMark>{{1, 500}, {2, 600}});
        Repeat stage;
        const std::vector<SchemaPtr> outputs{madeSchema()};
        RecordingCollector out(outputs);
        for (int round = 0; round < 2; ++round)
            stage.process(0, batch, out);
        QCOMPARE(out.outputs[0].size(), std::size_t{2});
        for (const RecordBatch& made : out.outputs[0]) {
            QCOMPARE(made.ingestTime, MonotonicNs{70});
            QCOMPARE(*made.intendedTimes, (std::vector<MonotonicNs>{10, 10, 30}));
            QCOMPARE(*made.lateMarks, (std::vector<LateMark>{{2, 600}}));
        }
    }
};

QTEST_GUILESS_MAIN(RecordOperatorTest)
#include "tst_record_operator.moc"
