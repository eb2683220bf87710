// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

namespace millrace {

/// Dotted paths into raw parameters: "window.tumbling", "fields.0.name" (a number counts into a list). A
/// member whose name is the whole rest of the path wins over a descent, so that names with dots can be
/// reached.
const boost::json::value* findAtPath(const boost::json::object& object, std::string_view path);

/// Sets the value at a path, or removes it when there is none. Objects on the way are made as needed and
/// removed when left empty; members keep their order, a new one comes last. Error MR1310 when something on
/// the way is no object and no such list.
Result<void> setAtPath(boost::json::object& object, std::string_view path,
                       const std::optional<boost::json::value>& value);

} // namespace millrace
