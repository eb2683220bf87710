// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/schema.h"

#include <boost/json/object.hpp>
#include <optional>
#include <string>

namespace millrace {

/// How records with one set of columns become records with another.
struct SchemaConversion {
    boost::json::object params; ///< of a node of kind `map`
    std::string text;           ///< "speed STRING → DOUBLE, without note"
};

/// Only where the columns nearly match: each wanted one is there under its name, or under one that differs in
/// upper and lower case, with a type that a CAST turns into the wanted one. Nothing when a column is missing,
/// when a cast would not do, or when the schemas are equal.
std::optional<SchemaConversion> convertSchema(const Schema& from, const Schema& wanted);

} // namespace millrace
