// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace millrace::sim {

/// The value that a standard normal variable stays below with probability `p`; p in (0, 1), infinite at its
/// ends.
double normalQuantile(double p);
/// The same for Student's t with so many degrees of freedom; infinite where there are none.
double studentTQuantile(double p, double freedom);

/// How many standard errors a two-sided confidence interval of this level reaches to each side, with so many
/// degrees of freedom: 2.262 for 0.95 and 9.
double studentTFactor(double level, double freedom);

/// The level that each of so many statements needs for all of them to hold together with `level`
/// (Bonferroni's inequality; nothing is assumed of how they depend on each other).
double bonferroniLevel(double level, std::size_t statements);

} // namespace millrace::sim
