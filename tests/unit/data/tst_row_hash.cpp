// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "engine/data/row_hash.h"

#include <QTest>

#include <array>

using namespace millrace;

namespace {

RecordBatch batchOf(const SchemaPtr& schema, const std::vector<std::vector<Value>>& rows) {
    BatchBuilder builder(schema, rows.size());
    for (const auto& row : rows)
        builder.appendRow(row);
    return builder.finish();
}

std::vector<std::uint64_t> hashesOf(const RecordBatch& batch, std::vector<std::size_t> columns,
                                    std::uint64_t seed = 0) {
    std::vector<std::uint64_t> hashes;
    hashRows(batch, columns, seed, hashes);
    return hashes;
}

std::size_t shareOf(std::uint64_t hash, std::size_t shares) { return ((hash >> 32) * shares) >> 32; }

} // namespace

class RowHashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theHashIsTheSameOnEveryMachine() {
        const auto schema = makeSchema({{"n", TypeId::BigInt}, {"s", TypeId::String}});
        const RecordBatch batch =
            batchOf(schema, {{std::int64_t{42}, std::string("vehicle-2612")}, {std::int64_t{-1}, Value()}});
        QCOMPARE(hashesOf(batch, {0, 1})[0], std::uint64_t{0xFB6B0D7A6B8040E1});
        QCOMPARE(hashesOf(batch, {0}, 7)[1], std::uint64_t{0x69F2ABAD6AB312C9});
        QCOMPARE(hashesOf(batch, {1})[1], std::uint64_t{0x8CB2369A629251C8});
    }

    void equalKeysMeetWhateverTheirRowAndBatch() {
        const auto schema = makeSchema({{"x", TypeId::Double}, {"s", TypeId::String}});
        const RecordBatch a =
            batchOf(schema, {{0.0, std::string("k")}, {1.5, Value()}, {-0.0, std::string("k")}});
        const auto hashes = hashesOf(a, {0, 1});
        QCOMPARE(hashes[0], hashes[2]);
        QVERIFY(hashes[0] != hashes[1]);
        const auto rows = std::make_shared<const Selection::Rows>(Selection::Rows{2, 1});
        const auto selected = hashesOf(a.withSelection(rows), {0, 1});
        QCOMPARE(selected, (std::vector<std::uint64_t>{hashes[2], hashes[1]}));
    }

    void neighbouringTypesOfTheSameNumberAgreeButOrderCounts() {
        const RecordBatch batch =
            batchOf(makeSchema({{"a", TypeId::Int}, {"b", TypeId::BigInt}}),
                    {{std::int32_t{5}, std::int64_t{5}}, {std::int32_t{5}, std::int64_t{6}}});
        QCOMPARE(hashesOf(batch, {0})[0], hashesOf(batch, {1})[0]);
        QVERIFY(hashesOf(batch, {0, 1})[1] != hashesOf(batch, {1, 0})[1]);
    }

    void aSecondDivisionWithAnotherSeedIsEvenAgain() {
        constexpr std::size_t kRows = 40'000, kShares = 4;
        std::vector<std::vector<Value>> rows;
        for (std::size_t i = 0; i < kRows; ++i)
            rows.push_back({static_cast<std::int64_t>(i)});
        const RecordBatch batch = batchOf(makeSchema({{"n", TypeId::BigInt}}), rows);
        const auto first = hashesOf(batch, {0}, 0), second = hashesOf(batch, {0}, 1);
        std::array<std::array<int, kShares>, kShares> counts{};
        for (std::size_t i = 0; i < kRows; ++i)
            ++counts[shareOf(first[i], kShares)][shareOf(second[i], kShares)];
        for (const auto& within : counts) {
            for (const int count : within)
                QVERIFY2(std::abs(count - 2'500) < 250, std::to_string(count).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(RowHashTest)
#include "tst_row_hash.moc"
