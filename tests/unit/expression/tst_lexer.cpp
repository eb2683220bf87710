// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/expression.h"
#include "engine/expression/token.h"

#include <QtTest/QtTest>

using namespace millrace;

namespace {

/// "W:a S:+ N:1": kind and text of every token but the end.
std::string shape(std::string_view text) {
    std::string out;
    for (const Token& token : tokenize(text)) {
        if (token.kind == Token::Kind::End) break;
        static constexpr std::string_view kinds = "WQNTS-!";
        if (!out.empty()) out += ' ';
        out += kinds[static_cast<std::size_t>(token.kind)];
        out += ':';
        out += token.kind == Token::Kind::Error ? "" : token.text;
    }
    return out;
}

} // namespace

class TestLexer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void splitsOperatorsByTheLongestMatch() {
        QCOMPARE(shape("a<=b<>c||d<e"), std::string("W:a S:<= W:b S:<> W:c S:|| W:d S:< W:e"));
    }
    void readsNumbersWithPointAndExponent() {
        QCOMPARE(shape("1 1.5 .5 5. 1e3 1.5E-3"), std::string("N:1 N:1.5 N:.5 N:5. N:1e3 N:1.5E-3"));
    }
    void anELetterWithoutDigitsIsNoExponent() { QCOMPARE(shape("1 em"), std::string("N:1 W:em")); }
    void aNumberRunningIntoANameIsAnError() { QCOMPARE(shape("2x"), std::string("!:")); }
    void doubledQuotesStandForOne() { QCOMPARE(shape("'it''s' \"a\"\"b\""), std::string("T:it's Q:a\"b")); }
    void backslashesMeanThemselves() { QCOMPARE(shape("'a\\'"), std::string("T:a\\")); }
    void openQuotesAreErrors() {
        QCOMPARE(shape("'abc"), std::string("!:"));
        QCOMPARE(shape("\"abc"), std::string("!:"));
        QCOMPARE(shape("\"\""), std::string("!:"));
    }
    void unknownCharactersAreOneErrorEach() {
        QCOMPARE(shape("a ? b"), std::string("W:a !: W:b"));
        QCOMPARE(shape("é"), std::string("!:"));
        QCOMPARE(tokenize("é")[0].span.length, std::size_t{2});
    }
    void spansCoverTheTextAsWritten() {
        const auto tokens = tokenize(" ab 'c''d'");
        QCOMPARE(tokens[0].span.offset, std::size_t{1});
        QCOMPARE(tokens[0].span.length, std::size_t{2});
        QCOMPARE(tokens[1].span.offset, std::size_t{4});
        QCOMPARE(tokens[1].span.length, std::size_t{6});
        QCOMPARE(tokens.back().span.offset, std::size_t{10});
    }
    void namesAreQuotedOnlyWhenNeeded() {
        QCOMPARE(quotedName("speed"), std::string("speed"));
        QCOMPARE(quotedName("end"), std::string("\"end\""));
        QCOMPARE(quotedName("a b"), std::string("\"a b\""));
        QCOMPARE(quotedName("a\"b"), std::string("\"a\"\"b\""));
        QCOMPARE(quotedName("timestamp"), std::string("timestamp"));
        QCOMPARE(quotedName(""), std::string("\"\""));
    }
    void highlightingTellsKeywordsFunctionsAndNamesApart() {
        const auto spans = highlight("CASE WHEN upper(s) = 'x' THEN 1 ELSE speed END ?");
        const std::vector<TokenKind> expected = {
            TokenKind::Keyword,    TokenKind::Keyword,  TokenKind::Function, TokenKind::Operator,
            TokenKind::Identifier, TokenKind::Operator, TokenKind::Operator, TokenKind::Text,
            TokenKind::Keyword,    TokenKind::Number,   TokenKind::Keyword,  TokenKind::Identifier,
            TokenKind::Keyword,    TokenKind::Error};
        QCOMPARE(spans.size(), expected.size());
        for (std::size_t i = 0; i < spans.size(); ++i)
            QCOMPARE(static_cast<int>(spans[i].kind), static_cast<int>(expected[i]));
    }
    void aColumnNamedTimestampIsNoKeyword() {
        QCOMPARE(static_cast<int>(highlight("timestamp > 1")[0].kind),
                 static_cast<int>(TokenKind::Identifier));
        QCOMPARE(static_cast<int>(highlight("TIMESTAMP '2024-01-01'")[0].kind),
                 static_cast<int>(TokenKind::Keyword));
    }
};

QTEST_GUILESS_MAIN(TestLexer)
#include "tst_lexer.moc"
