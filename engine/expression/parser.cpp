// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/parser.h"

#include <fmt/format.h>
#include <algorithm>

namespace millrace {

namespace codes = expression_codes;

SyntaxPtr Parser::run() {
    if (!readable()) return nullptr;
    if (peek().kind == Token::Kind::End) {
        source_.error(codes::kSyntax, peek().span, "an expression is expected", "for example: speed * 3.6");
        return nullptr;
    }
    SyntaxPtr tree = disjunction();
    if (tree && peek().kind != Token::Kind::End) return unexpected("an operator or the end");
    return tree;
}

bool Parser::Level::tooDeep() const {
    if (parser_.nesting_ <= kMaxNesting) return false;
    parser_.source_.error(codes::kTooLarge, parser_.peek().span,
                          fmt::format("the expression is nested more than {} levels deep", kMaxNesting),
                          "compute parts of it in columns of their own");
    return true;
}

SyntaxPtr Parser::finished(SyntaxPtr node, TextSpan from) {
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

SyntaxPtr Parser::makeCall(std::string name, TextSpan nameSpan) {
    auto node = std::make_unique<SyntaxNode>();
    node->kind = SyntaxNode::Kind::Call;
    node->name = std::move(name);
    node->nameSpan = nameSpan;
    node->span = nameSpan;
    return node;
}

/// a AND b AND c becomes one call with three operands, so that long conditions stay flat.
template <class Operand> SyntaxPtr Parser::junction(std::string_view word, Operand operand) {
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

SyntaxPtr Parser::disjunction() {
    return junction("OR", [&] { return conjunction(); });
}

SyntaxPtr Parser::conjunction() {
    return junction("AND", [&] { return negation(); });
}

SyntaxPtr Parser::negation() {
    if (!peek().isWord("NOT")) return predicate();
    const Level level(*this);
    if (level.tooDeep()) return nullptr;
    const TextSpan at = take().span;
    return call("NOT", at, negation());
}

SyntaxPtr Parser::predicate() {
    SyntaxPtr left = sum();
    bool compared = false;
    while (left) {
        const Token& token = peek();
        if (token.kind == Token::Kind::Symbol &&
            (token.text == "=" || token.text == "<>" || token.text == "<" || token.text == "<=" ||
             token.text == ">" || token.text == ">=")) {
            if (compared)
                return unexpected("AND, OR or the end", "comparisons do not chain: write a < b AND b < c");
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

SyntaxPtr Parser::isPredicate(SyntaxPtr left) {
    const TextSpan at = take().span;
    const bool negated = takeWord("NOT");
    SyntaxPtr result;
    if (takeWord("NULL")) {
        result = call(negated ? "IS NOT NULL" : "IS NULL", at, std::move(left));
    } else if (takeWord("DISTINCT")) {
        if (!expectWord("FROM")) return nullptr;
        result = call(negated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM", at, std::move(left), sum());
    } else {
        return unexpected("NULL or DISTINCT FROM", "a BOOLEAN is used as it is: write `flag` or `NOT flag`");
    }
    return result;
}

SyntaxPtr Parser::rangePredicate(SyntaxPtr left) {
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

bool Parser::arguments(SyntaxNode& node) {
    do {
        SyntaxPtr argument = disjunction();
        if (!argument) return false;
        node.children.push_back(std::move(argument));
    } while (takeSymbol(","));
    return expectSymbol(")");
}

SyntaxPtr Parser::sum() {
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

SyntaxPtr Parser::product() {
    SyntaxPtr left = unary();
    while (left && (peek().isSymbol("*") || peek().isSymbol("/") || peek().isSymbol("%"))) {
        const Token op = take();
        left = call(op.text, op.span, std::move(left), unary());
    }
    return left;
}

SyntaxPtr Parser::unary() {
    if (!peek().isSymbol("-")) return postfix();
    const Level level(*this);
    if (level.tooDeep()) return nullptr;
    const TextSpan at = take().span;
    if (peek().kind == Token::Kind::Number) return number("-", at);
    return call("NEGATE", at, unary());
}

SyntaxPtr Parser::postfix() {
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

SyntaxPtr parseExpression(SourceText& source) {
    if (source.text().size() > kMaxExpressionBytes) {
        source.error(expression_codes::kTooLarge, {0, 0},
                     fmt::format("the expression is longer than {} bytes", kMaxExpressionBytes));
        return nullptr;
    }
    return Parser(source).run();
}

} // namespace millrace
