// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/statistics/comparison.h"

#include "engine/sim/statistics/student_t.h"

namespace millrace::sim {

Comparison compare(std::span<const double> first, std::span<const double> second, double level) {
    const std::size_t n = std::min(first.size(), second.size());
    Summary difference;
    for (std::size_t i = 0; i < n; ++i)
        difference.add(first[i] - second[i]);
    Comparison result{.difference = difference.interval(level)};
    // An interval that is infinite shows nothing; one of width 0 around 0 neither.
    if (result.difference.low() > 0) result.verdict = Verdict::FirstLarger;
    if (result.difference.high() < 0) result.verdict = Verdict::SecondLarger;
    if (difference.variance() > 0)
        result.varianceRatio = (Summary(first.first(n)).variance() + Summary(second.first(n)).variance()) /
                               difference.variance();
    return result;
}

std::vector<PairComparison> compareAll(std::span<const std::vector<double>> designs, double level) {
    const std::size_t k = designs.size();
    const double each = bonferroniLevel(level, k < 2 ? 0 : k * (k - 1) / 2);
    std::vector<PairComparison> pairs;
    for (std::size_t a = 0; a < k; ++a)
        for (std::size_t b = a + 1; b < k; ++b)
            pairs.push_back({.first = a, .second = b, .comparison = compare(designs[a], designs[b], each)});
    return pairs;
}

std::vector<PairComparison> compareWithFirst(std::span<const std::vector<double>> designs, double level) {
    const double each = bonferroniLevel(level, designs.empty() ? 0 : designs.size() - 1);
    std::vector<PairComparison> pairs;
    for (std::size_t b = 1; b < designs.size(); ++b)
        pairs.push_back({.first = 0, .second = b, .comparison = compare(designs[0], designs[b], each)});
    return pairs;
}

} // namespace millrace::sim
