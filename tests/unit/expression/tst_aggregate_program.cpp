// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "engine/expression/aggregate.h"

#include <QtTest/QtTest>

#include <cmath>
#include <map>
#include <numeric>

using namespace millrace;

namespace {

SchemaPtr schema() {
    static const SchemaPtr shared = makeSchema({{"k", TypeId::String},
                                                {"n", TypeId::Int},
                                                {"l", TypeId::BigInt},
                                                {"x", TypeId::Double},
                                                {"c", DataType::decimal(10, 2)},
                                                {"s", TypeId::String},
                                                {"b", TypeId::Boolean},
                                                {"t", TypeId::Timestamp}});
    return shared;
}

RecordBatch sample() {
    BatchBuilder builder(schema());
    const auto row = [&](const char* k, Value n, Value l, Value x, Value c, Value s, Value b,
                         std::int64_t t) {
        builder.appendRow({std::string(k), std::move(n), std::move(l), std::move(x), std::move(c),
                           std::move(s), std::move(b), t});
    };
    row("a", 1, std::int64_t{10}, 1.5, Decimal128{150}, std::string("x"), true, 30);
    row("b", 2, std::int64_t{20}, 2.5, Decimal128{250}, std::string("y"), false, 20);
    row("a", 3, {}, {}, {}, {}, {}, 10);
    row("a", 2, std::int64_t{30}, 4.5, Decimal128{-450}, std::string("x"), false, 40);
    row("c", {}, {}, {}, {}, {}, {}, 5);
    row("a", 2, std::int64_t{INT64_MAX}, -1.0, Decimal128{100}, std::string("a"), true, 40);
    return builder.finish();
}

using Answers = std::map<std::string, std::string>;

/// key -> text of the one output column; `split` adds the rows in two states that are merged.
Answers aggregate(const std::string& text, bool split = false, const RecordBatch& batch = sample()) {
    const AggregateProgram program =
        AggregateProgram::compile({{"out", text}}, *batch.schema(), {"k"}).value();
    std::vector<std::string> keys;
    std::vector<std::uint32_t> groupOf;
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        const std::string key(batch.column(0).strings()[i].view());
        const auto found = std::find(keys.begin(), keys.end(), key);
        groupOf.push_back(static_cast<std::uint32_t>(found - keys.begin()));
        if (found == keys.end()) keys.push_back(key);
    }
    std::vector<std::uint32_t> all(keys.size());
    for (std::uint32_t g = 0; g < all.size(); ++g)
        all[g] = g;

    Evaluator evaluator;
    BatchBuilder keyBuilder(makeSchema({{"k", TypeId::String}}));
    for (const std::string& key : keys)
        keyBuilder.appendRow({key});
    RecordBatch::Columns columns = keyBuilder.finish().columns();
    for (const auto& call : program.calls()) {
        std::vector<ColumnPtr> arguments;
        for (const Expression& argument : call.arguments)
            arguments.push_back(evaluator.evaluate(argument, batch));
        const auto run = [&](std::size_t from, std::size_t to) {
            auto state = call.makeState();
            state->resize(keys.size());
            std::vector<std::uint32_t> rows;
            std::vector<std::uint32_t> groups;
            std::optional<Selection> passing;
            if (call.filter) passing = evaluator.select(*call.filter, batch);
            for (std::size_t i = from; i < to; ++i) {
                const auto row = static_cast<std::uint32_t>(i);
                if (passing && std::find(passing->begin(), passing->end(), row) == passing->end()) continue;
                rows.push_back(row);
                groups.push_back(groupOf[i]);
            }
            if (!rows.empty()) state->add(arguments, rows, groups);
            return state;
        };
        auto state = run(0, split ? 3 : batch.rows());
        if (split) state->merge(*run(3, batch.rows()), {}, all);
        columns.push_back(state->result(all));
    }
    const RecordBatch intermediate(program.intermediateSchema(), columns, keys.size());
    const ColumnPtr out = evaluator.evaluate(program.outputs()[0], intermediate);
    Answers answers;
    for (std::size_t i = 0; i < keys.size(); ++i)
        answers[keys[i]] = toText(out->valueAt(i), out->type());
    return answers;
}

std::string typeOf(const std::string& text) {
    return AggregateProgram::compile({{"out", text}}, *schema(), {"k"})
        .value()
        .outputFields()
        .at(0)
        .type.name();
}

} // namespace

