// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"

namespace millrace {

/// Why a graph cannot run as several instances that divide its input among them, each in a process of its
/// own; nothing: it can. `plan` is that of one of several instances. They do not exchange records, so each
/// must have all that belongs together:
/// MR4631: a source whose input cannot be divided, of which each instance would read everything;
/// MR4632: a keyed stage whose key does not tell which instance has the record, or a stage that must see
/// every record;
/// MR4633: a file, or a table in one, that several instances would write.
Diagnostics instanceObstacles(const Plan& plan, const Instance& instance);

/// The sources whose records some keyed stage puts together, as lists of vertices: those of a list must
/// divide their input alike. For a plan without such obstacles.
std::vector<std::vector<std::size_t>> sourcesPutTogether(const Plan& plan, const Instance& instance);

} // namespace millrace
