// SPDX-License-Identifier: Apache-2.0
// Random expressions of every shape over random rows, from fixed seeds: a batch gives what its rows give one
// by one, and nothing crashes.

#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "engine/expression/expression.h"

#include <QtTest/QtTest>

#include <cmath>

using namespace millrace;

namespace {

const SchemaPtr& schema() {
    static const SchemaPtr shared = makeSchema({{"i", TypeId::Int},
                                                {"j", TypeId::Int},
                                                {"l", TypeId::BigInt},
                                                {"d", TypeId::Double},
                                                {"e", TypeId::Double},
                                                {"c", DataType::decimal(12, 3)},
                                                {"m", DataType::decimal(38, 6)},
                                                {"s", TypeId::String},
                                                {"u", TypeId::String},
                                                {"b", TypeId::Boolean},
                                                {"t", TypeId::Timestamp},
                                                {"a", TypeId::Date}});
    return shared;
}

Value randomValue(const DataType& type, Random& random) {
    if (random.below(6) == 0) return {};
    const bool edge = random.below(5) == 0;
    switch (type.id()) {
        case TypeId::Int:
        case TypeId::Date: {
            constexpr std::int32_t edges[] = {0, 1, -1, INT32_MIN, INT32_MAX};
            if (type.id() == TypeId::Int && edge) return edges[random.below(5)];
            return static_cast<std::int32_t>(random.below(200)) - 100;
        }
        case TypeId::BigInt: {
            constexpr std::int64_t edges[] = {0, 1, -1, INT64_MIN, INT64_MAX};
            return edge ? edges[random.below(5)] : static_cast<std::int64_t>(random.below(2000)) - 1000;
        }
        case TypeId::Timestamp:
            return static_cast<std::int64_t>(random.below(4'000'000'000'000)) - 1'000'000'000'000;
        case TypeId::Double: {
            const double edges[] = {0.0, -0.0, 1e300, -1e-300, 0.5, -0.5, std::nan(""), INFINITY};
            return edge ? edges[random.below(8)] : std::round(random.normal() * 1e4) / 100;
        }
        case TypeId::Decimal: {
            Decimal128 limit = 1;
            for (int k = 0; k < type.precision(); ++k)
                limit *= 10;
            if (edge) return random.below(2) == 0 ? limit - 1 : 1 - limit;
            return static_cast<Decimal128>(random.below(2'000'000)) - 1'000'000;
        }
        case TypeId::Boolean: return random.below(2) == 0;
        default: {
            static const char* const texts[] = {"",       "a",         "Hello", "aé😀z",
                                                "  x ",   "12",        "-7.5",  "2024-02-29 01:02:03",
                                                "a,b,,c", "{\"a\":1}", "true",  "%_!"};
            return std::string(texts[random.below(12)]);
        }
    }
}

/// Expressions of a wanted type, in the language's own text.
class Generator {
public:
    explicit Generator(std::uint64_t seed) : random_(seed) {}

    std::string any(int depth) {
        switch (random_.below(6)) {
            case 0: return integer(depth);
            case 1: return real(depth);
            case 2: return decimal(depth);
            case 3: return text(depth);
            case 4: return truth(depth);
            default: return time(depth);
        }
    }

