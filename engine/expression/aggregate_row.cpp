// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/aggregate_row.h"

#include <fmt/format.h>

namespace millrace {

const std::vector<AggregateRow>& aggregateTable() {
    static const std::vector<AggregateRow> table = [] {
        std::vector<AggregateRow> rows;
        for (const auto family :
             {countSumRows(), minMaxRows(), byRows(), booleanRows(), collectRows(), statisticsRows()}) {
            rows.insert(rows.end(), family.begin(), family.end());
        }
        return rows;
    }();
    return table;
}

const AggregateRow* findAggregate(std::string_view name) {
    for (const AggregateRow& row : aggregateTable()) {
        if (row.name == name) return &row;
    }
    return nullptr;
}

std::nullopt_t AggregateBinder::typeError(std::size_t i, std::string_view wanted, std::string hint) {
    const std::size_t direct = syntax_.children.size();
    const TextSpan span = i < direct ? syntax_.children[i]->span : syntax_.orderBy[i - direct]->span;
    if (hint.empty()) hint = std::string(row_.signature);
    source_.error(expression_codes::kType, span,
                  fmt::format("{} needs {}, this is {}", row_.name, wanted, typeName(type(i))),
                  std::move(hint));
    return std::nullopt;
}

bool AggregateBinder::widen(std::size_t i, const DataType& target) {
    if (TypedPtr node = widened(arguments_[i], target)) {
        arguments_[i] = std::move(node);
        return true;
    }
    typeError(i, target.name());
    return false;
}

bool AggregateBinder::expectNumber(std::size_t i) {
    if (type(i).isNumeric()) return true;
    if (type(i).id() == TypeId::Null) return widen(i, TypeId::Int);
    typeError(i, "a number");
    return false;
}

bool AggregateBinder::expectScalar(std::size_t i) {
    if (!type(i).isNested() && type(i).id() != TypeId::Null) return true;
    typeError(i, "a single value with a type");
    return false;
}

} // namespace millrace
