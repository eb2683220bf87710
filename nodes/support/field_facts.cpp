// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/field_facts.h"

namespace millrace {

std::optional<KeySpread> keySpreadOf(const FieldSpec& field) {
    using Kind = FieldSpec::Kind;
    static constexpr KeySpread kOwnEach{};
    if (const std::uint64_t keys = field.cardinality(); keys > 0)
        return KeySpread{.keys = keys, .exponent = field.kind == Kind::ZipfKey ? field.exponent : 0};
    switch (field.kind) {
        case Kind::Sequence: return field.step == 0 ? KeySpread{.keys = 1} : kOwnEach;
        case Kind::Timestamp: // milliseconds
            if (field.everyNs < 1'000'000 || field.followArrivals || field.jitterMs > 0) return std::nullopt;
            return kOwnEach;
        default:
            if (field.decimals || field.type.id() != TypeId::Double) return std::nullopt;
            return kOwnEach;
    }
}

double roughCostOf(const FieldSpec& field) {
    using Kind = FieldSpec::Kind;
    switch (field.kind) {
        case Kind::Sequence: return field.prefix.empty() ? 1 : 17;
        case Kind::Uniform: return 2;
        case Kind::Normal: return 31;
        case Kind::Exponential: return 19;
        case Kind::ZipfKey: return 9;
        case Kind::RandomWalk: return 32;
        case Kind::Choice: return 3;
        case Kind::Timestamp: return field.jitterMs > 0 ? 12 : 1;
        case Kind::Constant: return 1;
    }
    return 0;
}

} // namespace millrace
