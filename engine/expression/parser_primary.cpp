// SPDX-License-Identifier: Apache-2.0
#include "engine/data/time_text.h"
#include "engine/expression/parser.h"
#include "engine/expression/type_rules.h"

#include <fmt/format.h>
#include <charconv>

namespace millrace {

namespace codes = expression_codes;

SyntaxPtr Parser::primary() {
    const Level level(*this);
    if (level.tooDeep()) return nullptr;
    const Token& token = peek();
    switch (token.kind) {
        case Token::Kind::Number: return number("", token.span);
        case Token::Kind::Text: {
            SyntaxPtr node = literal(TypeId::String, token.text, token.span, quotedText(token.text));
            take();
            return node;
        }
        case Token::Kind::QuotedName: return name();
        case Token::Kind::Word: return word();
        case Token::Kind::Symbol:
            if (token.text == "(") {
                take();
                SyntaxPtr inner = disjunction();
                if (!inner || !expectSymbol(")")) return nullptr;
                inner->inBrackets = true;
                return inner;
            }
            break;
        default: break;
    }
    return unexpected("a value", token.isSymbol("+") ? "a number has no leading +" : "");
}

SyntaxPtr Parser::literal(DataType type, Value value, TextSpan span, std::string text) {
    auto node = std::make_unique<SyntaxNode>();
    node->kind = SyntaxNode::Kind::Literal;
    node->type = std::move(type);
    node->value = std::move(value);
    node->span = span;
    node->nameSpan = span;
    node->name = std::move(text);
    return node;
}

SyntaxPtr Parser::number(std::string_view sign, TextSpan from) {
    const Token token = take();
    const TextSpan span = covering(from, token.span);
    NumberLiteral parsed = parseNumberLiteral(std::string(sign) + token.text);
    if (!parsed.error.empty()) {
        source_.error(codes::kLiteral, span, parsed.error, parsed.hint);
        return nullptr;
    }
    return literal(parsed.type, std::move(parsed.value), span, std::string(sign) + token.text);
}

SyntaxPtr Parser::name() {
    const Token token = take();
    auto node = std::make_unique<SyntaxNode>();
    node->kind = SyntaxNode::Kind::Name;
    node->name = token.text;
    node->span = token.span;
    node->nameSpan = token.span;
    return node;
}

SyntaxPtr Parser::word() {
    const Token token = peek();
    const bool call = peek(1).isSymbol("(");
    const bool text = peek(1).kind == Token::Kind::Text;
    if (token.isWord("TRUE") || token.isWord("FALSE")) {
        take();
        return literal(TypeId::Boolean, token.isWord("TRUE"), token.span, upperAscii(token.text));
    }
    if (token.isWord("NULL")) {
        take();
        return literal(TypeId::Null, {}, token.span, "NULL");
    }
    if (token.isWord("CASE")) return caseExpression();
    if (token.isWord("CAST") && call) return castExpression();
    if (text && (token.isWord("TIMESTAMP") || token.isWord("DATE"))) return timeLiteral();
    if (text && token.isWord("INTERVAL")) return intervalLiteral();
    if (isReservedWord(token.text)) return unexpected("a value");
    return call ? functionCall() : name();
}

SyntaxPtr Parser::caseExpression() {
    const TextSpan at = take().span;
    SyntaxPtr node = makeCall("CASE", at);
    if (!peek().isWord("WHEN")) {
        return unexpected("WHEN", "write CASE WHEN x = 1 THEN ... WHEN x = 2 THEN ... ELSE ... END");
    }
    while (takeWord("WHEN")) {
        SyntaxPtr condition = disjunction();
        if (!condition || !expectWord("THEN")) return nullptr;
        SyntaxPtr value = disjunction();
        if (!value) return nullptr;
        node->children.push_back(std::move(condition));
        node->children.push_back(std::move(value));
    }
    if (takeWord("ELSE")) {
        SyntaxPtr value = disjunction();
        if (!value) return nullptr;
        node->children.push_back(std::move(value));
    }
    if (!peek().isWord("END")) return unexpected("WHEN, ELSE or END");
    take();
    return finished(std::move(node), {});
}

SyntaxPtr Parser::castExpression() {
    SyntaxPtr node = makeCall("CAST", take().span);
    take();
    SyntaxPtr operand = disjunction();
    if (!operand || !expectWord("AS")) return nullptr;
    const TextSpan first = peek().span;
    int open = 0;
    TextSpan span = {first.offset, 0};
    while (peek().kind != Token::Kind::End && (open > 0 || !peek().isSymbol(")"))) {
        open += peek().isSymbol("(") ? 1 : peek().isSymbol(")") ? -1 : 0;
        span = covering(first, take().span);
    }
    if (span.length == 0) return unexpected("the name of a type");
    if (!expectSymbol(")")) return nullptr;
    auto type = DataType::parse(source_.text(span));
    if (!type || type.value().isNested()) {
        source_.error(
            codes::kType, span, fmt::format("`{}` is no type a value can be cast to", source_.text(span)),
            "types are BOOLEAN, INT, BIGINT, DECIMAL(p,s), DOUBLE, STRING, BYTES, TIMESTAMP and DATE");
        return nullptr;
    }
    node->type = type.value();
    node->children.push_back(std::move(operand));
    return finished(std::move(node), {});
}

SyntaxPtr Parser::timeLiteral() {
    const Token word = take();
    const Token text = take();
    const TextSpan span = covering(word.span, text.span);
    const std::string written = upperAscii(word.text) + " " + quotedText(text.text);
    if (word.isWord("DATE")) {
        if (const auto days = parseDate(text.text)) return literal(TypeId::Date, *days, span, written);
        source_.error(codes::kLiteral, text.span, fmt::format("'{}' is not a date", text.text),
                      "write DATE '2024-01-31'");
        return nullptr;
    }
    if (looksLikeTimestamp(text.text)) {
        if (const auto ms = parseTimestamp(text.text)) return literal(TypeId::Timestamp, *ms, span, written);
    }
    source_.error(codes::kLiteral, text.span, fmt::format("'{}' is not a point in time", text.text),
                  "write TIMESTAMP '2024-01-31 23:59:59' (UTC)");
    return nullptr;
}

SyntaxPtr Parser::intervalLiteral() {
    const TextSpan at = take().span;
    const Token count = take();
    const Token unit = peek();
    const std::int64_t factor = unit.isWord("SECOND")   ? 1000
                                : unit.isWord("MINUTE") ? 60'000
                                : unit.isWord("HOUR")   ? 3'600'000
                                : unit.isWord("DAY")    ? 86'400'000
                                                        : 0;
    if (factor == 0) return unexpected("SECOND, MINUTE, HOUR or DAY");
    take();
    std::int64_t n = 0;
    std::int64_t milliseconds = 0;
    const char* last = count.text.data() + count.text.size();
    const auto read = std::from_chars(count.text.data(), last, n);
    if (read.ec != std::errc() || read.ptr != last || __builtin_mul_overflow(n, factor, &milliseconds)) {
        source_.error(codes::kLiteral, count.span,
                      fmt::format("'{}' is not a whole number of units", count.text),
                      "write INTERVAL '5' SECOND, MINUTE, HOUR or DAY");
        return nullptr;
    }
    SyntaxPtr node = literal(TypeId::BigInt, milliseconds, covering(at, unit.span),
                             fmt::format("INTERVAL '{}' {}", n, upperAscii(unit.text)));
    node->kind = SyntaxNode::Kind::Interval;
    return node;
}

SyntaxPtr Parser::functionCall() {
    const Token function = take();
    take();
    SyntaxPtr node = makeCall(upperAscii(function.text), function.span);
    if (node->name == "POSITION") return position(std::move(node));
    if (takeSymbol(")")) return withFilter(std::move(node));
    if (peek().isSymbol("*") && peek(1).isSymbol(")")) {
        auto star = std::make_unique<SyntaxNode>();
        star->kind = SyntaxNode::Kind::Star;
        star->span = take().span;
        take();
        node->children.push_back(std::move(star));
        return withFilter(std::move(node));
    }
    node->distinct = takeWord("DISTINCT");
    do {
        SyntaxPtr argument = disjunction();
        if (!argument) return nullptr;
        node->children.push_back(std::move(argument));
    } while (takeSymbol(","));
    if (takeWord("ORDER")) {
        if (!expectWord("BY")) return nullptr;
        do {
            SyntaxPtr key = disjunction();
            if (!key) return nullptr;
            node->orderBy.push_back(std::move(key));
        } while (takeSymbol(","));
    }
    if (!peek().isSymbol(")")) return unexpected("`,` or `)`");
    take();
    return withFilter(std::move(node));
}

SyntaxPtr Parser::position(SyntaxPtr node) {
    SyntaxPtr needle = sum();
    if (!needle) return nullptr;
    if (!peek().isWord("IN")) return unexpected("IN", "write POSITION(part IN text)");
    take();
    SyntaxPtr text = sum();
    if (!text || !expectSymbol(")")) return nullptr;
    node->children.push_back(std::move(needle));
    node->children.push_back(std::move(text));
    return finished(std::move(node), {});
}

SyntaxPtr Parser::withFilter(SyntaxPtr node) {
    if (peek().isWord("FILTER") && peek(1).isSymbol("(")) {
        take();
        take();
        if (!expectWord("WHERE")) return nullptr;
        node->filter = disjunction();
        if (!node->filter || !expectSymbol(")")) return nullptr;
    }
    return finished(std::move(node), {});
}

} // namespace millrace
