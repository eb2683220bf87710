// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/columns_in.h"

#include "engine/base/text.h"

#include <algorithm>
#include <set>

namespace millrace {

Diagnostics parameterError(std::string code, const std::string& node, const std::string& parameter,
                           std::string message, std::string hint) {
    Diagnostics diagnostics;
    Diagnostic& d = diagnostics.error(std::move(code), std::move(message), std::move(hint));
    d.node = node;
    d.parameter = parameter;
    return diagnostics;
}

Result<std::size_t> columnIn(const Schema& schema, const std::string& name, const std::string& node,
                             const std::string& parameter) {
    if (const auto index = schema.indexOf(name)) return *index;
    const std::vector<std::string> names = schema.names();
    return parameterError("MR3401", node, parameter, "unknown column `" + name + "`",
                          suggestion(name, names));
}

Result<std::vector<std::size_t>> columnsIn(const Schema& schema, const std::vector<std::string>& names,
                                           const std::string& node, const std::string& parameter) {
    std::vector<std::size_t> columns;
    Diagnostics problems;
    for (const std::string& name : names) {
        const Result<std::size_t> column = columnIn(schema, name, node, parameter);
        if (!column)
            problems.append(column.error());
        else if (std::find(columns.begin(), columns.end(), *column) != columns.end())
            problems.append(parameterError("MR3402", node, parameter,
                                           "the column `" + name + "` is named twice", "name it once"));
        else
            columns.push_back(*column);
    }
    if (problems.hasErrors()) return problems;
    return columns;
}

Result<std::vector<std::size_t>> keyColumnsIn(const Schema& schema, const std::vector<std::string>& names,
                                              const std::string& node, const std::string& parameter) {
    Result<std::vector<std::size_t>> columns = columnsIn(schema, names, node, parameter);
    if (!columns) return columns;
    Diagnostics problems;
    for (const std::size_t column : *columns) {
        const Field& field = schema.field(column);
        if (field.type.id() == TypeId::Double)
            problems.append(parameterError(
                "MR3403", node, parameter, "the DOUBLE column `" + field.name + "` cannot be a key",
                "equality of DOUBLE is unreliable: make a BIGINT or DECIMAL of it in a map, for example "
                "TO_BIGINT(FLOOR(x * 100))"));
        else if (field.type.isNested())
            problems.append(parameterError(
                "MR3403", node, parameter,
                "the column `" + field.name + "` of type " + field.type.name() + " cannot be a key",
                "take a field of it in a map first"));
    }
    if (problems.hasErrors()) return problems;
    return columns;
}

Diagnostics checkUniqueNames(const std::vector<Field>& fields, const std::string& node,
                             const std::string& parameter) {
    Diagnostics problems;
    std::set<std::string_view> seen;
    for (const Field& field : fields)
        if (!seen.insert(field.name).second)
            problems.append(parameterError("MR3404", node, parameter,
                                           "the output would have two columns named `" + field.name + "`",
                                           "give one of them another name"));
    return problems;
}

Diagnostics inParameter(Diagnostics problems, const std::string& node, const std::string& parameter) {
    for (Diagnostic& d : problems.items) {
        d.node = node;
        d.parameter = parameter;
    }
    return problems;
}

std::string quotedIdentifier(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"') text += '"';
        text += c;
    }
    return text + "\"";
}

} // namespace millrace
