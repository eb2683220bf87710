// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/aggregates/group_rows.h"

#include <cmath>

namespace millrace {
namespace {

/// Running mean and sum of squared distances from it (Welford 1962; joined after Chan, Golub, LeVeque 1979).
struct Moments {
    double count = 0;
    double mean = 0;
    double squares = 0;

    void add(double x) {
        count += 1;
        const double distance = x - mean;
        mean += distance / count;
        squares += distance * (x - mean);
    }
    void merge(const Moments& other) {
        if (other.count == 0) return;
        if (count == 0) {
            *this = other;
            return;
        }
        // The mean of the larger part moves the least and so rounds the least.
        const bool larger = count >= other.count;
        const double part = larger ? other.count : count;
        const double distance = larger ? other.mean - mean : mean - other.mean;
        const double total = count + other.count;
        const double shift = distance * (part / total);
        squares += other.squares + distance * shift * (total - part);
        mean = (larger ? mean : other.mean) + shift;
        count = total;
    }
};

template <bool kPopulation, bool kRoot> class MomentsState : public GroupedState<Moments> {
public:
    void add(std::span<const ColumnPtr> arguments, std::span<const std::uint32_t> rows,
             std::span<const std::uint32_t> groups) override {
        const double* values = arguments[0]->values<double>().data();
        forValidRows(*arguments[0], rows, groups,
                     [&](std::size_t row, std::uint32_t g) { groups_[g].add(values[row]); });
    }
    void merge(const AggregateState& other, std::span<const std::uint32_t> from,
               std::span<const std::uint32_t> groups) override {
        const auto& theirs = static_cast<const MomentsState&>(other).groups_;
        forMergedGroups(from, groups,
                        [&](std::uint32_t there, std::uint32_t here) { groups_[here].merge(theirs[there]); });
    }
    ColumnPtr result(std::span<const std::uint32_t> groups) const override {
        auto column = Column::allocate(TypeId::Double, groups.size());
        const auto out = column->mutableValues<double>();
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const Moments& m = groups_[groups[i]];
            const double freedom = kPopulation ? m.count : m.count - 1;
            out[i] = 0;
            if (freedom <= 0) {
                column->setNull(i);
                continue;
            }
            const double variance = m.squares / freedom;
            out[i] = kRoot ? std::sqrt(variance) : variance;
        }
        return column;
    }
};

template <bool kPopulation, bool kRoot> std::optional<BoundAggregate> bindMoments(AggregateBinder& b) {
    if (!b.expectNumber(0) || !b.widen(0, TypeId::Double)) return {};
    return BoundAggregate{TypeId::Double,
                          [] { return std::make_unique<MomentsState<kPopulation, kRoot>>(); }};
}

constexpr AggregateRow kRows[] = {
    {"STDDEV", "STDDEV(x) -> DOUBLE",
     "Standard deviation of a sample; NULL for fewer than two values. Approximate.", 1, 1, false, false,
     false, bindMoments<false, true>},
    {"STDDEV_SAMP", "STDDEV_SAMP(x) -> DOUBLE", "The same as STDDEV.", 1, 1, false, false, false,
     bindMoments<false, true>},
    {"STDDEV_POP", "STDDEV_POP(x) -> DOUBLE", "Standard deviation of the whole population. Approximate.", 1,
     1, false, false, false, bindMoments<true, true>},
    {"VAR", "VAR(x) -> DOUBLE", "Variance of a sample; NULL for fewer than two values. Approximate.", 1, 1,
     false, false, false, bindMoments<false, false>},
    {"VAR_SAMP", "VAR_SAMP(x) -> DOUBLE", "The same as VAR.", 1, 1, false, false, false,
     bindMoments<false, false>},
    {"VAR_POP", "VAR_POP(x) -> DOUBLE", "Variance of the whole population. Approximate.", 1, 1, false, false,
     false, bindMoments<true, false>},
};

} // namespace

std::span<const AggregateRow> statisticsRows() { return kRows; }

} // namespace millrace