    std::string truth(int depth) {
        if (depth <= 0) return pick({"b", "TRUE", "FALSE", "b"});
        const int d = depth - 1;
        switch (random_.below(13)) {
            case 0: return "(" + truth(d) + " AND " + truth(d) + ")";
            case 1: return "(" + truth(d) + " OR " + truth(d) + " OR " + truth(d) + ")";
            case 2: return "(NOT " + truth(d) + ")";
            case 3: return "(" + number(d) + comparison() + number(d) + ")";
            case 4: return "(" + text(d) + comparison() + text(d) + ")";
            case 5: return "(" + time(d) + comparison() + time(d) + ")";
            case 6: return "(" + any(d) + " IS NULL)";
            case 7: return "(" + number(d) + " BETWEEN " + number(d) + " AND " + number(d) + ")";
            case 8: return "(" + integer(d) + pick({" IN ", " NOT IN "}) + "(1, -7, 30, NULL))";
            case 9:
                return "(" + text(d) + pick({" LIKE '%a_'", " LIKE 'H%o'", " NOT LIKE '%!%%' ESCAPE '!'"}) +
                       ")";
            case 10:
                return "(" + number(d) + pick({" IS DISTINCT FROM ", " IS NOT DISTINCT FROM "}) + number(d) +
                       ")";
            case 11: return "REGEXP_LIKE(" + text(d) + ", '[a-z]+.')";
            default: return "TRY_TO_BOOLEAN(" + text(d) + ")";
        }
    }
    std::string integer(int depth) {
        if (depth <= 0) return pick({"i", "j", "l", "3", "0", "-1", "100"});
        const int d = depth - 1;
        switch (random_.below(10)) {
            case 0: return "(" + integer(d) + pick({" + ", " - ", " * ", " % "}) + integer(d) + ")";
            case 1: return "(-" + integer(d) + ")";
            case 2: return "DIV(" + integer(d) + ", " + integer(d) + ")";
            case 3: return "CHAR_LENGTH(" + text(d) + ")";
            case 4:
                return "CASE WHEN " + truth(d) + " THEN " + integer(d) + " WHEN " + truth(d) + " THEN " +
                       integer(d) + " END";
            case 5: return "COALESCE(" + integer(d) + ", " + integer(d) + ", 5)";
            case 6: return pick({"YEAR(", "HOUR(", "DAYOFYEAR(", "DAYOFWEEK("}) + time(d) + ")";
            case 7: return "TO_BIGINT(" + number(d) + ")";
            case 8: return "TRY_TO_INT(" + text(d) + ")";
            default: return pick({"GREATEST(", "LEAST(", "NULLIF("}) + integer(d) + ", " + integer(d) + ")";
        }
    }
    std::string real(int depth) {
        if (depth <= 0) return pick({"d", "e", "2.5e0", "d"});
        const int d = depth - 1;
        switch (random_.below(7)) {
            case 0: return "(" + real(d) + pick({" + ", " - ", " * ", " / "}) + number(d) + ")";
            case 1: return pick({"SQRT(", "EXP(", "LN(", "FLOOR(", "CEIL(", "ABS("}) + real(d) + ")";
            case 2: return pick({"ROUND(", "TRUNCATE("}) + real(d) + ", 2)";
            case 3: return "POWER(" + real(d) + ", " + real(d) + ")";
            case 4: return "IF(" + truth(d) + ", " + real(d) + ", " + number(d) + ")";
            case 5: return "TRY_TO_DOUBLE(" + text(d) + ")";
            default: return "(" + integer(d) + " / " + integer(d) + ")";
        }
    }
    std::string decimal(int depth) {
        if (depth <= 0) return pick({"c", "m", "1.5", "0.01"});
        const int d = depth - 1;
        switch (random_.below(6)) {
            case 0:
                return "(" + decimal(d) + pick({" + ", " - ", " * ", " / "}) +
                       pick({decimal(d), integer(d)}) + ")";
            case 1: return pick({"FLOOR(", "CEIL(", "ABS(", "-("}) + decimal(d) + ")";
            case 2: return pick({"ROUND(", "TRUNCATE("}) + decimal(d) + ", 1)";
            case 3: return "CAST(" + number(d) + " AS DECIMAL(20,4))";
            case 4: return "COALESCE(" + decimal(d) + ", " + decimal(d) + ")";
            default: return "TRY_TO_DECIMAL(" + text(d) + ", 10, 2)";
        }
    }
    std::string number(int depth) {
        switch (random_.below(3)) {
            case 0: return integer(depth);
            case 1: return real(depth);
            default: return decimal(depth);
        }
    }
    std::string text(int depth) {
        if (depth <= 0) return pick({"s", "u", "'x'", "''", "s"});
        const int d = depth - 1;
        switch (random_.below(12)) {
            case 0: return "(" + text(d) + " || " + text(d) + ")";
            case 1:
                return pick({"UPPER(", "LOWER(", "TRIM(", "REVERSE(", "MD5(", "TO_BASE64(", "FROM_BASE64(",
                             "HEX("}) +
                       text(d) + ")";
            case 2: return "SUBSTRING(" + text(d) + ", (i + " + integer(d) + "), (j + " + integer(d) + "))";
            case 3: return pick({"LEFT(", "RIGHT(", "REPEAT("}) + text(d) + ", " + pick({"2", "i % 5"}) + ")";
            case 4: return "REPLACE(" + text(d) + ", 'a', " + text(d) + ")";
            case 5: return pick({"LPAD(", "RPAD("}) + text(d) + ", i % 20, s || " + text(d) + ")";
            case 6: return "CONCAT_WS(',', " + text(d) + ", " + text(d) + ")";
            case 7: return "TO_STRING(" + pick({integer(d), decimal(d), truth(d), time(d)}) + ")";
            case 8: return "CASE WHEN " + truth(d) + " THEN " + text(d) + " ELSE " + text(d) + " END";
            case 9: return "SPLIT_INDEX(" + text(d) + ", ',', " + integer(d) + ")";
            case 10: return pick({"REGEXP_EXTRACT(", "REGEXP_EXTRACT("}) + text(d) + ", '(.)(.)', 2)";
            default: return pick({"MASK_KEEP(", "MASK_KEEP("}) + text(d) + ", 1, 1)";
        }
    }
    std::string time(int depth) {
        if (depth <= 0) return pick({"t", "TIMESTAMP '2024-02-29 12:00:00'"});
        const int d = depth - 1;
        switch (random_.below(5)) {
            case 0:
                return "(" + time(d) + pick({" + ", " - "}) + "INTERVAL '3' " +
                       pick({"SECOND", "MINUTE", "HOUR", "DAY"}) + ")";
            case 1:
                return "DATE_TRUNC('" + pick({"SECOND", "HOUR", "MONTH", "QUARTER", "YEAR"}) + "', " +
                       time(d) + ")";
            case 2: return "FROM_EPOCH_MS(" + integer(d) + ")";
            case 3: return "TO_TIMESTAMP(" + text(d) + ")";
            default: return "COALESCE(" + time(d) + ", CAST(a AS TIMESTAMP))";
        }
    }

private:
    std::string comparison() { return pick({" = ", " <> ", " < ", " <= ", " > ", " >= "}); }
    std::string pick(std::initializer_list<std::string> choices) {
        return *(choices.begin() + static_cast<std::ptrdiff_t>(random_.below(choices.size())));
    }

