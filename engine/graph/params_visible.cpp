// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/params.h"

#include <boost/json/serialize.hpp>

namespace millrace {

namespace {

namespace json = boost::json;

/// One condition: "name=a|b", "name!=a|b" or "name" (given and not false).
bool holds(std::string_view condition, const json::object& siblings, const json::object& top) {
    const std::size_t equals = condition.find('=');
    const bool negated = equals != std::string_view::npos && equals > 0 && condition[equals - 1] == '!';
    const std::string_view name = condition.substr(0, negated ? equals - 1 : equals);
    const Params near(siblings);
    const Params far(top);
    const json::value* value = near.find(name);
    if (value == nullptr) value = far.find(name);
    if (equals == std::string_view::npos)
        return value != nullptr && !(value->is_bool() && !value->get_bool());
    std::string text;
    if (value != nullptr)
        text = value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
    bool found = false;
    for (std::string_view rest = condition.substr(equals + 1);;) {
        const std::size_t bar = rest.find('|');
        found = found || rest.substr(0, bar) == text;
        if (bar == std::string_view::npos) break;
        rest.remove_prefix(bar + 1);
    }
    return found != negated;
}

} // namespace

bool isVisible(const ParameterSpec& spec, const json::object& siblings, const json::object& top) {
    for (std::string_view rest = spec.visibleWhen; !rest.empty();) {
        const std::size_t comma = rest.find(',');
        if (!holds(rest.substr(0, comma), siblings, top)) return false;
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    return true;
}

} // namespace millrace
