// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"

namespace millrace {

/// Parameters that CSV has in both directions: header, delimiter, null_text.
ParameterSpec csvHeaderParameter();
ParameterSpec csvDelimiterParameter();
ParameterSpec csvNullTextParameter(const char* help);

/// Reads a parameter that holds one character: the character itself, `tab` or `\t`, or nothing (gives 0 where
/// that is allowed). Error MR3106.
Result<char> readCharacter(const BindContext& context, const char* parameter, bool mayBeEmpty);

} // namespace millrace
