// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "nodes/support/csv_reader.h"
#include "nodes/support/csv_writer.h"
#include "nodes/support/field_parser.h"

#include <QTest>

using namespace millrace;

namespace {

RecordBatch readBack(const std::string& text, const SchemaPtr& schema, const CsvFormat& format,
                     const std::string& nullText) {
    CsvReader reader(
        [&text, at = std::size_t{0}](char* to, std::size_t size) mutable {
            const std::size_t count = text.copy(to, size, at);
            at += count;
            return static_cast<std::ptrdiff_t>(count);
        },
        format);
    BatchBuilder builder(schema);
    CsvRow row;
    reader.next(row);
    while (reader.next(row) == RowStatus::Row) {
        if (row.fields.size() != schema->size()) return {};
        for (std::size_t i = 0; i < schema->size(); ++i) {
            const FieldParser parser(schema->field(i).type, {}, nullText);
            if (!parser.append(row.fields[i].text, row.fields[i].quoted, builder.column(i))) return {};
        }
    }
    return builder.finish();
}

bool sameRows(const RecordBatch& a, const RecordBatch& b) {
    if (a.rows() != b.rows()) return false;
    for (std::size_t c = 0; c < a.columns().size(); ++c) {
        for (std::size_t r = 0; r < a.rows(); ++r) {
            if (!(a.column(c).valueAt(a.rowAt(r)) == b.column(c).valueAt(b.rowAt(r)))) return false;
        }
    }
    return true;
}

} // namespace

class CsvWriterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyTypeHasItsCanonicalText() {
        const SchemaPtr schema = makeSchema({{"b", TypeId::Boolean},
                                             {"i", TypeId::Int},
                                             {"l", TypeId::BigInt},
                                             {"m", DataType::decimal(10, 2)},
                                             {"x", TypeId::Double},
                                             {"s", TypeId::String},
                                             {"y", TypeId::Bytes},
                                             {"t", TypeId::Timestamp},
                                             {"d", TypeId::Date},
                                             {"a", DataType::array(TypeId::Int)}});
        BatchBuilder builder(schema);
        builder.appendRow({Value(true), Value(std::int32_t{-1}), Value(std::int64_t{2}),
                           Value(Decimal128{150}), Value(5.0), Value("x"), Value(std::string("\x0F")),
                           Value(std::int64_t{0}), Value(std::int32_t{1}),
                           Value(ValueList{Value(std::int32_t{1}), Value()})});
        builder.appendRow(std::vector<Value>(10));
        std::string text;
        CsvWriter({}).appendRows(text, builder.finish());
        QCOMPARE(
            text,
            std::string(
                "true,-1,2,1.50,5.0,x,0F,1970-01-01T00:00:00.000Z,1970-01-02,\"[1,null]\"\n,,,,,,,,,\n"));
    }

    void onlyWhatNeedsQuotesGetsThem() {
        const SchemaPtr schema = makeSchema({{"a,b", TypeId::String}, {"c", TypeId::String}});
        BatchBuilder builder(schema);
        builder.appendRow({Value(""), Value()});
        builder.appendRow({Value("say \"hi\""), Value("line\nbreak")});
        builder.appendRow({Value("plain text"), Value("#1")});
        std::string text;
        const CsvWriter writer({});
        writer.appendHeader(text, *schema);
        writer.appendRows(text, builder.finish());
        QCOMPARE(text,
                 std::string("\"a,b\",c\n\"\",\n\"say \"\"hi\"\"\",\"line\nbreak\"\nplain text,\"#1\"\n"));
    }

    void onlySelectedRowsAreWritten() {
        BatchBuilder builder(makeSchema({{"n", TypeId::Int}}));
        for (std::int32_t i = 0; i < 5; ++i)
            builder.appendRow({Value(i)});
        const auto selection = std::make_shared<const Selection::Rows>(Selection::Rows{1, 4});
        std::string text;
        CsvWriter({}).appendRows(text, builder.finish().withSelection(selection));
        QCOMPARE(text, std::string("1\n4\n"));
    }

    void whatIsWrittenReadsBackTheSame() {
        const SchemaPtr schema = makeSchema({{"s", TypeId::String},
                                             {"x", TypeId::Double},
                                             {"n", TypeId::BigInt},
                                             {"t", TypeId::Timestamp},
                                             {"m", DataType::decimal(38, 5)},
                                             {"y", TypeId::Bytes},
                                             {"b", TypeId::Boolean},
                                             {"d", TypeId::Date}});
        const std::vector<std::string> pieces{"",     "NULL", "a", ",",        "\"", "\n",
                                              "\r\n", ";",    "#", "\xC3\xA4", " ",  "\xEF\xBB\xBF"};
        for (const std::string& nullText : {std::string(), std::string("NULL")}) {
            for (const char delimiter : {',', ';', '\t'}) {
                Random random(5);
                BatchBuilder builder(schema);
                const auto maybe = [&](Value value) { return random.below(6) ? value : Value(); };
                for (int r = 0; r < 2000; ++r) {
                    std::string text;
                    for (std::uint64_t n = random.below(4); n > 0; --n)
                        text += pieces[random.below(pieces.size())];
                    builder.appendRow(
                        {maybe(text), maybe(random.normal() * 1e10),
                         maybe(static_cast<std::int64_t>(random.next())),
                         maybe(static_cast<std::int64_t>(random.below(4'000'000'000'000))),
                         maybe(static_cast<Decimal128>(static_cast<std::int64_t>(random.next()))),
                         maybe(std::string(1 + random.below(5), static_cast<char>(random.next()))),
                         maybe(random.below(2) == 1),
                         maybe(static_cast<std::int32_t>(random.below(30'000)))});
                }
                const RecordBatch batch = builder.finish();
                const CsvWriter writer({delimiter, '"', nullText, "\r\n"});
                std::string text;
                writer.appendHeader(text, *schema);
                writer.appendRows(text, batch);
                CsvFormat format;
                format.delimiter = delimiter;
                format.comment = '#';
                QVERIFY(sameRows(readBack(text, schema, format, nullText), batch));
            }
        }
    }
};

QTEST_GUILESS_MAIN(CsvWriterTest)
#include "tst_csv_writer.moc"