class TestAggregateProgram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachAggregateGivesItsAnswerWholeAndMerged_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<QString>("c");
        QTest::addColumn<QString>("type");
        const auto row = [](const char* text, const char* a, const char* b, const char* c, const char* type) {
            QTest::newRow(text) << text << a << b << c << type;
        };
        row("COUNT(*)", "4", "1", "1", "BIGINT");
        row("COUNT(n)", "4", "1", "0", "BIGINT");
        row("COUNT(x)", "3", "1", "0", "BIGINT");
        row("COUNT(DISTINCT n)", "3", "1", "0", "BIGINT");
        row("COUNT(DISTINCT s)", "2", "1", "0", "BIGINT");
        row("SUM(n)", "8", "2", "NULL", "BIGINT");
        row("SUM(l)", "-9223372036854775769", "20", "NULL", "BIGINT");
        row("SUM(x)", "5.0", "2.5", "NULL", "DOUBLE");
        row("SUM(c)", "-2.00", "2.50", "NULL", "DECIMAL(38,2)");
        row("AVG(n)", "2.0", "2.0", "NULL", "DOUBLE");
        row("AVG(x)", "1.6666666666666667", "2.5", "NULL", "DOUBLE");
        row("AVG(c)", "-0.666667", "2.500000", "NULL", "DECIMAL(38,6)");
        row("AVG_INT(n)", "2", "2", "NULL", "BIGINT");
        row("MIN(n)", "1", "2", "NULL", "INT");
        row("MAX(x)", "4.5", "2.5", "NULL", "DOUBLE");
        row("MIN(s)", "a", "y", "NULL", "STRING");
        row("MAX(c)", "1.50", "2.50", "NULL", "DECIMAL(10,2)");
        row("MAX(t)", "1970-01-01T00:00:00.040Z", "1970-01-01T00:00:00.020Z", "1970-01-01T00:00:00.005Z",
            "TIMESTAMP");
        row("MIN_BY(s, x)", "a", "y", "NULL", "STRING");
        row("MAX_BY(n, x)", "2", "2", "NULL", "INT");
        row("FIRST_BY(n ORDER BY t)", "3", "2", "NULL", "INT");
        row("LAST_BY(s ORDER BY t, x)", "x", "y", "NULL", "STRING");
        row("LAST_BY(s ORDER BY t, s)", "x", "y", "NULL", "STRING");
        row("FIRST_BY(x ORDER BY t)", "NULL", "2.5", "NULL", "DOUBLE");
        row("BOOL_AND(b)", "false", "false", "NULL", "BOOLEAN");
        row("BOOL_OR(b)", "true", "false", "NULL", "BOOLEAN");
        row("COLLECT_SET(s)", "[\"a\",\"x\"]", "[\"y\"]", "[]", "ARRAY<STRING>");
        row("COLLECT_SET(n)", "[1,2,3]", "[2]", "[]", "ARRAY<INT>");
        row("VAR_POP(n)", "0.5", "0.0", "NULL", "DOUBLE");
        row("VAR(n)", "0.6666666666666666", "NULL", "NULL", "DOUBLE");
        row("STDDEV_POP(c)", "2.7182510717166817", "0.0", "NULL", "DOUBLE");
        row("COUNT(*) FILTER (WHERE n = 2)", "2", "1", "0", "BIGINT");
        row("SUM(x) FILTER (WHERE b)", "0.5", "NULL", "NULL", "DOUBLE");
        row("COUNT(*) FILTER (WHERE b IS NULL)", "1", "0", "1", "BIGINT");
        row("SUM(n) / COUNT(*)", "2.0", "2.0", "NULL", "DOUBLE");
        row("k || '-' || TO_STRING(COUNT(*))", "a-4", "b-1", "c-1", "STRING");
        row("CASE WHEN COUNT(*) > 1 THEN 'many' ELSE k END", "many", "b", "c", "STRING");
        row("1 + 1", "2", "2", "2", "INT");
        row("SUM(x * 2 + n)", "15.0", "7.0", "NULL", "DOUBLE");
    }
    void eachAggregateGivesItsAnswerWholeAndMerged() {
        QFETCH(QString, text);
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(QString, c);
        QFETCH(QString, type);
        QCOMPARE(QString::fromStdString(typeOf(text.toStdString())), type);
        for (const bool split : {false, true}) {
            Answers answers = aggregate(text.toStdString(), split);
            const auto matches = [&](const char* key, const QString& expected) {
                const QString given = QString::fromStdString(answers[key]);
                bool numbers = false;
                bool numbers2 = false;
                const double x = given.toDouble(&numbers);
                const double y = expected.toDouble(&numbers2);
                return given == expected ||
                       (type == "DOUBLE" && numbers && numbers2 && std::abs(x - y) <= 1e-12);
            };
            QVERIFY2(matches("a", a), answers["a"].c_str());
            QVERIFY2(matches("b", b), answers["b"].c_str());
            QVERIFY2(matches("c", c), answers["c"].c_str());
        }
    }

    void equalCallsAreOne() {
        const auto program =
            AggregateProgram::compile(
                {{"n", "COUNT(*)"}, {"mean", "SUM(x) / COUNT( * )"}, {"twice", "sum( x )*2"}}, *schema(),
                {"k"})
                .value();
        QCOMPARE(program.calls().size(), std::size_t{2});
        QCOMPARE(program.calls()[1].text, std::string("SUM(x)"));
        QCOMPARE(program.intermediateSchema()->size(), std::size_t{3});
        QCOMPARE(program.outputFields()[2].name, std::string("twice"));
    }

    void groupsOfOneStateMergeInTurn_data() {
        QTest::addColumn<QString>("text");
        for (const char* text : {"COUNT(*)", "COUNT(x)", "SUM(n)", "SUM(l)", "SUM(x)", "SUM(c)", "AVG(x)",
                                 "AVG(c)", "BOOL_AND(b)", "BOOL_OR(b)", "VAR_POP(x)", "STDDEV(n)", "MIN(s)",
                                 "MAX(x)", "MIN_BY(l, n)", "LAST_BY(s ORDER BY n)"}) {
            QTest::newRow(text) << text;
        }
    }
    /// Each row in a group of its own; the last joins the one before, that the one before it, and so on.
    void groupsOfOneStateMergeInTurn() {
        QFETCH(QString, text);
        const RecordBatch batch = sample();
        const AggregateProgram program =
            AggregateProgram::compile({{"out", text.toStdString()}}, *schema(), {}).value();
        const auto& call = program.calls().at(0);
        Evaluator evaluator;
        std::vector<ColumnPtr> arguments;
        for (const Expression& argument : call.arguments)
            arguments.push_back(evaluator.evaluate(argument, batch));
        const auto state = call.makeState();
        QVERIFY(state->hasFixedSize());
        const auto rows = static_cast<std::uint32_t>(batch.rows());
        state->resize(rows);
        std::vector<std::uint32_t> all(rows);
        std::iota(all.begin(), all.end(), 0u);
        state->add(arguments, {}, all);
        const std::vector<std::uint32_t> back(all.rbegin(), all.rend());
        const std::span order(back);
        state->merge(*state, order.first(rows - 1), order.last(rows - 1));
        for (std::uint32_t first = 0; first < rows; ++first) {
            const auto expected = call.makeState();
            expected->resize(1);
            for (std::uint32_t row = first; row < rows; ++row)
                expected->add(arguments, std::vector<std::uint32_t>{row}, std::vector<std::uint32_t>{0});
            const Value merged = state->result(all)->valueAt(first);
            const Value added = expected->result(std::vector<std::uint32_t>{0})->valueAt(0);
            QCOMPARE(merged.isNull(), added.isNull());
            if (call.type == DataType(TypeId::Double) && !added.isNull())
                QVERIFY(std::abs(std::get<double>(merged.data) - std::get<double>(added.data)) < 1e-12);
            else
                QCOMPARE(toText(merged, call.type), toText(added, call.type));
        }
    }

    void equalValuesHaveNoVarianceHoweverTheyWereMerged() {
        BatchBuilder builder(makeSchema({{"x", TypeId::Double}}));
        for (int i = 0; i < 100; ++i)
            builder.appendRow({Value(0.1)});
        const RecordBatch batch = builder.finish();
        const AggregateProgram program =
            AggregateProgram::compile({{"v", "VAR_POP(x)"}}, *batch.schema(), {}).value();
        const auto state = program.calls()[0].makeState();
        state->resize(10);
        std::vector<std::uint32_t> groups;
        for (std::uint32_t i = 0; i < 100; ++i)
            groups.push_back(i % 7 % 5 + i % 3);
        state->add(std::vector<ColumnPtr>{batch.columnPtr(0)}, {}, groups);
        for (const std::uint32_t from : {8u, 3u, 0u, 5u, 1u, 9u, 2u, 4u, 6u})
            state->merge(*state, std::vector<std::uint32_t>{from}, std::vector<std::uint32_t>{7});
        QCOMPARE(state->result(std::vector<std::uint32_t>{7})->values<double>()[0], 0.0);
    }

    void doubleSumsKeepWhatRoundingLoses() {
        BatchBuilder builder(makeSchema({{"x", TypeId::Double}}));
        for (int i = 0; i < 1000; ++i) {
            builder.appendRow({Value(i % 2 == 0 ? 1e15 : -1e15)});
            builder.appendRow({Value(0.1)});
        }
        const RecordBatch batch = builder.finish();
        const AggregateProgram program =
            AggregateProgram::compile({{"s", "SUM(x)"}}, *batch.schema(), {}).value();
        const auto state = program.calls()[0].makeState();
        state->resize(2);
        // Half of the rows in each of two groups, then all in one.
        std::vector<std::uint32_t> groups(2000, 0);
        std::fill(groups.begin() + 1000, groups.end(), 1u);
        state->add(std::vector<ColumnPtr>{batch.columnPtr(0)}, {}, groups);
        state->merge(*state, std::vector<std::uint32_t>{1}, std::vector<std::uint32_t>{0});
        QVERIFY(std::abs(state->result(std::vector<std::uint32_t>{0})->values<double>()[0] - 100) < 1e-10);
    }

    void resetGroupsStartAgain() {
        const RecordBatch batch = sample();
        for (const char* text : {"COUNT(*)", "SUM(x)", "MIN(s)", "COUNT(DISTINCT n)", "COLLECT_SET(n)",
                                 "MAX_BY(s, x)", "BOOL_OR(b)", "STDDEV(x)"}) {
            const AggregateProgram program =
                AggregateProgram::compile({{"out", text}}, *schema(), {}).value();
            const auto& call = program.calls().at(0);
            Evaluator evaluator;
            std::vector<ColumnPtr> arguments;
            for (const Expression& argument : call.arguments)
                arguments.push_back(evaluator.evaluate(argument, batch));
            const auto state = call.makeState();
            state->resize(2);
            const std::vector<std::uint32_t> groups = {0, 1, 0, 1, 0, 1};
            state->add(arguments, {}, groups);
            const std::string kept =
                toText(state->result(std::vector<std::uint32_t>{1})->valueAt(0), call.type);
            state->reset(std::vector<std::uint32_t>{0});
            const auto empty = call.makeState();
            empty->resize(1);
            QCOMPARE(toText(state->result(std::vector<std::uint32_t>{0})->valueAt(0), call.type),
                     toText(empty->result(std::vector<std::uint32_t>{0})->valueAt(0), call.type));
            QCOMPARE(toText(state->result(std::vector<std::uint32_t>{1})->valueAt(0), call.type), kept);
        }
    }

    void decimalSumsBeyond38DigitsAreNullAndComeBack() {
        BatchBuilder builder(makeSchema({{"c", DataType::decimal(38, 0)}}));
        Decimal128 large = 1;
        for (int i = 0; i < 37; ++i)
            large *= 10;
        for (int i = 0; i < 40; ++i)
            builder.appendRow({Value(large * 9)});
        for (int i = 0; i < 39; ++i)
            builder.appendRow({Value(large * -9)});
        const RecordBatch batch = builder.finish();
        const AggregateProgram program =
            AggregateProgram::compile({{"s", "SUM(c)"}}, *batch.schema(), {}).value();
        const auto state = program.calls()[0].makeState();
        state->resize(1);
        const std::vector<ColumnPtr> arguments = {batch.columnPtr(0)};
        const std::vector<std::uint32_t> group = {0};
        state->add(arguments, {}, std::vector<std::uint32_t>(40, 0));
        QVERIFY(state->result(group)->isNull(0));
        std::vector<std::uint32_t> rest(39);
        std::iota(rest.begin(), rest.end(), 40u);
        state->add(arguments, rest, std::vector<std::uint32_t>(39, 0));
        QCOMPARE(state->result(group)->valueAt(0), Value(large * 9));
    }
};

QTEST_GUILESS_MAIN(TestAggregateProgram)
#include "tst_aggregate_program.moc"
