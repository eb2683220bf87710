// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/schema_conversion.h"
#include "tests/support/node_harness.h"

#include <QtTest/QtTest>

using namespace millrace;

class SchemaConversionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void typesAreCastAndTheRestIsLeftOut();
    void equalSchemasNeedNothing();
    void lettersMayDiffer();
    void whatIsMissingOrCannotBeCastIsRefused();
    void eventTimeComesOrGoes();
    void theMapMakesTheWantedColumns();
};

namespace {

/// "n: n; v: CAST(v AS DOUBLE); "
std::string columnsOf(const SchemaConversion& conversion) {
    std::string text;
    for (const auto& [name, expression] : conversion.params.at("columns").as_object())
        text += std::string(name) + ": " + std::string(expression.as_string()) + "; ";
    return text;
}

} // namespace

void SchemaConversionTest::typesAreCastAndTheRestIsLeftOut() {
    const Schema from({{"note", TypeId::String}, {"v", TypeId::BigInt}, {"n", TypeId::Int}});
    const auto conversion = convertSchema(from, Schema({{"n", TypeId::Int}, {"v", TypeId::Double}}));
    QVERIFY(conversion);
    QCOMPARE(columnsOf(*conversion), std::string("n: n; v: CAST(v AS DOUBLE); "));
    QCOMPARE(conversion->text, std::string("v BIGINT → DOUBLE, without note"));
}

void SchemaConversionTest::equalSchemasNeedNothing() {
    const Schema schema({{"v", TypeId::BigInt}});
    QVERIFY(!convertSchema(schema, schema));
    const auto swapped = convertSchema(Schema({{"a", TypeId::Int}, {"b", TypeId::Int}}),
                                       Schema({{"b", TypeId::Int}, {"a", TypeId::Int}}));
    QVERIFY(swapped);
    QCOMPARE(swapped->text, std::string("columns in another order"));
}

void SchemaConversionTest::lettersMayDiffer() {
    const auto conversion =
        convertSchema(Schema({{"Speed km", TypeId::Double}}), Schema({{"speed KM", TypeId::Double}}));
    QVERIFY(conversion);
    QCOMPARE(conversion->params.at("columns").at("speed KM").as_string(), "\"Speed km\"");
    const Schema doubtful({{"Speed", TypeId::Double}, {"SPEED", TypeId::Double}});
    QVERIFY2(!convertSchema(doubtful, Schema({{"speed", TypeId::Double}})), "which of the two?");
}

void SchemaConversionTest::whatIsMissingOrCannotBeCastIsRefused() {
    const Schema from({{"v", TypeId::BigInt}});
    QVERIFY(!convertSchema(from, Schema({{"v", TypeId::BigInt}, {"w", TypeId::BigInt}})));
    QVERIFY(!convertSchema(from, Schema({{"v", DataType::array(TypeId::Int)}})));
    QVERIFY(!convertSchema(from, Schema()));
}

void SchemaConversionTest::eventTimeComesOrGoes() {
    const std::vector<Field> fields{{"ts", TypeId::Timestamp}, {"v", TypeId::Int}};
    QVERIFY2(!convertSchema(Schema(fields), Schema(fields, 0)), "it belongs to the times that were read");
    const auto without = convertSchema(Schema(fields, 0), Schema(fields));
    QVERIFY(without);
    QCOMPARE(without->text, std::string("without event time"));
    const auto kept =
        convertSchema(Schema(fields, 0), Schema({{"v", TypeId::Double}, {"ts", TypeId::Timestamp}}, 1));
    QVERIFY(kept);
    QCOMPARE(columnsOf(*kept), std::string("v: CAST(v AS DOUBLE); ts: ts; "));
}

void SchemaConversionTest::theMapMakesTheWantedColumns() {
    const Schema from({{"ts", TypeId::Timestamp}, {"v", TypeId::String}, {"x", TypeId::Int}}, 0);
    for (const Schema& wanted : {Schema({{"v", TypeId::Double}, {"ts", TypeId::Timestamp}}, 1),
                                 Schema({{"ts", TypeId::Timestamp}, {"x", TypeId::BigInt}}),
                                 Schema({{"X", DataType::decimal(10, 2)}})}) {
        const auto conversion = convertSchema(from, wanted);
        QVERIFY(conversion);
        const test::NodeHarness map(*test::builtinRegistry().find("map"), conversion->params,
                                    {makeSchema(from.fields(), from.eventTime())});
        QVERIFY2(map.isBound(), toText(map.problems()).c_str());
        QCOMPARE(toText(*map.node().outputs[0]), toText(wanted));
    }
}

QTEST_GUILESS_MAIN(SchemaConversionTest)
#include "tst_schema_conversion.moc"
