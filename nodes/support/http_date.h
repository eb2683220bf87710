// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#include <optional>
#include <string_view>

namespace millrace {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7; the two obsolete forms are not read).
std::optional<EpochMs> parseHttpDate(std::string_view text);

} // namespace millrace
