// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/rejected.h"

#include <QTest>

using namespace millrace;

class RejectedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDeadLetterHasTheAgreedColumns() {
        QCOMPARE(
            toText(*rejectedSchema()),
            std::string("raw STRING, error_code STRING, error STRING, node STRING, file STRING, line BIGINT, "
                        "event_time TIMESTAMP"));
        QVERIFY(!rejectedSchema()->eventTime());
    }

    void whatIsNotKnownIsNull() {
        RejectedBuilder builder("buses");
        builder.add({"a,b", "MR3101", "too few fields", "x.csv", 7, EpochMs{5}});
        builder.add({"", "MR3102", "empty", "", 0, std::nullopt});
        QCOMPARE(builder.rows(), std::size_t{2});
        const RecordBatch batch = builder.finish(42);
        QCOMPARE(batch.ingestTime, MonotonicNs{42});
        QCOMPARE(batch.column(0).valueAt(0), Value(std::string("a,b")));
        QCOMPARE(batch.column(3).valueAt(1), Value(std::string("buses")));
        QCOMPARE(batch.column(5).valueAt(0), Value(std::int64_t{7}));
        QCOMPARE(batch.column(6).valueAt(0), Value(std::int64_t{5}));
        for (const std::size_t column : {std::size_t{4}, std::size_t{5}, std::size_t{6}})
            QVERIFY(batch.column(column).valueAt(1).isNull());
        QCOMPARE(builder.rows(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(RejectedTest)
#include "tst_rejected.moc"
