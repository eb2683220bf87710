// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/syntax.h"
#include "engine/expression/type_rules.h"
#include "engine/expression/typed_node.h"

#include <optional>
#include <span>
#include <string_view>

namespace millrace {

class CallBinder;

/// The rule of one operator or function: everything the language knows about it stands in its row. Rows live
/// in static tables, one per family of functions; see function_table.cpp.
struct FunctionRow {
    std::string_view name;      ///< upper case; an operator's sign for operators
    std::string_view signature; ///< "SUBSTRING(s, i[, n]) -> STRING"
    std::string_view category;  ///< "Text", "Number", "Operator", ...
    std::string_view help;      ///< one or two sentences
    int minArguments;
    int maxArguments; ///< -1: any number
    /// Checks and widens the arguments and makes the node; null after reporting an error.
    TypedPtr (*bind)(CallBinder&);
};

/// One call while it is being bound: its arguments (bound already), and how to report and widen. Argument
/// numbers count from 0.
class CallBinder {
public:
    CallBinder(SourceText& source, const SyntaxNode& syntax, const FunctionRow& row,
               std::vector<TypedPtr> arguments)
        : source_(source), syntax_(syntax), row_(row), arguments_(std::move(arguments)) {}

    const FunctionRow& row() const { return row_; }
    const SyntaxNode& syntax() const { return syntax_; }
    std::size_t count() const { return arguments_.size(); }
    const TypedPtr& argument(std::size_t i) const { return arguments_[i]; }
    std::vector<TypedPtr>& arguments() { return arguments_; }
    const DataType& type(std::size_t i) const { return arguments_[i]->type; }
    bool isNullLiteral(std::size_t i) const { return type(i).id() == TypeId::Null; }

    /// Reports at argument i.
    std::nullptr_t error(const char* code, std::size_t i, std::string message, std::string hint = {});
    /// Reports at the function's name or the operator.
    std::nullptr_t error(const char* code, std::string message, std::string hint = {});
    /// "SUBSTRING needs INT as argument 2, this is STRING", with the signature as hint.
    std::nullptr_t typeError(std::size_t i, std::string_view wanted, std::string hint = {});

    /// Widens argument i to `target`, NULL included; false after reporting.
    bool widen(std::size_t i, const DataType& target);
    /// Widens arguments [from, to) to their common type; nothing after reporting. All NULL: type Null.
    std::optional<DataType> widenToCommon(std::size_t from, std::size_t to, std::size_t step = 1);
    /// Argument i must be of this type (after widening to it).
    bool expect(std::size_t i, TypeId id) { return widen(i, DataType(id)); }
    /// STRING; the literal NULL passes.
    bool expectText(std::size_t i) { return expect(i, TypeId::String); }
    bool expectNumber(std::size_t i);
    /// INT or BIGINT, left as it is.
    bool expectInteger(std::size_t i);

    /// The text of a literal argument; nothing after reporting.
    std::optional<std::string> literalText(std::size_t i);
    /// The whole number of a literal argument within [low, high]; nothing after reporting.
    std::optional<std::int64_t> literalInteger(std::size_t i, std::int64_t low, std::int64_t high);
    /// A literal argument below `low` is an error; anything else passes.
    bool literalAtLeast(std::size_t i, std::int64_t low);

    TypedPtr call(const DataType& type, Kernel kernel) {
        return callNode(&row_, type, std::move(arguments_), std::move(kernel), true);
    }
    TypedPtr lenientCall(const DataType& type, Kernel kernel) {
        return callNode(&row_, type, std::move(arguments_), std::move(kernel), false);
    }
    /// A call of another row over given nodes, for operators that are short for others.
    TypedPtr derived(std::string_view rowName, std::vector<TypedPtr> arguments);

private:
    TextSpan spanOf(std::size_t i) const;

    SourceText& source_;
    const SyntaxNode& syntax_;
    const FunctionRow& row_;
    std::vector<TypedPtr> arguments_;
};

/// Null when there is none. `name` in upper case.
const FunctionRow* findFunction(std::string_view name);
/// Every row, operators included, in the order of the tables.
const std::vector<const FunctionRow*>& functionTable();

/// The tables, one per family.
std::span<const FunctionRow> arithmeticRows();
std::span<const FunctionRow> comparisonRows();
std::span<const FunctionRow> logicRows();
std::span<const FunctionRow> castRows();
std::span<const FunctionRow> conversionRows();
std::span<const FunctionRow> conditionalRows();
std::span<const FunctionRow> numberRows();
std::span<const FunctionRow> textRows();
std::span<const FunctionRow> patternRows();
std::span<const FunctionRow> timeRows();
std::span<const FunctionRow> codingRows();
std::span<const FunctionRow> nestedRows();

/// A node of type `target` with the value of `node`: a widening, or NULL to any type. Null when the language
/// has no such widening.
TypedPtr widened(const TypedPtr& node, const DataType& target);
/// How an operand's type is named in messages.
std::string typeName(const DataType& type);

} // namespace millrace
