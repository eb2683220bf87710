// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator_context.h"

namespace millrace {

/// "2-of-3": what `${instance}` stands for, and what the names of an instance's own things end with.
std::string nameOf(const Instance& instance);

} // namespace millrace
