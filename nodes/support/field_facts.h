// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/service_model.h"
#include "nodes/support/field_spec.h"

#include <optional>

namespace millrace {

// What can be said of a generated field without making any: for the service model.

/// How its values are spread over the records, NULLs left aside. None where numbers are rounded: how many
/// are equal then is hard to say.
std::optional<KeySpread> keySpreadOf(const FieldSpec& field);
/// ns per value on one core.
double roughCostOf(const FieldSpec& field);

} // namespace millrace
