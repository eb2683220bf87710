// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/planner.h"

#include <set>
#include <string>
#include <utility>

namespace millrace::planning {

/// What the overrides changed: relative paths in there count from the current folder.
struct OverrideOrigins {
    std::set<std::string, std::less<>> graphParameters;
    std::set<std::pair<std::string, std::string>> nodeParameters; ///< node, dotted path
};

/// Where a value given on the command line stands, for Diagnostic::file: "--set limit".
std::string overridePlace(std::string_view name);

/// Applies those overrides that fit; the others become diagnostics (MR1401, MR1402).
void overrideDocument(GraphDocument& document, const Registry& registry, const PlanOptions& options,
                      OverrideOrigins& origins, Diagnostics& diagnostics);

/// The value as one of a graph parameter of this type; nothing when it does not fit. Text that reads as the
/// type is taken, and so is a number where text is wanted (command lines know no types).
std::optional<boost::json::value> coerce(const boost::json::value& value, const DataType& type);
/// Says in words that a fitting value lies outside the range of its graph parameter; nothing when it does
/// not.
std::optional<std::string> rangeProblem(const GraphParameter& parameter, const boost::json::value& value);
/// As coerce(), for a parameter of a node.
boost::json::value coerceToSpec(const boost::json::value& value, const ParameterSpec& spec);

/// The specification at a dotted path; null when there is none. Members of maps and lists have the one of
/// their map or list.
const ParameterSpec* specAt(const std::vector<ParameterSpec>& specs, std::string_view path);

} // namespace millrace::planning
