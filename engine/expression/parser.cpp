// SPDX-License-Identifier: Apache-2.0
#include "engine/data/time_text.h"
#include "engine/expression/syntax.h"
#include "engine/expression/token_cursor.h"
#include "engine/expression/type_rules.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>

namespace millrace {
namespace {

namespace codes = expression_codes;

/// Recursive descent; a null pointer means that an error has been reported.
class Parser : private TokenCursor {
public:
    explicit Parser(SourceText& source) : TokenCursor(source) {}

    SyntaxPtr run() {
        if (!readable()) return nullptr;
        if (peek().kind == Token::Kind::End) {
            source_.error(codes::kSyntax, peek().span, "an expression is expected",
                          "for example: speed * 3.6");
            return nullptr;
        }
        SyntaxPtr tree = disjunction();
        if (tree && peek().kind != Token::Kind::End) return unexpected("an operator or the end");
        return tree;
    }

private:
    /// Counts one level of nesting for as long as it lives.
    class Level {
    public:
        explicit Level(Parser& parser) : parser_(parser) { ++parser_.nesting_; }
        ~Level() { --parser_.nesting_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        bool tooDeep() const {
            if (parser_.nesting_ <= kMaxNesting) return false;
            parser_.source_.error(
                codes::kTooLarge, parser_.peek().span,
                fmt::format("the expression is nested more than {} levels deep", kMaxNesting),
                "compute parts of it in columns of their own");
            return true;
        }

    private:
        Parser& parser_;
    };

    /// Sets span and height from the children; null when the tree grew too tall.
    SyntaxPtr finished(SyntaxPtr node, TextSpan from) {
        node->span = from.length > 0 ? from : node->span;
        const auto cover = [&](const SyntaxPtr& child) {
            node->span = covering(node->span, child->span);
            node->height = std::max(node->height, child->height + 1);
        };
        for (const SyntaxPtr& child : node->children)
            cover(child);
        for (const SyntaxPtr& child : node->orderBy)
            cover(child);
        if (node->filter) cover(node->filter);
        node->span = covering(node->span, lastTaken(node->span));
        if (node->height <= kMaxTreeHeight) return node;
        source_.error(codes::kTooLarge, node->nameSpan,
                      fmt::format("more than {} operators follow one another", kMaxTreeHeight),
                      "compute parts of it in columns of their own");
        return nullptr;
    }

    static SyntaxPtr makeCall(std::string name, TextSpan nameSpan) {
        auto node = std::make_unique<SyntaxNode>();
        node->kind = SyntaxNode::Kind::Call;
        node->name = std::move(name);
        node->nameSpan = nameSpan;
        node->span = nameSpan;
        return node;
    }
    template <class... Children> SyntaxPtr call(std::string name, TextSpan nameSpan, Children... children) {
        SyntaxPtr node = makeCall(std::move(name), nameSpan);
        const bool complete = (static_cast<bool>(children) && ...);
        if (!complete) return nullptr;
        (node->children.push_back(std::move(children)), ...);
        return finished(std::move(node), {});
    }

    /// a AND b AND c becomes one call with three operands, so that long conditions stay flat.
    template <class Operand> SyntaxPtr junction(std::string_view word, Operand operand) {
        SyntaxPtr left = operand();
        while (left && peek().isWord(word)) {
            const TextSpan at = take().span;
            SyntaxPtr right = operand();
            if (!right) return nullptr;
            if (left->isCall(word) && !left->inBrackets) {
                left->height = std::max(left->height, right->height + 1);
                left->span = covering(left->span, right->span);
                left->children.push_back(std::move(right));
            } else {
                left = call(std::string(word), at, std::move(left), std::move(right));
            }
        }
        return left;
    }
    SyntaxPtr disjunction() {
        return junction("OR", [&] { return conjunction(); });
    }
    SyntaxPtr conjunction() {
        return junction("AND", [&] { return negation(); });
    }

