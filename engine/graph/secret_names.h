// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/parameter_spec.h"

#include <string_view>

namespace millrace {

/// Whether a value of that name is a secret by the name alone, whatever the case: the secrets among the
/// properties of librdkafka (its CONFIGURATION.md) and among the headers of HTTP. For maps whose names are
/// free.
bool namesSecret(std::string_view name);

/// Whether what is written at a path (dotted, such as "properties.ssl.key.pem") below a parameter is a
/// secret: the parameter is one; of a map, only the entries whose names say so.
bool holdsSecret(const ParameterSpec& spec, std::string_view path);

} // namespace millrace
