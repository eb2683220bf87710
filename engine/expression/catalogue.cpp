// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/aggregate_row.h"
#include "engine/expression/expression.h"
#include "engine/expression/function_row.h"

#include <algorithm>
#include <array>

namespace millrace {
namespace {

constexpr std::array<std::string_view, 13> kContextual = {"CAST",     "ESCAPE", "FROM",  "TIMESTAMP", "DATE",
                                                          "INTERVAL", "FILTER", "WHERE", "ORDER",     "BY",
                                                          "SECOND",   "MINUTE", "HOUR"};

bool among(const Token& token, std::span<const std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return token.isWord(word); });
}

/// Words that are keywords only beside certain others: TIMESTAMP before a text, FROM after DISTINCT, and so
/// on.
bool isKeyword(const std::vector<Token>& tokens, std::size_t i) {
    const Token& token = tokens[i];
    if (isReservedWord(token.text)) return true;
    const Token& next = tokens[i + 1];
    if (token.isWord("DAY") || token.isWord("SECOND") || token.isWord("MINUTE") || token.isWord("HOUR")) {
        return i >= 2 && tokens[i - 1].kind == Token::Kind::Text && tokens[i - 2].isWord("INTERVAL");
    }
    if (!among(token, kContextual)) return false;
    if (token.isWord("TIMESTAMP") || token.isWord("DATE") || token.isWord("INTERVAL") ||
        token.isWord("ESCAPE"))
        return next.kind == Token::Kind::Text;
    if (token.isWord("CAST") || token.isWord("FILTER")) return next.isSymbol("(");
    if (token.isWord("FROM")) return i > 0 && tokens[i - 1].isWord("DISTINCT");
    if (token.isWord("ORDER")) return next.isWord("BY");
    if (token.isWord("BY")) return i > 0 && tokens[i - 1].isWord("ORDER");
    return i > 0 && tokens[i - 1].isSymbol("(");
}

} // namespace

const std::vector<FunctionInfo>& functionCatalogue() {
    static const std::vector<FunctionInfo> catalogue = [] {
        std::vector<FunctionInfo> list;
        for (const FunctionRow* row : functionTable()) {
            if (row->category == "Operator") continue;
            list.push_back({std::string(row->name), std::string(row->signature), std::string(row->help),
                            std::string(row->category), false});
        }
        for (const AggregateRow& row : aggregateTable()) {
            list.push_back({std::string(row.name), std::string(row.signature), std::string(row.help),
                            "Aggregate", true});
        }
        return list;
    }();
    return catalogue;
}

std::vector<TokenSpan> highlight(std::string_view text) {
    const std::vector<Token> tokens = tokenize(text);
    std::vector<TokenSpan> spans;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const Token& token = tokens[i];
        TokenKind kind = TokenKind::Operator;
        switch (token.kind) {
            case Token::Kind::Word: {
                const std::string upper = upperAscii(token.text);
                const bool call = tokens[i + 1].isSymbol("(");
                if (isKeyword(tokens, i))
                    kind = TokenKind::Keyword;
                else if (call && (findFunction(upper) || findAggregate(upper)))
                    kind = TokenKind::Function;
                else
                    kind = TokenKind::Identifier;
                break;
            }
            case Token::Kind::QuotedName: kind = TokenKind::Identifier; break;
            case Token::Kind::Number: kind = TokenKind::Number; break;
            case Token::Kind::Text: kind = TokenKind::Text; break;
            case Token::Kind::Error: kind = TokenKind::Error; break;
            default: break;
        }
        spans.push_back({kind, token.span.offset, token.span.length});
    }
    return spans;
}

} // namespace millrace
