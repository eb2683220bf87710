// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/aggregate.h"
#include "engine/expression/function_row.h"

namespace millrace {

class AggregateBinder;

/// What binding an aggregate call gives: the type of its result and how to make its states.
struct BoundAggregate {
    DataType type;
    std::function<std::unique_ptr<AggregateState>()> makeState;
    bool orderFree = true; ///< see AggregateProgram::Call
};

/// The rule of one aggregate; see FunctionRow.
struct AggregateRow {
    std::string_view name;
    std::string_view signature;
    std::string_view help;
    int minArguments;
    int maxArguments;
    bool takesStar;     ///< COUNT(*)
    bool takesDistinct; ///< COUNT(DISTINCT x)
    bool takesOrder;    ///< FIRST_BY(x ORDER BY t): the keys follow the arguments
    std::optional<BoundAggregate> (*bind)(AggregateBinder&);
};

/// One aggregate call while it is bound. Keys of an ORDER BY count as further arguments.
class AggregateBinder {
public:
    AggregateBinder(SourceText& source, const SyntaxNode& syntax, const AggregateRow& row,
                    std::vector<TypedPtr> arguments)
        : source_(source), syntax_(syntax), row_(row), arguments_(std::move(arguments)) {}

    const AggregateRow& row() const { return row_; }
    const SyntaxNode& syntax() const { return syntax_; }
    std::size_t count() const { return arguments_.size(); }
    const DataType& type(std::size_t i) const { return arguments_[i]->type; }
    std::vector<TypedPtr>& arguments() { return arguments_; }
    /// Reports at argument i.
    std::nullopt_t typeError(std::size_t i, std::string_view wanted, std::string hint = {});
    bool widen(std::size_t i, const DataType& target);
    bool expectNumber(std::size_t i);
    /// A single value that has an order; reports STRUCT, ARRAY and the bare NULL.
    bool expectScalar(std::size_t i);

private:
    SourceText& source_;
    const SyntaxNode& syntax_;
    const AggregateRow& row_;
    std::vector<TypedPtr> arguments_;
};

/// Null when there is none. `name` in upper case.
const AggregateRow* findAggregate(std::string_view name);
const std::vector<AggregateRow>& aggregateTable();

std::span<const AggregateRow> countSumRows();
std::span<const AggregateRow> minMaxRows();
std::span<const AggregateRow> statisticsRows();
std::span<const AggregateRow> booleanRows();
std::span<const AggregateRow> collectRows();
std::span<const AggregateRow> byRows();

} // namespace millrace