    SyntaxPtr negation() {
        if (!peek().isWord("NOT")) return predicate();
        const Level level(*this);
        if (level.tooDeep()) return nullptr;
        const TextSpan at = take().span;
        return call("NOT", at, negation());
    }

    SyntaxPtr predicate() {
        SyntaxPtr left = sum();
        bool compared = false;
        while (left) {
            const Token& token = peek();
            if (token.kind == Token::Kind::Symbol &&
                (token.text == "=" || token.text == "<>" || token.text == "<" || token.text == "<=" ||
                 token.text == ">" || token.text == ">=")) {
                if (compared)
                    return unexpected("AND, OR or the end",
                                      "comparisons do not chain: write a < b AND b < c");
                compared = true;
                const Token op = take();
                left = call(op.text, op.span, std::move(left), sum());
            } else if (token.isWord("IS")) {
                left = isPredicate(std::move(left));
            } else if (token.isWord("NOT") || token.isWord("BETWEEN") || token.isWord("IN") ||
                       token.isWord("LIKE")) {
                const bool negated = takeWord("NOT");
                const TextSpan at = peek().span;
                left = rangePredicate(std::move(left));
                if (left && negated) left = call("NOT", at, std::move(left));
            } else {
                break;
            }
        }
        return left;
    }

    SyntaxPtr isPredicate(SyntaxPtr left) {
        const TextSpan at = take().span;
        const bool negated = takeWord("NOT");
        SyntaxPtr result;
        if (takeWord("NULL")) {
            result = call(negated ? "IS NOT NULL" : "IS NULL", at, std::move(left));
        } else if (takeWord("DISTINCT")) {
            if (!expectWord("FROM")) return nullptr;
            result = call(negated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM", at, std::move(left), sum());
        } else {
            return unexpected("NULL or DISTINCT FROM",
                              "a BOOLEAN is used as it is: write `flag` or `NOT flag`");
        }
        return result;
    }

    SyntaxPtr rangePredicate(SyntaxPtr left) {
        const TextSpan at = peek().span;
        if (takeWord("BETWEEN")) {
            SyntaxPtr low = sum();
            if (!low || !expectWord("AND")) return nullptr;
            return call("BETWEEN", at, std::move(left), std::move(low), sum());
        }
        if (takeWord("IN")) {
            SyntaxPtr node = makeCall("IN", at);
            node->children.push_back(std::move(left));
            if (!expectSymbol("(") || !arguments(*node)) return nullptr;
            return finished(std::move(node), {});
        }
        if (takeWord("LIKE")) {
            SyntaxPtr pattern = sum();
            if (pattern && takeWord("ESCAPE"))
                return call("LIKE", at, std::move(left), std::move(pattern), sum());
            return call("LIKE", at, std::move(left), std::move(pattern));
        }
        return unexpected("BETWEEN, IN or LIKE");
    }

    /// Comma-separated up to and with the closing bracket; at least one.
    bool arguments(SyntaxNode& node) {
        do {
            SyntaxPtr argument = disjunction();
            if (!argument) return false;
            node.children.push_back(std::move(argument));
        } while (takeSymbol(","));
        return expectSymbol(")");
    }

    SyntaxPtr sum() {
        SyntaxPtr left = product();
        while (left && (peek().isSymbol("+") || peek().isSymbol("-") || peek().isSymbol("||"))) {
            const Token op = take();
            if (op.text == "||" && left->isCall("||") && !left->inBrackets) {
                SyntaxPtr right = product();
                if (!right) return nullptr;
                left->height = std::max(left->height, right->height + 1);
                left->span = covering(left->span, right->span);
                left->children.push_back(std::move(right));
            } else {
                left = call(op.text, op.span, std::move(left), product());
            }
        }
        return left;
    }

    SyntaxPtr product() {
        SyntaxPtr left = unary();
        while (left && (peek().isSymbol("*") || peek().isSymbol("/") || peek().isSymbol("%"))) {
            const Token op = take();
            left = call(op.text, op.span, std::move(left), unary());
        }
        return left;
    }

    SyntaxPtr unary() {
        if (!peek().isSymbol("-")) return postfix();
        const Level level(*this);
        if (level.tooDeep()) return nullptr;
        const TextSpan at = take().span;
        if (peek().kind == Token::Kind::Number) return number("-", at);
        return call("NEGATE", at, unary());
    }

    SyntaxPtr postfix() {
        SyntaxPtr node = primary();
        while (node) {
            if (peek().isSymbol(".")) {
                take();
                const Token& name = peek();
                if (name.kind != Token::Kind::Word && name.kind != Token::Kind::QuotedName)
                    return unexpected("the name of a field");
                auto field = std::make_unique<SyntaxNode>();
                field->kind = SyntaxNode::Kind::Field;
                field->name = name.text;
                field->nameSpan = name.span;
                field->children.push_back(std::move(node));
                take();
                node = finished(std::move(field), name.span);
            } else if (peek().isSymbol("[")) {
                const Level level(*this);
                if (level.tooDeep()) return nullptr;
                const TextSpan at = take().span;
                SyntaxPtr index = disjunction();
                if (!index || !expectSymbol("]")) return nullptr;
                node = call("[]", at, std::move(node), std::move(index));
            } else {
                break;
            }
        }
        return node;
    }

    SyntaxPtr primary() {
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

    static SyntaxPtr literal(DataType type, Value value, TextSpan span, std::string text) {
        auto node = std::make_unique<SyntaxNode>();
        node->kind = SyntaxNode::Kind::Literal;
        node->type = std::move(type);
        node->value = std::move(value);
        node->span = span;
        node->nameSpan = span;
        node->name = std::move(text);
        return node;
    }

    SyntaxPtr number(std::string_view sign, TextSpan from) {
        const Token token = take();
        const TextSpan span = covering(from, token.span);
        NumberLiteral parsed = parseNumberLiteral(std::string(sign) + token.text);
        if (!parsed.error.empty()) {
            source_.error(codes::kLiteral, span, parsed.error, parsed.hint);
            return nullptr;
        }
        return literal(parsed.type, std::move(parsed.value), span, std::string(sign) + token.text);
    }

    SyntaxPtr name() {
        const Token token = take();
        auto node = std::make_unique<SyntaxNode>();
        node->kind = SyntaxNode::Kind::Name;
        node->name = token.text;
        node->span = token.span;
        node->nameSpan = token.span;
        return node;
    }

    SyntaxPtr word() {
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

    SyntaxPtr caseExpression() {
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

    SyntaxPtr castExpression() {
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

    SyntaxPtr timeLiteral() {
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
            if (const auto ms = parseTimestamp(text.text))
                return literal(TypeId::Timestamp, *ms, span, written);
        }
        source_.error(codes::kLiteral, text.span, fmt::format("'{}' is not a point in time", text.text),
                      "write TIMESTAMP '2024-01-31 23:59:59' (UTC)");
        return nullptr;
    }

    SyntaxPtr intervalLiteral() {
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

    SyntaxPtr functionCall() {
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

    SyntaxPtr position(SyntaxPtr node) {
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

    SyntaxPtr withFilter(SyntaxPtr node) {
        if (peek().isWord("FILTER") && peek(1).isSymbol("(")) {
            take();
            take();
            if (!expectWord("WHERE")) return nullptr;
            node->filter = disjunction();
            if (!node->filter || !expectSymbol(")")) return nullptr;
        }
        return finished(std::move(node), {});
    }

    int nesting_ = 0;
};

} // namespace

SyntaxPtr parseExpression(SourceText& source) {
    if (source.text().size() > kMaxExpressionBytes) {
        source.error(expression_codes::kTooLarge, {0, 0},
                     fmt::format("the expression is longer than {} bytes", kMaxExpressionBytes));
        return nullptr;
    }
    return Parser(source).run();
}

} // namespace millrace
