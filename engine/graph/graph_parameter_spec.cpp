// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_parameter_spec.h"

namespace millrace {

ParameterSpec specOf(const GraphParameter& parameter) {
    const auto number = [&parameter](const char* name) -> std::optional<double> {
        const auto* value = parameter.extra.if_contains(name);
        return value && value->is_number() ? std::optional<double>(value->to_number<double>()) : std::nullopt;
    };
    ParameterSpec spec;
    spec.name = parameter.name;
    spec.title = parameter.name;
    spec.help = parameter.help;
    switch (parameter.type.id()) {
        case TypeId::Boolean: spec.type = ParameterType::Boolean; break;
        case TypeId::Int:
        case TypeId::BigInt: spec.type = ParameterType::Integer; break;
        case TypeId::Double:
        case TypeId::Decimal: spec.type = ParameterType::Number; break;
        default: spec.type = ParameterType::Text; break;
    }
    const auto* hot = parameter.extra.if_contains("hot");
    spec.applies = hot && hot->is_bool() && hot->get_bool() ? Applies::Hot : Applies::RestartsRun;
    spec.minimum = number("minimum");
    spec.maximum = number("maximum");
    return spec;
}

} // namespace millrace
