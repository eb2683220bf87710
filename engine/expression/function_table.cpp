// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/function_row.h"

#include <fmt/format.h>
#include <unordered_map>

namespace millrace {

const std::vector<const FunctionRow*>& functionTable() {
    static const std::vector<const FunctionRow*> table = [] {
        std::vector<const FunctionRow*> rows;
        for (const auto family : {arithmeticRows(), comparisonRows(), logicRows(), conditionalRows(),
                                  castRows(), conversionRows(), numberRows(), textRows(), patternRows(),
                                  timeRows(), codingRows(), nestedRows()}) {
            for (const FunctionRow& row : family)
                rows.push_back(&row);
        }
        return rows;
    }();
    return table;
}

const FunctionRow* findFunction(std::string_view name) {
    static const std::unordered_map<std::string_view, const FunctionRow*> byName = [] {
        std::unordered_map<std::string_view, const FunctionRow*> map;
        for (const FunctionRow* row : functionTable())
            map.emplace(row->name, row);
        return map;
    }();
    const auto found = byName.find(name);
    return found == byName.end() ? nullptr : found->second;
}

std::string typeName(const DataType& type) { return type.id() == TypeId::Null ? "NULL" : type.name(); }

TextSpan CallBinder::spanOf(std::size_t i) const {
    return i < syntax_.children.size() ? syntax_.children[i]->span : syntax_.nameSpan;
}

std::nullptr_t CallBinder::error(const char* code, std::size_t i, std::string message, std::string hint) {
    source_.error(code, spanOf(i), std::move(message), std::move(hint));
    return nullptr;
}

std::nullptr_t CallBinder::error(const char* code, std::string message, std::string hint) {
    source_.error(code, syntax_.nameSpan, std::move(message), std::move(hint));
    return nullptr;
}

std::nullptr_t CallBinder::typeError(std::size_t i, std::string_view wanted, std::string hint) {
    const std::string given = typeName(type(i));
    if (hint.empty() && type(i).id() == TypeId::String &&
        wanted.find("TIMESTAMP") != std::string_view::npos) {
        hint = "write TIMESTAMP '2024-01-31 00:00:00', or TO_TIMESTAMP(s) for a column";
    } else if (hint.empty() && type(i).id() == TypeId::String &&
               wanted.find("STRING") == std::string_view::npos) {
        hint = "text is never read as a number by itself: write TRY_TO_BIGINT(s) or TRY_TO_DOUBLE(s)";
    } else if (hint.empty() && wanted == "STRING") {
        hint = type(i).id() == TypeId::Double ? "write TO_STRING(CAST(x AS DECIMAL(18,6)))"
                                              : "write TO_STRING(x)";
    }
    const bool function = isPlainName(row_.name) && row_.name != "CASE";
    if (!function)
        return error(expression_codes::kType, i,
                     fmt::format("{} needs {} here, this is {}", row_.name, wanted, given), std::move(hint));
    if (hint.empty()) hint = std::string(row_.signature);
    return error(expression_codes::kType, i,
                 fmt::format("{} needs {} as argument {}, this is {}", row_.name, wanted, i + 1, given),
                 std::move(hint));
}

bool CallBinder::widen(std::size_t i, const DataType& target) {
    if (TypedPtr node = widened(arguments_[i], target)) {
        arguments_[i] = std::move(node);
        return true;
    }
    typeError(i, target.name());
    return false;
}

std::optional<DataType> CallBinder::widenToCommon(std::size_t from, std::size_t to, std::size_t step) {
    DataType common = type(from);
    for (std::size_t i = from + step; i < to; i += step) {
        const auto next = commonType(common, type(i));
        if (!next) {
            typeError(i, typeName(common));
            return {};
        }
        common = *next;
    }
    for (std::size_t i = from; i < to; i += step) {
        if (!widen(i, common)) return {};
    }
    return common;
}

bool CallBinder::expectNumber(std::size_t i) {
    if (type(i).isNumeric()) return true;
    if (isNullLiteral(i)) return widen(i, TypeId::Int);
    typeError(i, "a number");
    return false;
}

bool CallBinder::expectInteger(std::size_t i) {
    if (type(i).isInteger()) return true;
    if (isNullLiteral(i)) return widen(i, TypeId::Int);
    typeError(i, "INT or BIGINT", type(i).isNumeric() ? "write TO_BIGINT(x) to cut off the fraction" : "");
    return false;
}

std::optional<std::string> CallBinder::literalText(std::size_t i) {
    if (!arguments_[i]->isConstant()) {
        error(expression_codes::kNotLiteral, i,
              fmt::format("{} needs a literal text as argument {}", row_.name, i + 1),
              std::string(row_.signature));
        return {};
    }
    if (!expectText(i)) return {};
    if (arguments_[i]->isNullConstant()) {
        error(expression_codes::kNotLiteral, i,
              fmt::format("argument {} of {} must not be NULL", i + 1, row_.name));
        return {};
    }
    return arguments_[i]->value.as<std::string>();
}

std::optional<std::int64_t> CallBinder::literalInteger(std::size_t i, std::int64_t low, std::int64_t high) {
    if (!arguments_[i]->isConstant() || !type(i).isInteger() || arguments_[i]->isNullConstant()) {
        error(expression_codes::kNotLiteral, i,
              fmt::format("{} needs a literal whole number as argument {}", row_.name, i + 1),
              std::string(row_.signature));
        return {};
    }
    const Value& value = arguments_[i]->value;
    const std::int64_t n = type(i).id() == TypeId::Int ? value.as<std::int32_t>() : value.as<std::int64_t>();
    if (n >= low && n <= high) return n;
    error(expression_codes::kArgument, i,
          fmt::format("argument {} of {} must lie between {} and {}", i + 1, row_.name, low, high));
    return {};
}

bool CallBinder::literalAtLeast(std::size_t i, std::int64_t low) {
    if (!arguments_[i]->isConstant() || arguments_[i]->isNullConstant() || !type(i).isInteger()) return true;
    const Value& value = arguments_[i]->value;
    if ((type(i).id() == TypeId::Int ? value.as<std::int32_t>() : value.as<std::int64_t>()) >= low)
        return true;
    error(expression_codes::kArgument, i,
          fmt::format("argument {} of {} must be at least {}", i + 1, row_.name, low));
    return false;
}

TypedPtr CallBinder::derived(std::string_view rowName, std::vector<TypedPtr> arguments) {
    const FunctionRow* row = findFunction(rowName);
    CallBinder inner(source_, syntax_, *row, std::move(arguments));
    return row->bind(inner);
}

} // namespace millrace
