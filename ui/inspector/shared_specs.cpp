// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/shared_specs.h"

#include <algorithm>

namespace millrace::ui {
namespace {

bool sameMeaning(const ParameterSpec& a, const ParameterSpec& b) {
    return a.name == b.name && a.type == b.type && a.unit == b.unit && a.choices == b.choices &&
           std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(), sameMeaning);
}

} // namespace

std::vector<ParameterSpec> sharedSpecs(const std::vector<const NodeKind*>& kinds) {
    if (kinds.empty()) return {};
    std::vector<ParameterSpec> shared;
    for (const ParameterSpec& spec : kinds.front()->params) {
        const bool everywhere = std::all_of(kinds.begin(), kinds.end(), [&spec](const NodeKind* kind) {
            return std::any_of(kind->params.begin(), kind->params.end(),
                               [&spec](const ParameterSpec& other) { return sameMeaning(spec, other); });
        });
        if (everywhere) shared.push_back(spec);
    }
    return shared;
}

SharedValues sharedValues(const std::vector<ParameterSpec>& specs,
                          const std::vector<const boost::json::object*>& objects) {
    SharedValues result;
    if (objects.empty()) return result;
    for (const ParameterSpec& spec : specs) {
        const boost::json::value* first = objects.front()->if_contains(spec.name);
        const bool agreed =
            std::all_of(objects.begin(), objects.end(), [&](const boost::json::object* object) {
                const boost::json::value* value = object->if_contains(spec.name);
                return first && value ? *first == *value : first == value;
            });
        if (!agreed)
            result.mixed << QString::fromStdString(spec.name);
        else if (first)
            result.agreed.emplace(spec.name, *first);
    }
    return result;
}

} // namespace millrace::ui
