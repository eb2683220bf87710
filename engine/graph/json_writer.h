// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace millrace {

/// JSON in the house style: two blanks of indent, what fits on one line stands on one line, members in their
/// order, shortest exact numbers (a number that is not finite becomes null). Values in the outer
/// `expandLevels` levels always get a line each. Ends with a line break.
std::string writeJson(const boost::json::value& value, int expandLevels = 1);

/// The same on a single line, without a line break: for comparing and for messages. Unlike operator== it
/// minds the order of members.
std::string flatJson(const boost::json::value& value);

} // namespace millrace
