// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "engine/expression/expression.h"

#include <QtTest/QtTest>

#include <limits>
#include <set>

using namespace millrace;

namespace {

SchemaPtr schema() {
    static const SchemaPtr shared = makeSchema(
        {{"id", TypeId::BigInt},
         {"speed", TypeId::Double},
         {"n", TypeId::Int},
         {"name", TypeId::String},
         {"flag", TypeId::Boolean},
         {"price", DataType::decimal(10, 2)},
         {"t", TypeId::Timestamp},
         {"point", DataType::structure({{"x", TypeId::Int}, {"tags", DataType::array(TypeId::String)}})},
         {"list", DataType::array(DataType::structure({{"k", TypeId::Int}}))}});
    return shared;
}

/// Row i: mostly i in every type; every `nullEvery`-th value is NULL (0: none), shifted from column to
/// column.
RecordBatch makeBatch(std::size_t rows, std::size_t nullEvery = 0) {
    BatchBuilder builder(schema());
    for (std::size_t i = 0; i < rows; ++i) {
        const auto k = static_cast<std::int32_t>(i);
        std::vector<Value> row = {std::int64_t{k},
                                  0.5 * k,
                                  k,
                                  "name" + std::to_string(i % 10),
                                  i % 2 == 0,
                                  Decimal128{k} * 25,
                                  std::int64_t{k} * 1000,
                                  ValueList{k, ValueList{std::string("a"), std::string("b")}},
                                  ValueList{Value(ValueList{k}), Value(ValueList{k + 1})}};
        for (std::size_t c = 0; nullEvery > 0 && c < row.size(); ++c) {
            if ((i + c) % nullEvery == 0) row[c] = {};
        }
        builder.appendRow(row);
    }
    return builder.finish();
}

Expression compiled(const std::string& text) { return Expression::compile(text, *schema()).value(); }

std::vector<std::uint32_t> selected(Evaluator& evaluator, const std::string& predicate,
                                    const RecordBatch& batch) {
    const Selection rows =
        evaluator.select(Expression::compilePredicate(predicate, *schema()).value(), batch);
    return {rows.begin(), rows.end()};
}

} // namespace

