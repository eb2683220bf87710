// SPDX-License-Identifier: Apache-2.0
#include "engine/data/schema.h"

namespace millrace {

std::optional<std::size_t> Schema::indexOf(std::string_view name) const {
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        if (fields_[i].name == name) return i;
    }
    return std::nullopt;
}

std::vector<std::string> Schema::names() const {
    std::vector<std::string> names;
    names.reserve(fields_.size());
    for (const Field& field : fields_)
        names.push_back(field.name);
    return names;
}

std::string toText(const Schema& schema) {
    std::string text;
    for (std::size_t i = 0; i < schema.size(); ++i) {
        if (i > 0) text += ", ";
        text += schema.field(i).name + " " + schema.field(i).type.name();
        if (schema.eventTime() == i) text += " *";
    }
    return text;
}

} // namespace millrace
