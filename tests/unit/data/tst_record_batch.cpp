// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"

#include <QTest>

using namespace millrace;

namespace {

const SchemaPtr kSchema = makeSchema({{"id", TypeId::BigInt}, {"s", TypeId::String}});

/// What belongs to one row, however the batch is cut: its values, its intended send time and its late mark.
struct Row {
    Value id, s;
    MonotonicNs intended = 0;
    std::optional<EpochMs> late;
    bool operator==(const Row&) const = default;
};

std::vector<Row> rowsOf(const RecordBatch& batch) {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        const std::uint32_t physical = batch.rowAt(i);
        Row row{batch.column(0).valueAt(physical),
                batch.column(1).valueAt(physical),
                batch.intendedTimeOf(physical),
                {}};
        if (batch.lateMarks) {
            for (const LateMark& mark : *batch.lateMarks) {
                if (mark.row == physical) row.late = mark.watermark;
            }
        }
        rows.push_back(row);
    }
    return rows;
}

Selection randomSelection(std::size_t physicalRows, Random& random) {
    Selection::Rows rows;
    for (std::uint32_t row = 0; row < physicalRows; ++row) {
        if (random.below(3) > 0) rows.push_back(row);
    }
    return Selection(rows);
}

/// Some NULLs, intended times and late marks; the selection is optional.
RecordBatch randomBatch(std::size_t rows, Random& random, bool select) {
    BatchBuilder builder(kSchema);
    auto times = std::make_shared<std::vector<MonotonicNs>>();
    auto marks = std::make_shared<std::vector<LateMark>>();
    for (std::uint32_t row = 0; row < rows; ++row) {
        builder.appendRow({Value(static_cast<std::int64_t>(random.next())),
                           random.below(4) ? Value("text " + std::to_string(random.below(1000))) : Value()});
        times->push_back(static_cast<MonotonicNs>(random.below(1'000'000)));
        if (random.below(6) == 0) marks->push_back({row, static_cast<EpochMs>(random.below(1'000'000))});
    }
    RecordBatch batch = builder.finish(5);
    batch.intendedTimes = times;
    if (!marks->empty()) batch.lateMarks = marks;
    return select ? batch.withSelection(randomSelection(rows, random)) : batch;
}

} // namespace

class RecordBatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void flatteningKeepsRowsTimesAndMarks() {
        Random random(1);
        for (int i = 0; i < 50; ++i) {
            const RecordBatch batch = randomBatch(random.below(200), random, true);
            const RecordBatch flat = batch.flattened();
            QVERIFY(!flat.selection());
            QCOMPARE(flat.physicalRows(), batch.rows());
            QVERIFY(rowsOf(flat) == rowsOf(batch));
            QCOMPARE(flat.ingestTime, batch.ingestTime);
        }
    }

    void flatteningWithoutSelectionSharesTheColumns() {
        Random random(2);
        const RecordBatch batch = randomBatch(10, random, false);
        QVERIFY(batch.flattened().columnPtr(0) == batch.columnPtr(0));
        const auto all =
            std::make_shared<const Selection::Rows>(Selection::Rows{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        const RecordBatch flat = batch.withSelection(all).flattened();
        QVERIFY(flat.columnPtr(0) == batch.columnPtr(0));
        QVERIFY(!flat.selection());
    }

    void slicesPutTogetherAreTheWhole() {
        Random random(3);
        for (const bool select : {false, true}) {
            for (int i = 0; i < 50; ++i) {
                const RecordBatch batch = randomBatch(random.below(300), random, select);
                std::vector<RecordBatch> parts;
                for (std::size_t at = 0; at < batch.rows();) {
                    const std::size_t count = 1 + random.below(100);
                    parts.push_back(batch.slice(at, count));
                    QCOMPARE(parts.back().rows(), std::min(count, batch.rows() - at));
                    at += count;
                }
                const RecordBatch whole = concatenate(parts);
                if (!parts.empty()) QVERIFY(rowsOf(whole) == rowsOf(batch));
            }
        }
    }

    void slicesShareTheBlockAndGrowTogetherAgain() {
        Random random(8);
        for (const bool select : {false, true}) {
            const RecordBatch batch = randomBatch(90, random, select);
            const RecordBatch first = batch.slice(0, 10), second = batch.slice(10, 7),
                              fourth = batch.slice(20, 5);
            QVERIFY(first.partial() && first.hasBlockOf(batch) && first.columnPtr(1) == batch.columnPtr(1));
            const RecordBatch joined = concatenate(std::vector<RecordBatch>{first, second});
            QVERIFY(joined.partial() && joined.hasBlockOf(batch));
            QVERIFY(rowsOf(joined) == rowsOf(batch.slice(0, 17)));
            QVERIFY(rowsOf(second.slice(2, 3)) == rowsOf(batch.slice(12, 3)));
            const RecordBatch gap = concatenate(std::vector<RecordBatch>{first, second, fourth});
            QVERIFY(!gap.partial() && !gap.hasBlockOf(batch));
            QCOMPARE(gap.rows(), std::size_t{22});
            const RecordBatch flat = second.flattened();
            QVERIFY(!flat.partial());
            QVERIFY(rowsOf(flat) == rowsOf(second));
        }
    }

    void rowsPastTheSharedTableAreSelectedToo() {
        const Selection far = Selection::range(65'530, 10);
        QCOMPARE(std::vector<std::uint32_t>(far.begin(), far.end()),
                 (std::vector<std::uint32_t>{65530, 65531, 65532, 65533, 65534, 65535, 65536, 65537, 65538,
                                             65539}));
        QVERIFY(Selection::range(3, 0).empty());
    }

    void aSliceBeyondTheEndIsEmpty() {
        Random random(4);
        const RecordBatch batch = randomBatch(10, random, false);
        QCOMPARE(batch.slice(10, 5).rows(), std::size_t{0});
        QCOMPARE(batch.slice(50, 5).rows(), std::size_t{0});
        QCOMPARE(batch.slice(8, 500).rows(), std::size_t{2});
        QVERIFY(batch.slice(0, 10).columnPtr(0) == batch.columnPtr(0));
        QVERIFY(batch.slice(50, 5).schema() == kSchema);
    }

    void joiningMixedBatchesKeepsEveryRow() {
        Random random(5);
        std::vector<RecordBatch> parts;
        std::vector<Row> expected;
        for (int i = 0; i < 20; ++i) {
            parts.push_back(randomBatch(random.below(50), random, i % 2 == 0));
            const auto rows = rowsOf(parts.back());
            expected.insert(expected.end(), rows.begin(), rows.end());
        }
        const RecordBatch whole = concatenate(parts);
        parts.clear();
        QVERIFY(rowsOf(whole) == expected);
    }

    void intendedTimesOfOnePartMakeTimesForAll() {
        Random random(6);
        RecordBatch plain = randomBatch(3, random, false);
        plain.intendedTimes = nullptr;
        plain.ingestTime = 99;
        const RecordBatch timed = randomBatch(2, random, false);
        const RecordBatch whole = concatenate(std::vector<RecordBatch>{plain, timed});
        QCOMPARE(whole.ingestTime, MonotonicNs{99});
        QCOMPARE(whole.intendedTimeOf(2), MonotonicNs{99});
        QCOMPARE(whole.intendedTimeOf(3), timed.intendedTimeOf(0));
    }

    void joiningNothingIsAnEmptyBatch() { QVERIFY(concatenate(std::vector<RecordBatch>{}).empty()); }

    void newColumnsKeepSelectionTimesAndMarks() {
        Random random(7);
        const RecordBatch batch = randomBatch(40, random, true);
        const SchemaPtr schema = makeSchema({{"only", TypeId::String}});
        const RecordBatch other = batch.withColumns(schema, {batch.columnPtr(1)});
        QVERIFY(other.selection()->data() == batch.selection()->data());
        QVERIFY(other.intendedTimes == batch.intendedTimes);
        QVERIFY(other.lateMarks == batch.lateMarks);
        QCOMPARE(other.ingestTime, batch.ingestTime);
        QVERIFY(other.schema() == schema);
        QCOMPARE(other.physicalRows(), std::size_t{40});
    }

    void bytesCountSelectedRowsAndTheirText() {
        BatchBuilder builder(kSchema);
        for (int i = 0; i < 100; ++i)
            builder.appendRow({Value(std::int64_t{i}), Value(std::string(10, 'x'))});
        const RecordBatch batch = builder.finish();
        QCOMPARE(batch.byteSize(), std::size_t{100 * (8 + 16 + 10)});
        const auto half = std::make_shared<const Selection::Rows>(Selection::Rows(50, 3));
        QCOMPARE(batch.withSelection(half).byteSize(), std::size_t{50 * (8 + 16 + 10)});
    }
};

QTEST_GUILESS_MAIN(RecordBatchTest)
#include "tst_record_batch.moc"
