// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/parameter_spec.h"

namespace millrace {

std::string parameterTypeName(ParameterType type) {
    switch (type) {
        case ParameterType::Text: return "text";
        case ParameterType::Integer: return "integer";
        case ParameterType::Number: return "number";
        case ParameterType::Boolean: return "boolean";
        case ParameterType::Duration: return "duration";
        case ParameterType::Size: return "size";
        case ParameterType::Choice: return "choice";
        case ParameterType::Timestamp: return "timestamp";
        case ParameterType::Path: return "path";
        case ParameterType::Expression: return "expression";
        case ParameterType::Predicate: return "predicate";
        case ParameterType::ExpressionMap: return "expression map";
        case ParameterType::PredicateMap: return "predicate map";
        case ParameterType::AggregateMap: return "aggregate map";
        case ParameterType::ColumnName: return "column";
        case ParameterType::ColumnList: return "column list";
        case ParameterType::TypeMap: return "type map";
        case ParameterType::TextMap: return "text map";
        case ParameterType::Object: return "object";
        case ParameterType::ObjectList: return "object list";
        case ParameterType::ObjectMap: return "object map";
    }
    return "text";
}

std::string titleOf(const ParameterSpec& spec) {
    if (!spec.title.empty()) return spec.title;
    std::string title = spec.name;
    for (char& c : title) {
        if (c == '_') c = ' ';
    }
    if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
        title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

} // namespace millrace
