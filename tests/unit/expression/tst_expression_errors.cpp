// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/aggregate.h"
#include "engine/expression/expression.h"

#include <QtTest/QtTest>

using namespace millrace;

namespace {

Schema fleet() {
    return Schema({{"vehicle_id", TypeId::String},
                   {"speed", TypeId::Double},
                   {"count", TypeId::Int},
                   {"price", DataType::decimal(10, 2)},
                   {"timestamp", TypeId::Timestamp},
                   {"day", TypeId::Date},
                   {"flag", TypeId::Boolean},
                   {"end", TypeId::Int},
                   {"position", DataType::structure({{"lat", TypeId::Double}, {"lon", TypeId::Double}})},
                   {"tags", DataType::array(TypeId::String)}},
                  4);
}

Diagnostic firstError(std::string_view text) {
    const auto compiled = Expression::compile(text, fleet());
    return compiled ? Diagnostic{} : compiled.error().items.at(0);
}

} // namespace

class TestExpressionErrors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anUnknownColumnIsShownWithACaretAndASuggestion() {
        const Diagnostic error = firstError("sped * 3.6");
        QCOMPARE(error.code, std::string("MR2003"));
        QCOMPARE(error.message, std::string("unknown column `sped`\n  sped * 3.6\n  ^~~~"));
        QCOMPARE(error.hint, std::string("did you mean `speed`?"));
        QCOMPARE(error.line, 1);
        QCOMPARE(error.column, 1);
        QCOMPARE(static_cast<int>(error.severity), static_cast<int>(Severity::Error));
    }

    void everyUnknownColumnIsReported() {
        const auto compiled = Expression::compile("sped + cuont", fleet());
        QCOMPARE(compiled.error().items.size(), std::size_t{2});
        QCOMPARE(compiled.error().items[1].column, 8);
    }

    void columnsCountCodePointsAndLinesCountFromOne() {
        const Diagnostic error = firstError("'äöü😀' ||\n 'ß' || sped");
        QCOMPARE(error.line, 2);
        QCOMPARE(error.column, 9);
        QCOMPARE(error.message, std::string("unknown column `sped`\n   'ß' || sped\n          ^~~~"));
    }

    void longLinesAreCutAroundThePlace() {
        const std::string text = std::string(500, ' ') + "sped" + std::string(500, ' ') + "+ 1";
        const Diagnostic error = firstError(text);
        QCOMPARE(error.column, 501);
        QVERIFY(error.message.size() < 350);
        QVERIFY(error.message.find("sped  ") != std::string::npos);
    }

    void eachMistakeHasItsCodePlaceAndHint_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("hint");
        const auto row = [](const char* text, const char* code, int column, const char* message,
                            const char* hint) {
            QTest::newRow(text) << text << code << column << message << hint;
        };
        row("", "MR2002", 1, "an expression is expected", "speed * 3.6");
        row("speed *", "MR2002", 8, "a value is expected, but the expression ends here", "");
        row("speed 3", "MR2002", 7, "unexpected `3`", "");
        row("(speed", "MR2002", 7, "`)` is expected", "");
        row("speed + end", "MR2002", 9, "unexpected `end`", "\"end\"");
        row("speed == 1", "MR2001", 7, "unknown operator `==`", "write =");
        row("speed != 1", "MR2001", 7, "unknown operator `!=`", "<>");
        row("speed ? 1", "MR2001", 7, "unexpected character `?`", "");
        row("vehicle_id = 'abc", "MR2001", 14, "text is not closed", "'");
        row("vehicle_id = \"abc\"", "MR2003", 14, "unknown column `abc`", "single quotes");
        row("1 < speed < 3", "MR2002", 11, "unexpected `<`", "write a < b AND b < c");
        row("Speed > 1", "MR2003", 1, "unknown column `Speed`", "did you mean `speed`?");
        row("uper(vehicle_id)", "MR2004", 1, "unknown function `uper`", "did you mean `UPPER`?");
        row("length(vehicle_id)", "MR2015", 1, "the language has no LENGTH", "CHAR_LENGTH");
        row("RAND()", "MR2015", 1, "the language has no RAND", "");
        row("SUBSTRING(vehicle_id)", "MR2005", 1, "SUBSTRING takes 2 to 3 arguments, here is 1",
            "SUBSTRING(s, i[, n]) -> STRING");
        row("UPPER()", "MR2005", 1, "UPPER takes 1 argument, here are 0", "UPPER(s)");
        row("UPPER(speed)", "MR2006", 7, "UPPER needs STRING as argument 1, this is DOUBLE",
            "TO_STRING(CAST(");
        row("vehicle_id + 1", "MR2006", 1, "+ needs a number here, this is STRING", "||");
        row("speed > 'fast'", "MR2006", 9, "> needs DOUBLE here, this is STRING", "TRY_TO_DOUBLE");
        row("timestamp > '2024-01-01'", "MR2006", 13, "> needs TIMESTAMP here, this is STRING",
            "TIMESTAMP '2024-01-31 00:00:00'");
        row("day > timestamp", "MR2006", 7, "DATE", "CAST(");
        row("flag AND speed", "MR2006", 10, "AND needs BOOLEAN here, this is DOUBLE", "");
        row("NOT speed", "MR2006", 5, "NOT needs BOOLEAN here", "");
        row("speed % 2", "MR2006", 1, "% needs INT or BIGINT here, this is DOUBLE", "TO_BIGINT");
        row("timestamp - timestamp", "MR2006", 11, "cannot be subtracted", "DIFF_MS");
        row("timestamp + 5", "MR2006", 13, "INTERVAL", "INTERVAL '5' SECOND");
        row("CASE WHEN flag THEN 1 ELSE 'x' END", "MR2006", 28, "CASE", "one type");
        row("CAST(speed AS INT)", "MR2017", 1, "DOUBLE cannot be cast to INT", "TRY_NARROW_INT");
        row("CAST(speed AS STRING)", "MR2017", 1, "DOUBLE cannot be cast to STRING", "DECIMAL(18,6)");
        row("CAST(speed AS FLOAT)", "MR2006", 15, "`FLOAT` is no type", "BIGINT");
        row("99999999999999999999", "MR2007", 1, "does not fit BIGINT", "decimal point");
        row("1e999", "MR2007", 1, "does not fit DOUBLE", "");
        row("DATE '2024-13-01'", "MR2007", 6, "'2024-13-01' is not a date", "DATE '");
        row("TIMESTAMP 'noon'", "MR2007", 11, "'noon' is not a point in time", "");
        row("timestamp + INTERVAL 'x' DAY", "MR2007", 22, "whole number", "");
        row("timestamp + INTERVAL '1' MONTH", "MR2002", 26, "SECOND, MINUTE, HOUR or DAY", "");
        row("INTERVAL '1' DAY", "MR2006", 1, "an INTERVAL can only be added", "");
        row("day + INTERVAL '1' HOUR", "MR2006", 7, "only whole days", "CAST(d AS TIMESTAMP)");
        row("vehicle_id LIKE vehicle_id", "MR2008", 17, "literal text", "");
        row("REGEXP_LIKE(vehicle_id, '(')", "MR2009", 25, "the pattern cannot be read", "");
        row("ROUND(speed, -1)", "MR2009", 14, "between 0 and 30", "");
        row("ROUND(speed, count)", "MR2008", 14, "literal whole number", "");
        row("SUBSTRING(vehicle_id, 0)", "MR2009", 23, "at least 1", "");
        row("DATE_FORMAT(timestamp, 'YYYY')", "MR2009", 24, "`YYYY` is no part of a format", "yyyy");
        row("DATE_TRUNC('WEEK', timestamp)", "MR2009", 12, "no unit", "weeks");
        row("JSON_VALUE(vehicle_id, 'a')", "MR2009", 24, "starts with $", "");
        row("count IN (count)", "MR2008", 11, "list of literals", "OR");
        row("position.lta", "MR2014", 10, "unknown field `lta`", "did you mean `lat`?");
        row("speed.x", "MR2006", 7, "DOUBLE has no field `x`", "");
        row("position = position", "MR2006", 1, "a single value", "fields");
        row("speed[1]", "MR2006", 1, "[] needs an ARRAY here", "");
        row("SUM(speed)", "MR2011", 1, "SUM is an aggregate", "aggregate stage");
        row("UPPER(DISTINCT vehicle_id)", "MR2002", 1, "no aggregate", "");
        row("COUNT", "MR2003", 1, "unknown column `COUNT`", "did you mean `count`?");
        row("UPPER", "MR2003", 1, "unknown column `UPPER`", "UPPER(s)");
        row("NULL", "MR2006", 1, "always NULL", "CAST(NULL AS");
        row("CASE speed WHEN 1 THEN 2 END", "MR2002", 6, "WHEN is expected", "CASE WHEN x = 1");
    }
    void eachMistakeHasItsCodePlaceAndHint() {
        QFETCH(QString, text);
        QFETCH(QString, code);
        QFETCH(int, column);
        QFETCH(QString, message);
        QFETCH(QString, hint);
        const Diagnostic error = firstError(text.toStdString());
        QCOMPARE(QString::fromStdString(error.code), code);
        QCOMPARE(error.column, column);
        QVERIFY2(QString::fromStdString(error.message).contains(message), error.message.c_str());
        QVERIFY2(QString::fromStdString(error.hint).contains(hint), error.hint.c_str());
        const QStringList lines = QString::fromStdString(error.message).split('\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(static_cast<int>(lines[2].indexOf('^')), 2 + column - 1);
    }

    void aPredicateMustBeBoolean() {
        const auto error = Expression::compilePredicate("speed", fleet()).error().items.at(0);
        QCOMPARE(error.code, std::string("MR2010"));
        QVERIFY(error.message.starts_with("a condition must be BOOLEAN, this is DOUBLE"));
        QVERIFY(Expression::compilePredicate("flag", fleet()).has_value());
        QVERIFY(Expression::compilePredicate("NULL", fleet()).has_value());
    }

    void aggregateErrorsNameTheColumn_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("message");
        QTest::newRow("plain column") << "speed"
                                      << "MR2012"
                                      << "neither a key nor inside an aggregate";
        QTest::newRow("nested") << "SUM(AVG(speed))"
                                << "MR2011"
                                << "AVG is an aggregate";
        QTest::newRow("type") << "SUM(vehicle_id)"
                              << "MR2006"
                              << "SUM needs a number, this is STRING";
        QTest::newRow("arity") << "MIN_BY(speed)"
                               << "MR2005"
                               << "MIN_BY takes 2 arguments";
        QTest::newRow("star") << "SUM(*)"
                              << "MR2002"
                              << "COUNT(*) only";
        QTest::newRow("distinct") << "SUM(DISTINCT speed)"
                                  << "MR2002"
                                  << "SUM does not take DISTINCT";
        QTest::newRow("no order") << "FIRST_BY(speed)"
                                  << "MR2002"
                                  << "needs ORDER BY";
        QTest::newRow("order") << "SUM(speed ORDER BY speed)"
                               << "MR2002"
                               << "does not take ORDER BY";
        QTest::newRow("filter") << "COUNT(*) FILTER (WHERE speed)"
                                << "MR2010"
                                << "must be BOOLEAN";
        QTest::newRow("unknown") << "SUM(sped)"
                                 << "MR2003"
                                 << "unknown column `sped`";
        QTest::newRow("unknown outside") << "SUM(speed) / cuont"
                                         << "MR2003"
                                         << "unknown column `cuont`";
        QTest::newRow("slip") << "SUMM(speed)"
                              << "MR2004"
                              << "unknown function `SUMM`";
        QTest::newRow("left out") << "NVL(speed, 0)"
                                  << "MR2015"
                                  << "the language has no NVL";
        QTest::newRow("around") << "UPPER(SUM(speed))"
                                << "MR2006"
                                << "UPPER needs STRING";
    }
    void aggregateErrorsNameTheColumn() {
        QFETCH(QString, text);
        QFETCH(QString, code);
        QFETCH(QString, message);
        const auto program = AggregateProgram::compile({{"x", text.toStdString()}}, fleet(), {"vehicle_id"});
        QVERIFY(!program);
        const Diagnostic error = program.error().items.at(0);
        QCOMPARE(QString::fromStdString(error.code), code);
        QCOMPARE(error.parameter, std::string("columns.x"));
        QVERIFY2(QString::fromStdString(error.message).contains(message), error.message.c_str());
    }

    void aMisspeltAggregateIsOneMistakeWithTheNearestName() {
        const auto program =
            AggregateProgram::compile({{"x", "1.5 * SUMM(speed) / COUNT(*)"}}, fleet(), {"vehicle_id"});
        QVERIFY(!program);
        QCOMPARE(program.error().items.size(), std::size_t{1});
        const Diagnostic error = program.error().items.at(0);
        QCOMPARE(error.code, std::string("MR2004"));
        QCOMPARE(error.hint, std::string("did you mean `SUM`?"));
        QCOMPARE(error.column, 7);
    }

    void outputNamesMustBeThereAndDiffer() {
        const auto twice = AggregateProgram::compile({{"vehicle_id", "COUNT(*)"}}, fleet(), {"vehicle_id"});
        QCOMPARE(twice.error().items.at(0).code, std::string("MR2016"));
        const auto none = AggregateProgram::compile({{"", "COUNT(*)"}}, fleet(), {});
        QCOMPARE(none.error().items.at(0).code, std::string("MR2016"));
        const auto key = AggregateProgram::compile({{"n", "COUNT(*)"}}, fleet(), {"vehicle"});
        QCOMPARE(key.error().items.at(0).parameter, std::string("key"));
    }
};

QTEST_GUILESS_MAIN(TestExpressionErrors)
#include "tst_expression_errors.moc"
