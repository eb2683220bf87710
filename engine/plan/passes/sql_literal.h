// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/data_type.h"

#include <boost/json/value.hpp>
#include <optional>
#include <string>

namespace millrace::planning {

/// A JSON value of SQL type `type` as a literal of the expression language, safe to stand anywhere in an
/// expression: texts are quoted, negative numbers stand in parentheses. Nothing for lists and objects, or a
/// value that does not fit.
std::optional<std::string> sqlLiteral(const boost::json::value& value, const DataType& type);

/// `text` with every `quote` doubled: as it stands inside such quotes.
std::string doubled(std::string_view text, char quote);

} // namespace millrace::planning
