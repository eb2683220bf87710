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
    void subtract(double x) {
        if (count <= 1) {
            *this = {};
            return;
        }
        count -= 1;
        const double distance = x - mean;
        mean -= distance / count;
        squares = std::max(0.0, squares - distance * (x - mean));
    }
    void merge(const Moments& other) {
        if (other.count == 0) return;
        const double total = count + other.count;
        const double distance = other.mean - mean;
        squares += other.squares + distance * distance * count * other.count / total;
        mean += distance * other.count / total;
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
    void remove(std::span<const ColumnPtr> arguments, std::uint32_t row, std::uint32_t group) override {
        if (!arguments[0]->isNull(row)) groups_[group].subtract(arguments[0]->values<double>()[row]);
    }
    bool supportsRemove() const override { return true; }
    void merge(const AggregateState& other, std::span<const std::uint32_t> groups) override {
        const auto& from = static_cast<const MomentsState&>(other).groups_;
        for (std::size_t i = 0; i < groups.size(); ++i)
            groups_[groups[i]].merge(from[i]);
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
