// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/param_path.h"

#include <boost/json/value.hpp>
#include <charconv>

namespace millrace {

namespace {

namespace json = boost::json;

std::optional<std::size_t> asIndex(std::string_view text) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return index;
}

/// The member a path begins with, and what is left of the path.
struct Step {
    std::string_view name;
    std::string_view rest;
    bool last = true;
};

Step firstStep(std::string_view path) {
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos) return {path, {}, true};
    return {path.substr(0, dot), path.substr(dot + 1), false};
}

Step firstStep(const json::object& object, std::string_view path) {
    if (object.contains(path)) return {path, {}, true};
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
        if (object.contains(path.substr(0, dot))) return {path.substr(0, dot), path.substr(dot + 1), false};
    }
    return firstStep(path);
}

const json::value* findIn(const json::value& value, std::string_view path) {
    if (const auto* object = value.if_object()) return findAtPath(*object, path);
    const auto* array = value.if_array();
    if (array == nullptr) return nullptr;
    const Step step = firstStep(path);
    const auto index = asIndex(step.name);
    if (!index || *index >= array->size()) return nullptr;
    const json::value& item = (*array)[*index];
    return step.last ? &item : findIn(item, step.rest);
}

/// boost::json::object::erase would move the last member into the gap.
void eraseMember(json::object& object, std::string_view name) {
    const auto it = object.find(name);
    if (it != object.end()) object.stable_erase(it);
}

bool setIn(json::value& value, std::string_view path, const std::optional<json::value>& wanted);

bool setInObject(json::object& object, std::string_view path, const std::optional<json::value>& wanted) {
    const Step step = firstStep(object, path);
    if (step.name.empty()) return false;
    json::value* member = object.if_contains(step.name);
    if (step.last) {
        if (!wanted) {
            eraseMember(object, step.name);
        } else if (member != nullptr) {
            *member = *wanted;
        } else {
            object.emplace(step.name, *wanted);
        }
        return true;
    }
    if (member == nullptr) {
        if (!wanted) return true;
        json::value made = json::object();
        if (!setIn(made, step.rest, wanted)) return false;
        object.emplace(step.name, std::move(made));
        return true;
    }
    if (member->is_null()) {
        if (!wanted) return true;
        *member = json::object();
    }
    if (!setIn(*member, step.rest, wanted)) return false;
    if (!wanted && member->is_object() && member->get_object().empty()) eraseMember(object, step.name);
    return true;
}

bool setInArray(json::array& array, std::string_view path, const std::optional<json::value>& wanted) {
    const Step step = firstStep(path);
    const auto index = asIndex(step.name);
    if (!index) return false;
    if (*index >= array.size()) {
        if (!wanted) return true;
        if (*index > array.size()) return false;
        json::value item;
        if (step.last) {
            item = *wanted;
        } else {
            item = json::object();
            if (!setIn(item, step.rest, wanted)) return false;
        }
        array.push_back(std::move(item));
        return true;
    }
    if (!step.last) return setIn(array[*index], step.rest, wanted);
    if (wanted) {
        array[*index] = *wanted;
    } else {
        array.erase(array.begin() + static_cast<std::ptrdiff_t>(*index));
    }
    return true;
}

bool setIn(json::value& value, std::string_view path, const std::optional<json::value>& wanted) {
    if (auto* object = value.if_object()) return setInObject(*object, path, wanted);
    if (auto* array = value.if_array()) return setInArray(*array, path, wanted);
    return false;
}

} // namespace

const json::value* findAtPath(const json::object& object, std::string_view path) {
    if (const auto* whole = object.if_contains(path)) return whole;
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
        const auto* child = object.if_contains(path.substr(0, dot));
        if (child == nullptr) continue;
        if (const auto* found = findIn(*child, path.substr(dot + 1))) return found;
    }
    return nullptr;
}

Result<void> setAtPath(json::object& object, std::string_view path, const std::optional<json::value>& value) {
    json::object changed = object;
    if (!setInObject(changed, path, value)) {
        Diagnostics diagnostics;
        diagnostics
            .error("MR1310", "`" + std::string(path) + "` leads through something that is no object or list")
            .parameter = std::string(path);
        return diagnostics;
    }
    object = std::move(changed);
    return {};
}

} // namespace millrace
