// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "engine/data/batch_codec.h"

#include <QTest>

using namespace millrace;

namespace {

const DataType kPair = DataType::structure({{"x", TypeId::Double}, {"s", TypeId::String}});

const SchemaPtr kSchema = makeSchema({{"yes", TypeId::Boolean},
                                      {"small", TypeId::Int},
                                      {"large", TypeId::BigInt},
                                      {"money", DataType::decimal(38, 4)},
                                      {"real", TypeId::Double},
                                      {"text", TypeId::String},
                                      {"octets", TypeId::Bytes},
                                      {"at", TypeId::Timestamp},
                                      {"day", TypeId::Date},
                                      {"pair", kPair},
                                      {"list", DataType::array(TypeId::String)},
                                      {"pairs", DataType::array(kPair)}},
                                     7);

std::string randomText(Random& random) {
    std::string text(static_cast<std::size_t>(random.below(random.below(20) == 0 ? 5000 : 12)), 'a');
    for (char& c : text)
        c = static_cast<char>('a' + random.below(26));
    return text;
}

Value randomValue(const DataType& type, Random& random) {
    if (random.below(6) == 0) return {};
    const auto bits = static_cast<std::int64_t>(random.next());
    switch (type.id()) {
        case TypeId::Boolean: return (bits & 1) != 0;
        case TypeId::Int:
        case TypeId::Date: return static_cast<std::int32_t>(bits);
        case TypeId::Decimal: return static_cast<Decimal128>(bits) * 1'000'000'007;
        case TypeId::Double: return static_cast<double>(bits) / 3;
        case TypeId::String:
        case TypeId::Bytes: return randomText(random);
        case TypeId::Struct: {
            ValueList list;
            for (const DataType::Field& field : type.fields())
                list.push_back(randomValue(field.type, random));
            return list;
        }
        case TypeId::Array: {
            ValueList list;
            for (std::uint64_t i = random.below(4); i > 0; --i)
                list.push_back(randomValue(type.element(), random));
            return list;
        }
        default: return bits;
    }
}

RecordBatch randomBatch(std::size_t rows, Random& random) {
    BatchBuilder builder(kSchema);
    for (std::size_t row = 0; row < rows; ++row) {
        std::vector<Value> values;
        for (const Field& field : kSchema->fields())
            values.push_back(randomValue(field.type, random));
        builder.appendRow(values);
    }
    RecordBatch batch = builder.finish(static_cast<MonotonicNs>(random.next() >> 1));
    if (random.below(2) == 0) {
        auto times = std::make_shared<std::vector<MonotonicNs>>();
        for (std::size_t row = 0; row < rows; ++row)
            times->push_back(static_cast<MonotonicNs>(random.below(1'000'000)));
        batch.intendedTimes = times;
    }
    auto marks = std::make_shared<std::vector<LateMark>>();
    for (std::uint32_t row = 0; row < rows; ++row) {
        if (random.below(9) == 0) marks->push_back({row, static_cast<EpochMs>(random.below(1000))});
    }
    if (!marks->empty()) batch.lateMarks = marks;
    return batch;
}

RecordBatch someRowsOf(const RecordBatch& batch, Random& random) {
    Selection::Rows rows;
    for (std::uint32_t row = 0; row < batch.physicalRows(); ++row) {
        if (random.below(3) > 0) rows.push_back(row);
    }
    return batch.withSelection(Selection(rows));
}

std::string encoded(const RecordBatch& batch) {
    std::string bytes;
    encodeBatch(batch, bytes);
    return bytes;
}

bool same(const RecordBatch& whole, const RecordBatch& b) {
    const RecordBatch a = whole.flattened();
    if (a.rows() != b.rows() || b.selection() || *a.schema() != *b.schema() || a.ingestTime != b.ingestTime)
        return false;
    const bool times =
        a.intendedTimes ? b.intendedTimes && *a.intendedTimes == *b.intendedTimes : !b.intendedTimes;
    const bool marks = a.lateMarks ? b.lateMarks && *a.lateMarks == *b.lateMarks : !b.lateMarks;
    if (!times || !marks) return false;
    for (std::size_t c = 0; c < a.columns().size(); ++c) {
        for (std::size_t row = 0; row < a.rows(); ++row) {
            if (a.column(c).valueAt(row) != b.column(c).valueAt(row)) return false;
        }
    }
    return true;
}

} // namespace

class BatchCodecTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyTypeComesBackAsItWas() {
        Random random(1);
        for (int i = 0; i < 60; ++i) {
            const RecordBatch batch = randomBatch(static_cast<std::size_t>(random.below(150)), random);
            const auto back = decodeBatch(encoded(batch), kSchema);
            QVERIFY(back && same(batch, *back));
        }
    }

    void onlySelectedRowsAreWritten() {
        Random random(2);
        for (int i = 0; i < 40; ++i) {
            const RecordBatch batch = someRowsOf(randomBatch(120, random), random);
            const auto back = decodeBatch(encoded(batch), kSchema);
            QVERIFY(back && same(batch, *back));
            const auto part = decodeBatch(encoded(batch.slice(10, 20)), kSchema);
            QVERIFY(part && same(batch.slice(10, 20), *part));
        }
    }

    void theValueBehindANullTextIsNotWritten() {
        BatchBuilder builder(makeSchema({{"s", TypeId::String}}));
        builder.appendRow({Value(std::string(1000, 'x'))});
        auto column = std::make_shared<Column>(builder.column(0).type(), std::size_t{1});
        const RecordBatch full = builder.finish();
        column->setValues(full.column(0).valuesBuffer());
        column->shareArenas(full.column(0));
        column->setNull(0);
        const RecordBatch batch(full.schema(), {column}, 1);
        QVERIFY(encoded(batch).size() < 100);
        const auto back = decodeBatch(encoded(batch), full.schema());
        QVERIFY(back && back->column(0).isNull(0) && back->column(0).strings()[0].size == 0);
    }

    void bytesThatEndTooEarlyAreRefused() {
        Random random(3);
        const std::string bytes = encoded(randomBatch(20, random));
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const auto back = decodeBatch(std::string_view(bytes).substr(0, size), kSchema);
            QVERIFY2(!back, std::to_string(size).c_str());
            QCOMPARE(back.error().items[0].code, std::string("MR3460"));
        }
        QVERIFY2(!decodeBatch(bytes + "x", kSchema), "more bytes than a batch");
    }

    void changedBytesGiveAnErrorOrValuesButNoCrash() {
        Random random(4);
        const std::string bytes = encoded(randomBatch(20, random));
        for (int i = 0; i < 3000; ++i) {
            std::string changed = bytes;
            for (std::uint64_t n = 1 + random.below(3); n > 0; --n)
                changed[random.below(changed.size())] = static_cast<char>(random.next());
            const auto back = decodeBatch(changed, kSchema);
            if (!back) continue;
            for (const ColumnPtr& column : back->columns()) {
                for (std::size_t row = 0; row < back->rows(); ++row)
                    static_cast<void>(toText(column->valueAt(row), column->type()));
            }
        }
    }

    void aBatchOfOtherColumnsIsRefused() {
        Random random(5);
        const std::string bytes = encoded(randomBatch(5, random));
        std::vector<Field> fields = kSchema->fields();
        std::swap(fields[0], fields[5]);
        QVERIFY(!decodeBatch(bytes, makeSchema(fields)));
        fields.pop_back();
        QVERIFY(!decodeBatch(bytes, makeSchema(fields)));
    }

    void aHugeCountIsRefusedBeforeAnyMemoryIsTaken() {
        const SchemaPtr schema = makeSchema({{"s", TypeId::String}});
        std::string bytes("\x01\x00", 2);
        ByteWriter to(bytes);
        to.varint(4'000'000'000);
        to.varint(1);
        to.fixed<MonotonicNs>(0);
        to.fixed(static_cast<std::uint8_t>(TypeId::String));
        to.fixed<std::uint8_t>(0);
        to.varint(0);
        QVERIFY(!decodeBatch(bytes, schema));
    }

    void schemasComeBackAsTheyWere() {
        for (const SchemaPtr& schema :
             {kSchema, makeSchema({}), makeSchema({{"odd `name`, really", TypeId::BigInt}})}) {
            std::string bytes;
            ByteWriter to(bytes);
            encodeSchema(*schema, to);
            ByteReader from(bytes);
            const auto back = decodeSchema(from);
            QVERIFY(back && **back == *schema);
            QCOMPARE(from.left(), std::size_t{0});
            for (std::size_t size = 0; size < bytes.size(); ++size) {
                ByteReader cut(std::string_view(bytes).substr(0, size));
                QVERIFY(!decodeSchema(cut));
            }
        }
    }
};

QTEST_GUILESS_MAIN(BatchCodecTest)
#include "tst_batch_codec.moc"
