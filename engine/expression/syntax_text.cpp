// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/syntax.h"

namespace millrace {
namespace {

enum Precedence { kOr = 1, kAnd, kNot, kPredicate, kSum, kProduct, kUnary, kPostfix };

Precedence precedenceOf(const SyntaxNode& node) {
    if (node.kind == SyntaxNode::Kind::Literal) return node.name.starts_with('-') ? kUnary : kPostfix;
    if (node.kind != SyntaxNode::Kind::Call) return kPostfix;
    const std::string& name = node.name;
    if (name == "OR") return kOr;
    if (name == "AND") return kAnd;
    if (name == "NOT") return kNot;
    if (name == "=" || name == "<>" || name == "<" || name == "<=" || name == ">" || name == ">=" ||
        name.starts_with("IS ") || name == "BETWEEN" || name == "IN" || name == "LIKE") {
        return kPredicate;
    }
    if (name == "+" || name == "-" || name == "||") return kSum;
    if (name == "*" || name == "/" || name == "%") return kProduct;
    if (name == "NEGATE") return kUnary;
    return kPostfix;
}

class Printer {
public:
    void print(const SyntaxNode& node) {
        switch (node.kind) {
            case SyntaxNode::Kind::Literal:
            case SyntaxNode::Kind::Interval: out_ += node.name; break;
            case SyntaxNode::Kind::Name: out_ += quotedName(node.name); break;
            case SyntaxNode::Kind::Star: out_ += '*'; break;
            case SyntaxNode::Kind::Field:
                operand(*node.children[0], kPostfix);
                out_ += '.';
                out_ += quotedName(node.name);
                break;
            case SyntaxNode::Kind::Call: call(node); break;
        }
    }
    std::string take() { return std::move(out_); }

private:
    /// In brackets when the operand binds less tightly than `least`.
    void operand(const SyntaxNode& node, Precedence least) {
        const bool brackets = precedenceOf(node) < least;
        if (brackets) out_ += '(';
        print(node);
        if (brackets) out_ += ')';
    }

    void list(const std::vector<SyntaxPtr>& nodes, std::size_t from) {
        for (std::size_t i = from; i < nodes.size(); ++i) {
            if (i > from) out_ += ", ";
            print(*nodes[i]);
        }
    }

    void joined(const SyntaxNode& node, Precedence level) {
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            if (i > 0) out_ += " " + node.name + " ";
            // Left-associative: the first operand may be of the same level, except where chains are one flat
            // call.
            const bool flat = node.name == "||" || level <= kAnd;
            const bool sameName = node.children[i]->isCall(node.name);
            const bool tighter = i > 0 || level == kPredicate || (flat && sameName);
            operand(*node.children[i], tighter ? static_cast<Precedence>(level + 1) : level);
        }
    }

    void predicate(const SyntaxNode& node, bool negated) {
        const auto& c = node.children;
        const std::string word = negated ? " NOT " : " ";
        operand(*c[0], kSum);
        if (node.name == "BETWEEN") {
            out_ += word + "BETWEEN ";
            operand(*c[1], kSum);
            out_ += " AND ";
            operand(*c[2], kSum);
        } else if (node.name == "IN") {
            out_ += word + "IN (";
            list(c, 1);
            out_ += ')';
        } else if (node.name == "LIKE") {
            out_ += word + "LIKE ";
            operand(*c[1], kSum);
            if (c.size() > 2) {
                out_ += " ESCAPE ";
                operand(*c[2], kSum);
            }
        } else {
            out_ += " " + node.name;
            if (c.size() > 1) {
                out_ += ' ';
                operand(*c[1], kSum);
            }
        }
    }

    void call(const SyntaxNode& node) {
        const auto& c = node.children;
        const Precedence level = precedenceOf(node);
        if (node.name == "NOT") {
            const bool negatable = c[0]->isCall("BETWEEN") || c[0]->isCall("IN") || c[0]->isCall("LIKE");
            if (negatable) return predicate(*c[0], true);
            out_ += "NOT ";
            return operand(*c[0], kNot);
        }
        if (node.name == "NEGATE") {
            out_ += '-';
            // "-5" is a literal and "--" reads badly: both need brackets here.
            const bool literal = c[0]->kind == SyntaxNode::Kind::Literal;
            return operand(
                *c[0], literal || c[0]->isCall("NEGATE") ? static_cast<Precedence>(kPostfix + 1) : kUnary);
        }
        if (level == kPredicate && (node.name.starts_with("IS ") || node.name == "BETWEEN" ||
                                    node.name == "IN" || node.name == "LIKE")) {
            return predicate(node, false);
        }
        if (level < kUnary) return joined(node, level);
        if (node.name == "[]") {
            operand(*c[0], kPostfix);
            out_ += '[';
            print(*c[1]);
            out_ += ']';
            return;
        }
        if (node.name == "CASE") return cases(node);
        out_ += node.name + "(";
        if (node.name == "CAST") {
            print(*c[0]);
            out_ += " AS " + node.type.name();
        } else if (node.name == "POSITION") {
            operand(*c[0], kSum);
            out_ += " IN ";
            operand(*c[1], kSum);
        } else {
            if (node.distinct) out_ += "DISTINCT ";
            list(c, 0);
            if (!node.orderBy.empty()) {
                out_ += " ORDER BY ";
                list(node.orderBy, 0);
            }
        }
        out_ += ')';
        if (node.filter) {
            out_ += " FILTER (WHERE ";
            print(*node.filter);
            out_ += ')';
        }
    }

    void cases(const SyntaxNode& node) {
        out_ += "CASE";
        std::size_t i = 0;
        for (; i + 1 < node.children.size(); i += 2) {
            out_ += " WHEN ";
            print(*node.children[i]);
            out_ += " THEN ";
            print(*node.children[i + 1]);
        }
        if (i < node.children.size()) {
            out_ += " ELSE ";
            print(*node.children[i]);
        }
        out_ += " END";
    }

    std::string out_;
};

} // namespace

std::string toText(const SyntaxNode& node) {
    Printer printer;
    printer.print(node);
    return printer.take();
}

std::string quotedText(std::string_view text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'') result += '\'';
        result += c;
    }
    return result + '\'';
}

} // namespace millrace