class TestEvaluator : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBareColumnIsShared() {
        const RecordBatch batch = makeBatch(10);
        Evaluator evaluator;
        QCOMPARE(evaluator.evaluate(compiled("speed"), batch).get(), batch.columnPtr(1).get());
        QCOMPARE(compiled("(speed)").asColumn(), std::optional<std::size_t>(1));
        QVERIFY(!compiled("speed + 0").asColumn());
    }

    void columnsUsedAreThoseRead() {
        QCOMPARE(compiled("speed * n + CHAR_LENGTH(name) - n").columnsUsed(),
                 (std::vector<std::size_t>{1, 2, 3}));
        QVERIFY(compiled("1 + 1").columnsUsed().empty());
    }

    void aResultHasOneValuePerPhysicalRow() {
        Evaluator evaluator;
        for (const std::size_t rows : {0u, 1u, 63u, 64u, 65u, 1000u}) {
            RecordBatch batch = makeBatch(rows);
            if (rows > 2)
                batch = batch.withSelection(std::make_shared<const Selection::Rows>(Selection::Rows{0, 2}));
            const ColumnPtr column = evaluator.evaluate(compiled("n * 2 + 1"), batch);
            QCOMPARE(column->size(), rows);
            for (std::size_t i = 0; i < rows; ++i)
                QCOMPARE(column->values<std::int32_t>()[i], static_cast<std::int32_t>(2 * i + 1));
        }
    }

    void constantsFillTheColumn() {
        Evaluator evaluator;
        const ColumnPtr text = evaluator.evaluate(compiled("'a' || 'b'"), makeBatch(3));
        QCOMPARE(text->valueAt(2), Value(std::string("ab")));
        QCOMPARE(evaluator.evaluate(compiled("CAST(NULL AS INT)"), makeBatch(3))->nullCount(),
                 std::size_t{3});
        QCOMPARE(evaluator.evaluate(compiled("1 + 1"), makeBatch(0))->size(), std::size_t{0});
    }

    void resultsOutliveTheEvaluatorAndLaterBatches() {
        ColumnPtr first;
        ColumnPtr second;
        {
            Evaluator evaluator;
            const Expression expression = compiled("UPPER(name) || SUBSTRING(name, 5) || 'x'");
            first = evaluator.evaluate(expression, makeBatch(100));
            second = evaluator.evaluate(expression, makeBatch(200));
            for (int i = 0; i < 20; ++i)
                evaluator.evaluate(compiled("REPEAT(name, 3)"), makeBatch(300));
        }
        QCOMPARE(first->valueAt(57), Value(std::string("NAME77x")));
        QCOMPARE(second->valueAt(193), Value(std::string("NAME33x")));
        QCOMPARE(first->size(), std::size_t{100});
    }

    void partsOfOtherTextStayAliveWithoutTheirBatch() {
        Evaluator evaluator;
        const ColumnPtr part = evaluator.evaluate(compiled("SUBSTRING(name, 2, 3)"), makeBatch(50));
        const ColumnPtr choice =
            evaluator.evaluate(compiled("CASE WHEN flag THEN name ELSE 'odd' END"), makeBatch(50));
        QCOMPARE(part->valueAt(49), Value(std::string("ame")));
        QCOMPARE(choice->valueAt(48), Value(std::string("name8")));
        QCOMPARE(choice->valueAt(49), Value(std::string("odd")));
    }

    void inputColumnsAreNeverChanged() {
        const RecordBatch batch = makeBatch(200, 7);
        const std::size_t nulls = batch.column(2).nullCount();
        Evaluator evaluator;
        evaluator.evaluate(compiled("n % (n - 10)"), batch);
        evaluator.evaluate(compiled("DIV(n, n % 3)"), batch);
        evaluator.evaluate(compiled("SPLIT_INDEX(name, 'e', n)"), batch);
        QCOMPARE(batch.column(2).nullCount(), nulls);
        QCOMPARE(batch.column(3).nullCount(), makeBatch(200, 7).column(3).nullCount());
    }

    void nullsPassThroughStrictOperators() {
        const RecordBatch batch = makeBatch(300, 5);
        Evaluator evaluator;
        const ColumnPtr sum = evaluator.evaluate(compiled("id + n"), batch);
        for (std::size_t i = 0; i < 300; ++i)
            QCOMPARE(sum->isNull(i), batch.column(0).isNull(i) || batch.column(2).isNull(i));
    }

    void equalPartsAreComputedOnceAndStayRight() {
        const RecordBatch batch = makeBatch(100, 9);
        Evaluator evaluator;
        const ColumnPtr whole = evaluator.evaluate(
            compiled("(n * 2) * (n * 2) + CASE WHEN n * 2 > 50 THEN n * 2 ELSE 0 END"), batch);
        for (std::size_t i = 0; i < 100; ++i) {
            if (batch.column(2).isNull(i)) continue;
            const auto n = static_cast<std::int32_t>(2 * i);
            QCOMPARE(whole->values<std::int32_t>()[i], n * n + (n > 50 ? n : 0));
        }
    }

    void fieldsAndElementsKeepTheirNulls() {
        const RecordBatch batch = makeBatch(40, 4);
        Evaluator evaluator;
        const ColumnPtr x = evaluator.evaluate(compiled("point.x + 1"), batch);
        const ColumnPtr tag = evaluator.evaluate(compiled("point.tags[2]"), batch);
        const ColumnPtr inner = evaluator.evaluate(compiled("list[2].k"), batch);
        const ColumnPtr none = evaluator.evaluate(compiled("list[n].k"), batch);
        for (std::size_t i = 0; i < 40; ++i) {
            QCOMPARE(x->isNull(i), batch.column(7).isNull(i));
            QCOMPARE(tag->isNull(i), batch.column(7).isNull(i));
            QCOMPARE(inner->isNull(i), batch.column(8).isNull(i));
            if (!x->isNull(i)) QCOMPARE(x->values<std::int32_t>()[i], static_cast<std::int32_t>(i + 1));
            if (!tag->isNull(i)) QCOMPARE(tag->strings()[i].view(), std::string_view("b"));
            if (!inner->isNull(i))
                QCOMPARE(inner->values<std::int32_t>()[i], static_cast<std::int32_t>(i + 1));
            QCOMPARE(none->isNull(i),
                     batch.column(8).isNull(i) || batch.column(2).isNull(i) || i < 1 || i > 2);
        }
    }

    void selectionKeepsTheRowsThatAreTrue_data() {
        QTest::addColumn<QString>("predicate");
        for (const char* predicate : {"speed > 40",
                                      "speed >= 40",
                                      "speed < 40",
                                      "speed <= 40",
                                      "speed = 40",
                                      "speed <> 40",
                                      "40 < speed",
                                      "n > 100",
                                      "id < 200",
                                      "price > 9.99",
                                      "name = 'name3'",
                                      "name >= 'name5'",
                                      "flag",
                                      "NOT flag",
                                      "flag = TRUE",
                                      "speed > 20 AND speed < 60",
                                      "n > 10 AND flag AND name <> 'name4'",
                                      "flag AND n > 10",
                                      "speed BETWEEN 20 AND 60",
                                      "n IN (3, 5, 7)",
                                      "n > 100 OR flag",
                                      "name LIKE '%7'",
                                      "n IS NULL",
                                      "n IS NOT NULL AND n > 5",
                                      "t >= TIMESTAMP '1970-01-01 00:01:00'",
                                      "speed > n",
                                      "TRUE",
                                      "FALSE",
                                      "NULL",
                                      "speed > NULL",
                                      "n > 5 AND NULL",
                                      "TRUE AND n > 5",
                                      "n * 2 > 50 AND n * 2 < 100"}) {
            QTest::newRow(predicate) << predicate;
        }
    }
    void selectionKeepsTheRowsThatAreTrue() {
        QFETCH(QString, predicate);
        const std::string text = predicate.toStdString();
        Evaluator evaluator;
        for (const std::size_t nullEvery : {0u, 3u}) {
            for (const std::size_t rows : {0u, 1u, 64u, 257u, 1000u}) {
                const RecordBatch batch = makeBatch(rows, nullEvery);
                const Expression expression = Expression::compilePredicate(text, *schema()).value();
                const ColumnPtr truth = evaluator.evaluate(expression, batch);
                std::vector<std::uint32_t> expected;
                Selection::Rows sparseIn;
                std::vector<std::uint32_t> sparseExpected;
                for (std::uint32_t i = 0; i < rows; ++i) {
                    const bool holds = !truth->isNull(i) && truth->values<std::uint8_t>()[i] != 0;
                    if (holds) expected.push_back(i);
                    if (i % 3 == 1) sparseIn.push_back(i);
                    if (i % 3 == 1 && holds) sparseExpected.push_back(i);
                }
                QCOMPARE(selected(evaluator, text, batch), expected);
                const RecordBatch sparse =
                    batch.withSelection(std::make_shared<const Selection::Rows>(sparseIn));
                QCOMPARE(selected(evaluator, text, sparse), sparseExpected);
            }
        }
    }

    void slicesOfABlockAreComputedOnce() {
        Evaluator evaluator;
        const Expression twice = compiled("n * 2");
        const RecordBatch batch = makeBatch(100, 7);
        const ColumnPtr first = evaluator.evaluate(twice, batch.slice(0, 1));
        QCOMPARE(first->size(), std::size_t{100});
        QCOMPARE(evaluator.evaluate(twice, batch.slice(1, 1)).get(), first.get());
        QVERIFY(evaluator.evaluate(compiled("n * 2"), batch.slice(1, 1)).get() != first.get());
        QVERIFY(evaluator.evaluate(twice, makeBatch(100, 7).slice(1, 1)).get() != first.get());
        QVERIFY(evaluator.evaluate(twice, batch).get() != first.get());
    }

    void slicesSelectWhatTheBlockSelects() {
        Evaluator evaluator;
        const RecordBatch batch = makeBatch(200, 5);
        for (const char* const text : {"n > 50", "n % 3 = 0", "n % 3 = 0 AND speed < 40", "name IS NULL"}) {
            std::vector<std::uint32_t> fromSlices;
            for (std::size_t at = 0; at < batch.rows(); at += 3) {
                const auto rows = selected(evaluator, text, batch.slice(at, 3));
                fromSlices.insert(fromSlices.end(), rows.begin(), rows.end());
            }
            QCOMPARE(fromSlices, selected(evaluator, text, batch));
        }
    }

    void aPredicateThatIsAlwaysTrueKeepsTheSelection() {
        Evaluator evaluator;
        const auto selection = std::make_shared<const Selection::Rows>(Selection::Rows{1, 5});
        const RecordBatch batch = makeBatch(10).withSelection(selection);
        QCOMPARE(evaluator.select(Expression::compilePredicate("1 < 2", *schema()).value(), batch).data(),
                 selection->data());
    }

    void comparisonsWithNaNAreFalseButNotEqual() {
        BatchBuilder builder(makeSchema({{"x", TypeId::Double}}));
        for (const double x :
             {std::numeric_limits<double>::quiet_NaN(), 1.0, -std::numeric_limits<double>::infinity()})
            builder.appendRow({Value(x)});
        const RecordBatch batch = builder.finish();
        Evaluator evaluator;
        const auto rows = [&](const std::string& text) {
            const Selection selected =
                evaluator.select(Expression::compilePredicate(text, *batch.schema()).value(), batch);
            return std::vector<std::uint32_t>(selected.begin(), selected.end());
        };
        QCOMPARE(rows("x > 0"), (std::vector<std::uint32_t>{1}));
        QCOMPARE(rows("x <= 5"), (std::vector<std::uint32_t>{1, 2}));
        QCOMPARE(rows("x = x"), (std::vector<std::uint32_t>{1, 2}));
        QCOMPARE(rows("x <> 1"), (std::vector<std::uint32_t>{0, 2}));
    }

    void canonicalTextMeansTheSame() {
        const RecordBatch batch = makeBatch(100, 6);
        Evaluator evaluator;
        for (const char* text : {"speed*3.6", "not(n>5 and flag)", "case when n>5 then name else 'x' end",
                                 "coalesce(n,0)+n", "name not like '%3'"}) {
            const Expression once = compiled(text);
            const Expression again = compiled(once.toText());
            QCOMPARE(again.toText(), once.toText());
            const ColumnPtr a = evaluator.evaluate(once, batch);
            const ColumnPtr b = evaluator.evaluate(again, batch);
            for (std::size_t i = 0; i < 100; ++i)
                QCOMPARE(a->valueAt(i), b->valueAt(i));
        }
    }

    void theCatalogueListsEveryFunctionOnce() {
        std::set<std::string> names;
        for (const FunctionInfo& info : functionCatalogue()) {
            QVERIFY2(names.insert(info.name).second, info.name.c_str());
            QVERIFY2(info.signature.starts_with(info.name), info.name.c_str());
            QVERIFY2(info.help.ends_with('.'), info.name.c_str());
        }
        for (const char* name :
             {"SUBSTRING", "HASH_TOKEN", "SUM", "LAST_BY", "COALESCE", "CASE", "STDDEV_POP"})
            QVERIFY2(names.contains(name), name);
        QVERIFY(!names.contains("+"));
    }
};

QTEST_GUILESS_MAIN(TestEvaluator)
#include "tst_evaluator.moc"
