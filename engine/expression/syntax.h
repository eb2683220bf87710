// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/value.h"
#include "engine/expression/source_text.h"

#include <memory>
#include <vector>

namespace millrace {

/// How deep brackets, calls and prefix operators may nest, and how tall a tree may become (a chain `a + b +
/// c` grows by one per operator). Recursive passes over the tree stay within a small stack.
inline constexpr int kMaxNesting = 200;
inline constexpr int kMaxTreeHeight = 1000;
inline constexpr std::size_t kMaxExpressionBytes = std::size_t{1} << 20;

struct SyntaxNode;
using SyntaxPtr = std::unique_ptr<SyntaxNode>;

/// The tree as written. Operators are calls whose name is the operator, see function_row.h:
/// "+", "NEGATE", "=", "AND" (any number of operands), "IS NULL", "BETWEEN", "IN", "LIKE", "CASE" (condition,
/// value, ..., else), "CAST", "[]".
struct SyntaxNode {
    enum class Kind { Literal, Interval, Name, Field, Call, Star };
    Kind kind = Kind::Literal;
    TextSpan span;
    TextSpan nameSpan; ///< of the function's or field's name or the operator: where an error points
    std::string name;  ///< Name: column; Field: field; Call: upper-case function or operator
    DataType type;     ///< Literal: its type; Call "CAST": the target
    Value value;       ///< Literal; Interval: milliseconds (int64)
    std::vector<SyntaxPtr> children;
    int height = 1;
    bool inBrackets = false; ///< written in (...): a chain must not be merged into it

    bool distinct = false;          ///< f(DISTINCT x)
    std::vector<SyntaxPtr> orderBy; ///< f(x ORDER BY a, b)
    SyntaxPtr filter;               ///< f(...) FILTER (WHERE ...)

    bool isCall(std::string_view upperName) const { return kind == Kind::Call && name == upperName; }
};

/// Null, with what is wrong in `source`, when the text is no expression.
SyntaxPtr parseExpression(SourceText& source);

/// Canonical text: keywords in upper case, one blank around operators, brackets only where precedence needs
/// them. Parsing it gives an equal tree.
std::string toText(const SyntaxNode& node);
/// 'it''s'
std::string quotedText(std::string_view text);

} // namespace millrace
