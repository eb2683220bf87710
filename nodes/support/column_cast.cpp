// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/column_cast.h"

#include "nodes/support/columns_in.h"

#include <string>
#include <vector>

namespace millrace {

namespace {

/// Ways to get to a type, tried in this order; which of them fit the column's type, the language decides.
std::vector<std::string> candidates(const std::string& column, const DataType& type) {
    std::vector<std::string> texts{"CAST(" + column + " AS " + type.name() + ")"};
    const auto add = [&](const std::string& before, const std::string& after = ")") {
        texts.push_back(before + column + after);
    };
    switch (type.id()) {
        case TypeId::Boolean: add("TRY_TO_BOOLEAN("); break;
        case TypeId::Int:
            add("TRY_TO_INT(");
            add("TRY_NARROW_INT(");
            add("TRY_NARROW_INT(TO_BIGINT(", "))");
            break;
        case TypeId::BigInt:
            add("TRY_TO_BIGINT(");
            add("TO_BIGINT(");
            add("EPOCH_MS(");
            break;
        case TypeId::Double: add("TRY_TO_DOUBLE("); break;
        case TypeId::Decimal:
            add("TRY_TO_DECIMAL(",
                ", " + std::to_string(type.precision()) + ", " + std::to_string(type.scale()) + ")");
            break;
        case TypeId::String: add("TO_STRING("); break;
        case TypeId::Timestamp:
            add("TO_TIMESTAMP(");
            add("FROM_EPOCH_MS(");
            break;
        case TypeId::Date: add("TRY_TO_DATE("); break;
        case TypeId::Null:
        case TypeId::Bytes:
        case TypeId::Struct:
        case TypeId::Array: break;
    }
    return texts;
}

} // namespace

Result<Expression> castColumn(const Schema& schema, std::size_t column, const DataType& type) {
    const Field& field = schema.field(column);
    for (const std::string& text : candidates(quotedIdentifier(field.name), type)) {
        Result<Expression> expression = Expression::compile(text, schema);
        if (expression && expression->type() == type) return expression;
    }
    const bool isDoubleToText = field.type.id() == TypeId::Double && type.id() == TypeId::String;
    Diagnostics problems;
    problems.error("MR3414",
                   "a " + field.type.name() + " such as `" + field.name + "` cannot become a " + type.name(),
                   isDoubleToText ? "the text of a DOUBLE differs between engines: cast to DECIMAL first"
                                  : "compute the column in a map");
    return problems;
}

} // namespace millrace
