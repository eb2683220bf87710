// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace millrace {

/// Named moments at which a program can be made to die, so that it can be shown that it may die there.
enum class FailPoint {
#define MILLRACE_FAIL_POINT(name) name,
#include "engine/base/fail_points.def"
#undef MILLRACE_FAIL_POINT
};

/// By FailPoint.
std::span<const char* const> failPointNames();

namespace detail {
extern const bool failPointsArmed;
void reachFailPoint(FailPoint point);
} // namespace detail

/// The program is here. Nothing, unless the environment said at its start what shall happen:
/// MILLRACE_FAIL_POINT=NAME:N:ACTION, at the N-th time (from 1) somebody comes by. ACTION is `kill` (SIGKILL
/// to the program), `error` (a DiagnosticError, MR4616) or `delay` (200 ms). Thread-safe.
inline void failPoint(FailPoint point) {
    if (detail::failPointsArmed) detail::reachFailPoint(point);
}

} // namespace millrace
