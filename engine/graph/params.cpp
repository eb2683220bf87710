// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/params.h"

#include "engine/base/text.h"
#include "engine/graph/param_path.h"

namespace millrace {

namespace {

[[noreturn]] void fail(std::string_view path, const char* what) {
    Diagnostic d;
    d.code = "MR3000";
    d.message = "the node asked for `" + std::string(path) + "` as " + what + ", but it has no such value";
    d.parameter = std::string(path);
    throw DiagnosticError(d);
}

} // namespace

const boost::json::value* Params::find(std::string_view path) const {
    const auto* value = findAtPath(values_, path);
    return value != nullptr && !value->is_null() ? value : nullptr;
}

std::string Params::text(std::string_view path) const {
    const auto* value = find(path);
    if (value == nullptr || !value->is_string()) fail(path, "text");
    return std::string(value->get_string());
}

std::int64_t Params::integer(std::string_view path) const {
    const auto* value = find(path);
    if (value == nullptr || !value->is_int64()) fail(path, "an integer");
    return value->get_int64();
}

double Params::number(std::string_view path) const {
    const auto* value = find(path);
    if (value == nullptr || !value->is_number()) fail(path, "a number");
    return value->to_number<double>();
}

bool Params::boolean(std::string_view path) const {
    const auto* value = find(path);
    if (value == nullptr || !value->is_bool()) fail(path, "true or false");
    return value->get_bool();
}

std::int64_t Params::duration(std::string_view path) const { return parseDuration(text(path)).value(); }

std::int64_t Params::size(std::string_view path) const { return parseSize(text(path)).value(); }

std::vector<std::string> Params::list(std::string_view path) const {
    std::vector<std::string> result;
    const auto* value = find(path);
    if (value == nullptr) return result;
    if (!value->is_array()) fail(path, "a list");
    for (const auto& item : value->get_array()) {
        if (!item.is_string()) fail(path, "a list of texts");
        result.emplace_back(item.get_string());
    }
    return result;
}

std::vector<std::pair<std::string, std::string>> Params::map(std::string_view path) const {
    std::vector<std::pair<std::string, std::string>> result;
    const auto* value = find(path);
    if (value == nullptr) return result;
    if (!value->is_object()) fail(path, "a map");
    for (const auto& member : value->get_object()) {
        if (!member.value().is_string()) fail(path, "a map of texts");
        result.emplace_back(std::string(member.key()), std::string(member.value().get_string()));
    }
    return result;
}

std::vector<Params> Params::objects(std::string_view path) const {
    std::vector<Params> result;
    const auto* value = find(path);
    if (value == nullptr) return result;
    if (!value->is_array()) fail(path, "a list");
    for (const auto& item : value->get_array()) {
        if (!item.is_object()) fail(path, "a list of objects");
        result.emplace_back(item.get_object());
    }
    return result;
}

std::vector<std::pair<std::string, Params>> Params::objectMap(std::string_view path) const {
    std::vector<std::pair<std::string, Params>> result;
    const auto* value = find(path);
    if (value == nullptr) return result;
    if (!value->is_object()) fail(path, "a map");
    for (const auto& member : value->get_object()) {
        if (!member.value().is_object()) fail(path, "a map of objects");
        result.emplace_back(std::string(member.key()), Params(member.value().get_object()));
    }
    return result;
}

} // namespace millrace