    Random random_;
};

RecordBatch randomBatch(std::size_t rows, std::uint64_t seed) {
    Random random(seed);
    BatchBuilder builder(schema());
    for (std::size_t i = 0; i < rows; ++i) {
        std::vector<Value> row;
        for (const Field& field : schema()->fields())
            row.push_back(randomValue(field.type, random));
        builder.appendRow(row);
    }
    return builder.finish();
}

/// NaN equals NaN here.
bool same(const Value& a, const Value& b) {
    if (const auto* x = std::get_if<double>(&a.data)) {
        const auto* y = std::get_if<double>(&b.data);
        return y && (*x == *y || (std::isnan(*x) && std::isnan(*y)));
    }
    return a == b;
}

} // namespace

class TestExpressionProperties : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBatchGivesWhatItsRowsGiveOneByOne() {
        const RecordBatch batch = randomBatch(131, 7);
        std::vector<RecordBatch> single;
        for (std::size_t i = 0; i < batch.rows(); ++i)
            single.push_back(batch.slice(i, 1).flattened());
        Evaluator whole;
        Evaluator byRow;
        int bad = 0;
        for (std::uint64_t seed = 1; seed <= 400; ++seed) {
            const std::string text = Generator(seed).any(static_cast<int>(1 + seed % 4));
            const auto expression = Expression::compile(text, *schema());
            QVERIFY2(expression.has_value(),
                     expression.has_value() ? "" : toText(expression.error()).c_str());
            const ColumnPtr all = whole.evaluate(expression.value(), batch);
            QVERIFY(all->type() == expression.value().type());
            for (std::size_t i = 0; i < batch.rows(); i += 1 + seed % 7) {
                const ColumnPtr one = byRow.evaluate(expression.value(), single[i]);
                if (same(all->valueAt(i), one->valueAt(0))) continue;
                ++bad;
                qWarning("row %zu of %s: %s, alone %s", i, text.c_str(),
                         toText(all->valueAt(i), all->type()).c_str(),
                         toText(one->valueAt(0), one->type()).c_str());
                break;
            }
        }
        QCOMPARE(bad, 0);
    }

    void constantsGiveWhatColumnsOfThemGive() {
        // The same expression with literals (folded when it is compiled) and with columns that hold the
        // literals.
        const RecordBatch batch = randomBatch(1, 3);
        const SchemaPtr constants =
            makeSchema({{"p", TypeId::Int}, {"q", TypeId::Double}, {"r", TypeId::String}});
        BatchBuilder builder(constants);
        builder.appendRow({std::int32_t{7}, 2.5, std::string("a,b")});
        const RecordBatch row = builder.finish();
        Evaluator evaluator;
        const std::pair<const char*, const char*> pairs[] = {
            {"7 * 3 + 7 % 4", "p * 3 + p % 4"},
            {"2.5e0 / 7", "q / p"},
            {"SPLIT_INDEX('a,b', ',', 1)", "SPLIT_INDEX(r, ',', 1)"},
            {"CASE WHEN 7 > 2.5e0 THEN 'a,b' END", "CASE WHEN p > q THEN r END"},
            {"REPEAT('a,b', 7)", "REPEAT(r, p)"},
            {"ROUND(2.5e0 * 7, 1)", "ROUND(q * p, 1)"}};
        for (const auto& [literal, column] : pairs) {
            const ColumnPtr a = evaluator.evaluate(Expression::compile(literal, *constants).value(), row);
            const ColumnPtr b = evaluator.evaluate(Expression::compile(column, *constants).value(), row);
            QVERIFY2(a->type() == b->type() && same(a->valueAt(0), b->valueAt(0)), literal);
        }
    }

    void selectionIsTheRowsWhereThePredicateIsTrue() {
        const RecordBatch batch = randomBatch(200, 11);
        Evaluator evaluator;
        for (std::uint64_t seed = 1; seed <= 200; ++seed) {
            const std::string text = Generator(seed + 5000).truth(static_cast<int>(1 + seed % 4));
            const auto predicate = Expression::compilePredicate(text, *schema());
            QVERIFY2(predicate.has_value(), text.c_str());
            const ColumnPtr truth = evaluator.evaluate(predicate.value(), batch);
            std::vector<std::uint32_t> expected;
            for (std::uint32_t i = 0; i < batch.rows(); ++i) {
                if (!truth->isNull(i) && truth->values<std::uint8_t>()[i] != 0) expected.push_back(i);
            }
            const Selection selected = evaluator.select(predicate.value(), batch);
            QVERIFY2(std::equal(selected.begin(), selected.end(), expected.begin(), expected.end()),
                     text.c_str());
        }
    }

    void canonicalTextKeepsMeaningAndIsStable() {
        const RecordBatch batch = randomBatch(20, 13);
        Evaluator evaluator;
        for (std::uint64_t seed = 1; seed <= 200; ++seed) {
            const std::string text = Generator(seed + 9000).any(3);
            const Expression first = Expression::compile(text, *schema()).value();
            const auto second = Expression::compile(first.toText(), *schema());
            QVERIFY2(second.has_value(), first.toText().c_str());
            QCOMPARE(second.value().toText(), first.toText());
            const ColumnPtr a = evaluator.evaluate(first, batch);
            const ColumnPtr b = evaluator.evaluate(second.value(), batch);
            QVERIFY(a->type() == b->type());
            for (std::size_t i = 0; i < 20; ++i)
                QVERIFY2(same(a->valueAt(i), b->valueAt(i)), text.c_str());
        }
    }

    void brokenTextsGiveErrorsAndNothingElse() {
        const RecordBatch batch = randomBatch(3, 17);
        Evaluator evaluator;
        static constexpr std::string_view kPieces = "()+-*/%'\",.<>=|[]aE1 \x80\xC3";
        Random random(23);
        int errors = 0;
        for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
            std::string text = Generator(seed + 20000).any(3);
            for (std::uint64_t k = random.below(4) + 1; k > 0 && !text.empty(); --k) {
                const auto at = static_cast<std::ptrdiff_t>(random.below(text.size()));
                if (random.below(2) == 0)
                    text.erase(text.begin() + at);
                else
                    text.insert(text.begin() + at, kPieces[random.below(kPieces.size())]);
            }
            const auto expression = Expression::compile(text, *schema());
            if (expression) {
                evaluator.evaluate(expression.value(), batch);
                continue;
            }
            ++errors;
            for (const Diagnostic& item : expression.error()) {
                QVERIFY2(item.code.starts_with("MR20") && item.line >= 1 && item.column >= 1 &&
                             item.message.find('^') != std::string::npos,
                         text.c_str());
            }
        }
        QVERIFY(errors > 500);
    }
};

QTEST_GUILESS_MAIN(TestExpressionProperties)
#include "tst_expression_properties.moc"
