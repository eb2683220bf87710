// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/data/schema.h"

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// The number of the named column, or MR3401 with a suggestion; `parameter` is the parameter that named it.
Result<std::size_t> columnIn(const Schema& schema, const std::string& name, const std::string& node,
                             const std::string& parameter);

/// The numbers of several columns, all errors together: MR3401 for an unknown one, MR3402 for one named
/// twice.
Result<std::vector<std::size_t>> columnsIn(const Schema& schema, const std::vector<std::string>& names,
                                           const std::string& node, const std::string& parameter);

/// columnsIn() for columns whose equality decides something: MR3403 for DOUBLE (0.1 + 0.2 is not 0.3), STRUCT
/// and ARRAY.
Result<std::vector<std::size_t>> keyColumnsIn(const Schema& schema, const std::vector<std::string>& names,
                                              const std::string& node, const std::string& parameter);

/// MR3404 for a name that stands twice among the fields of an output; `parameter` is the one to change.
Diagnostics checkUniqueNames(const std::vector<Field>& fields, const std::string& node,
                             const std::string& parameter);

/// A diagnostic about a parameter, for bind(): one error with its place filled in.
Diagnostics parameterError(std::string code, const std::string& node, const std::string& parameter,
                           std::string message, std::string hint = {});

/// The findings about an expression, with the node and parameter that hold it.
Diagnostics inParameter(Diagnostics problems, const std::string& node, const std::string& parameter);

/// `name` as it is written in an expression: in double quotes, quotes doubled.
std::string quotedIdentifier(std::string_view name);

} // namespace millrace
