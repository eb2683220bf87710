// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/syntax.h"
#include "engine/expression/token_cursor.h"

namespace millrace {

/// Recursive descent over one expression, loosest operator first; a null pointer means that an error has been
/// reported. Operators stand in parser.cpp, what they stand between (literals, names, calls, CASE, CAST) in
/// parser_primary.cpp.
class Parser : private TokenCursor {
public:
    explicit Parser(SourceText& source) : TokenCursor(source) {}

    SyntaxPtr run();

private:
    /// Counts one level of nesting for as long as it lives.
    class Level {
    public:
        explicit Level(Parser& parser) : parser_(parser) { ++parser_.nesting_; }
        ~Level() { --parser_.nesting_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        /// Reports it, too.
        bool tooDeep() const;

    private:
        Parser& parser_;
    };

    /// Sets span and height from the children; null when the tree grew too tall.
    SyntaxPtr finished(SyntaxPtr node, TextSpan from);
    static SyntaxPtr makeCall(std::string name, TextSpan nameSpan);
    template <class... Children> SyntaxPtr call(std::string name, TextSpan nameSpan, Children... children) {
        SyntaxPtr node = makeCall(std::move(name), nameSpan);
        const bool complete = (static_cast<bool>(children) && ...);
        if (!complete) return nullptr;
        (node->children.push_back(std::move(children)), ...);
        return finished(std::move(node), {});
    }

    // Operators.
    template <class Operand> SyntaxPtr junction(std::string_view word, Operand operand);
    SyntaxPtr disjunction();
    SyntaxPtr conjunction();
    SyntaxPtr negation();
    SyntaxPtr predicate();
    SyntaxPtr isPredicate(SyntaxPtr left);
    SyntaxPtr rangePredicate(SyntaxPtr left);
    /// Comma-separated up to and with the closing bracket; at least one.
    bool arguments(SyntaxNode& node);
    SyntaxPtr sum();
    SyntaxPtr product();
    SyntaxPtr unary();
    SyntaxPtr postfix();

    // Operands.
    SyntaxPtr primary();
    static SyntaxPtr literal(DataType type, Value value, TextSpan span, std::string text);
    SyntaxPtr number(std::string_view sign, TextSpan from);
    SyntaxPtr name();
    SyntaxPtr word();
    SyntaxPtr caseExpression();
    SyntaxPtr castExpression();
    SyntaxPtr timeLiteral();
    SyntaxPtr intervalLiteral();
    SyntaxPtr functionCall();
    SyntaxPtr position(SyntaxPtr node);
    SyntaxPtr withFilter(SyntaxPtr node);

    int nesting_ = 0;
};

} // namespace millrace
