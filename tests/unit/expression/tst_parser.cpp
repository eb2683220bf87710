// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/syntax.h"

#include <QtTest/QtTest>

using namespace millrace;

namespace {

/// Every call in brackets, so that precedence shows: (+ a (* b c)).
std::string tree(const SyntaxNode& node) {
    switch (node.kind) {
        case SyntaxNode::Kind::Literal:
        case SyntaxNode::Kind::Interval:
        case SyntaxNode::Kind::Name: return node.name;
        case SyntaxNode::Kind::Star: return "*";
        default: break;
    }
    std::string out = "(" + (node.kind == SyntaxNode::Kind::Field ? "." + node.name : node.name);
    for (const auto& child : node.children)
        out += " " + tree(*child);
    return out + ")";
}

std::string parsed(std::string_view text) {
    SourceText source(text);
    const SyntaxPtr node = parseExpression(source);
    return node ? tree(*node) : source.take().items.at(0).code;
}

std::string canonical(std::string_view text) {
    SourceText source(text);
    const SyntaxPtr node = parseExpression(source);
    return node ? toText(*node) : source.take().items.at(0).message;
}

} // namespace

class TestParser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void precedenceIsThatOfSql_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("product before sum") << "a + b * c"
                                            << "(+ a (* b c))";
        QTest::newRow("left to right") << "a - b - c"
                                       << "(- (- a b) c)";
        QTest::newRow("brackets") << "(a + b) * c"
                                  << "(* (+ a b) c)";
        QTest::newRow("sum before comparison") << "a + 1 > b"
                                               << "(> (+ a 1) b)";
        QTest::newRow("and before or") << "a OR b AND c"
                                       << "(OR a (AND b c))";
        QTest::newRow("not before and") << "NOT a AND b"
                                        << "(AND (NOT a) b)";
        QTest::newRow("not after comparison") << "NOT a = b"
                                              << "(NOT (= a b))";
        QTest::newRow("chains are flat") << "a AND b AND c"
                                         << "(AND a b c)";
        QTest::newRow("brackets keep chains apart") << "a AND (b AND c)"
                                                    << "(AND a (AND b c))";
        QTest::newRow("between takes its own and") << "a BETWEEN 1 AND 2 AND b"
                                                   << "(AND (BETWEEN a 1 2) b)";
        QTest::newRow("not in") << "a NOT IN (1, 2)"
                                << "(NOT (IN a 1 2))";
        QTest::newRow("is null after comparison") << "a = b IS NULL"
                                                  << "(IS NULL (= a b))";
        QTest::newRow("is distinct") << "a IS NOT DISTINCT FROM b + 1"
                                     << "(IS NOT DISTINCT FROM a (+ b 1))";
        QTest::newRow("like escape") << "a LIKE 'x' ESCAPE '!'"
                                     << "(LIKE a 'x' '!')";
        QTest::newRow("minus of a number is a literal") << "-5"
                                                        << "-5";
        QTest::newRow("minus of a name") << "-a * b"
                                         << "(* (NEGATE a) b)";
        QTest::newRow("minus binary") << "a -5"
                                      << "(- a 5)";
        QTest::newRow("fields and elements") << "a.b[1].c"
                                             << "(.c ([] (.b a) 1))";
        QTest::newRow("join") << "a || b || c"
                              << "(|| a b c)";
        QTest::newRow("case") << "CASE WHEN a THEN 1 ELSE 2 END"
                              << "(CASE a 1 2)";
        QTest::newRow("cast") << "CAST(a AS DECIMAL(10, 2))"
                              << "(CAST a)";
        QTest::newRow("position") << "POSITION('a' IN s)"
                                  << "(POSITION 'a' s)";
        QTest::newRow("keywords in any case") << "a aNd nOt b"
                                              << "(AND a (NOT b))";
        QTest::newRow("functions in upper case") << "upper(a)"
                                                 << "(UPPER a)";
        QTest::newRow("words that are only keywords in places")
            << "timestamp + date + interval + filter + order"
            << "(+ (+ (+ (+ timestamp date) interval) filter) order)";
        QTest::newRow("interval") << "t + interval '5' second"
                                  << "(+ t INTERVAL '5' SECOND)";
        QTest::newRow("count") << "COUNT(*)"
                               << "(COUNT *)";
        QTest::newRow("line breaks") << "a\n+\tb"
                                     << "(+ a b)";
    }
    void precedenceIsThatOfSql() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(parsed(text.toStdString())), expected);
    }

    void canonicalTextParsesToTheSameTree_data() {
        QTest::addColumn<QString>("text");
        for (const char* text : {"a + b * c",
                                 "(a + b) * c",
                                 "a - (b - c)",
                                 "a - b - c",
                                 "- - a",
                                 "-(-5)",
                                 "-a.b",
                                 "(-a).b",
                                 "NOT (a AND b)",
                                 "NOT a = b",
                                 "a AND (b AND c)",
                                 "(a OR b) AND c",
                                 "a BETWEEN 1 AND 2 + 3",
                                 "(a BETWEEN 1 AND 2) = b",
                                 "a NOT BETWEEN 1 AND 2",
                                 "a IN (1, 2)",
                                 "a NOT IN ('x', NULL)",
                                 "a LIKE 'x!%' ESCAPE '!'",
                                 "a IS NOT DISTINCT FROM b",
                                 "(a = b) IS NULL",
                                 "CASE WHEN a THEN 1 WHEN b THEN 2 END",
                                 "CAST(a + 1 AS DECIMAL(10,2))",
                                 "POSITION('a' || 'b' IN s)",
                                 "(a || b) || c",
                                 "a || (b || c)",
                                 "\"end\" + \"a b\"",
                                 "arr[i + 1].x",
                                 "COUNT(DISTINCT a) FILTER (WHERE b > 1)",
                                 "LAST_BY(a ORDER BY t, u)",
                                 "TIMESTAMP '2024-01-01 00:00:00' - INTERVAL '5' SECOND",
                                 "DATE '2024-01-01'",
                                 "0.50 + 00.5 + 1e3 + .5",
                                 "'it''s'",
                                 "TRUE AND NULL",
                                 "(a < b) = (c < d)"}) {
            QTest::newRow(text) << text;
        }
    }
    void canonicalTextParsesToTheSameTree() {
        QFETCH(QString, text);
        const std::string once = canonical(text.toStdString());
        QCOMPARE(QString::fromStdString(parsed(once)), QString::fromStdString(parsed(text.toStdString())));
        QCOMPARE(canonical(once), once);
    }

    void canonicalTextHasNoNeedlessBrackets() {
        QCOMPARE(canonical("((a)+(b*(c)))"), std::string("a + b * c"));
        QCOMPARE(canonical("not (a in (1,2))"), std::string("a NOT IN (1, 2)"));
        QCOMPARE(canonical("count(distinct \"x\")filter(where y)"),
                 std::string("COUNT(DISTINCT x) FILTER (WHERE y)"));
    }

    void nestingIsLimitedWithAMessage() {
        const auto nested = [](std::size_t levels) {
            return std::string(levels, '(') + "1" + std::string(levels, ')');
        };
        QCOMPARE(parsed(nested(150)), std::string("1"));
        QCOMPARE(parsed(nested(100'000)), std::string("MR2013"));
        std::string nots;
        for (int i = 0; i < 100'000; ++i)
            nots += "NOT ";
        QCOMPARE(parsed(nots + "a"), std::string("MR2013"));
        QCOMPARE(parsed(std::string(100'000, '-') + "a"), std::string("MR2013"));
    }

    void longChainsAreLimitedButLongConditionsAreNot() {
        std::string sum = "1";
        std::string condition = "a = 0";
        std::string list = "a IN (0";
        for (int i = 1; i <= 5000; ++i) {
            sum += " + 1";
            condition += " OR a = " + std::to_string(i);
            list += ", " + std::to_string(i);
        }
        QCOMPARE(parsed(sum), std::string("MR2013"));
        QVERIFY(parsed(condition).starts_with("(OR (= a 0)"));
        QVERIFY(parsed(list + ")").starts_with("(IN a 0"));
    }

    void hugeTextsAreRefused() {
        QCOMPARE(parsed(std::string(kMaxExpressionBytes + 1, ' ')), std::string("MR2013"));
    }
};

QTEST_GUILESS_MAIN(TestParser)
#include "tst_parser.moc"
