// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/statistics/student_t.h"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <limits>

namespace millrace::sim {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// In double precision throughout: long double would make the numbers depend on the machine.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>,
                                             boost::math::policies::promote_float<false>>;

} // namespace

double normalQuantile(double p) {
    if (p <= 0) return -kInfinity;
    if (p >= 1) return kInfinity;
    return boost::math::quantile(boost::math::normal_distribution<double, Policy>(), p);
}

double studentTQuantile(double p, double freedom) {
    if (p <= 0) return -kInfinity;
    if (p >= 1) return kInfinity;
    if (p == 0.5) return 0;
    if (!(freedom > 0)) return p < 0.5 ? -kInfinity : kInfinity;
    return boost::math::quantile(boost::math::students_t_distribution<double, Policy>(freedom), p);
}

double studentTFactor(double level, double freedom) { return studentTQuantile(0.5 + level / 2, freedom); }

double bonferroniLevel(double level, std::size_t statements) {
    return statements < 2 ? level : 1 - (1 - level) / static_cast<double>(statements);
}

} // namespace millrace::sim
