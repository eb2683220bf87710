// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/aggregates/distinct_set.h"
#include "engine/expression/aggregates/group_rows.h"
#include "engine/expression/decimal_math.h"

#include <cmath>

namespace millrace {
namespace {

class CountState : public GroupedState<std::int64_t> {
public:
    void add(std::span<const ColumnPtr> arguments, std::span<const std::uint32_t> rows,
             std::span<const std::uint32_t> groups) override {
        std::int64_t* counts = groups_.data();
        if (arguments.empty()) {
            for (const std::uint32_t g : groups)
                ++counts[g];
        } else {
            forValidRows(*arguments[0], rows, groups,
                         [counts](std::size_t, std::uint32_t g) { ++counts[g]; });
        }
    }
    void merge(const AggregateState& other, std::span<const std::uint32_t> from,
               std::span<const std::uint32_t> groups) override {
        const auto& theirs = static_cast<const CountState&>(other).groups_;
        forMergedGroups(from, groups,
                        [&](std::uint32_t there, std::uint32_t here) { groups_[here] += theirs[there]; });
    }
    ColumnPtr result(std::span<const std::uint32_t> groups) const override {
        auto column = Column::allocate(TypeId::BigInt, groups.size());
        const auto out = column->mutableValues<std::int64_t>();
        for (std::size_t i = 0; i < groups.size(); ++i)
            out[i] = groups_[groups[i]];
        return column;
    }
};

/// Wraps around like the engine's integers.
struct IntegerSum {
    std::uint64_t sum = 0;
    std::int64_t count = 0;
    void add(std::int64_t x) { sum += static_cast<std::uint64_t>(x), ++count; }
    void merge(const IntegerSum& other) { sum += other.sum, count += other.count; }
};

/// Sum and, apart, what rounding lost (Knuth's TwoSum): workers and batch sizes, which change the order, then
/// hardly change the result.
struct DoubleSum {
    double sum = 0;
    double lost = 0;
    std::int64_t count = 0;
    void plus(double x) {
        const double next = sum + x;
        const double part = next - sum;
        lost += (sum - (next - part)) + (x - part);
        sum = next;
    }
    void add(double x) { plus(x), ++count; }
    void merge(const DoubleSum& other) { plus(other.sum), lost += other.lost, count += other.count; }
    double total() const { return std::isfinite(sum) && std::isfinite(lost) ? sum + lost : sum; }
};

/// Exact: 128 bits and a count of carries, so that a sum may leave the range and come back.
struct DecimalSum {
    Decimal128 sum = 0;
    std::int64_t carries = 0;
    std::int64_t count = 0;
    void plus(Decimal128 x) {
        Decimal128 next;
        if (__builtin_add_overflow(sum, x, &next)) carries += x < 0 ? -1 : 1;
        sum = next;
    }
    void add(Decimal128 x) { plus(x), ++count; }
    void merge(const DecimalSum& other) { plus(other.sum), carries += other.carries, count += other.count; }
};

template <class T>
using SumOf = std::conditional_t<std::is_same_v<T, double>, DoubleSum,
                                 std::conditional_t<std::is_same_v<T, Decimal128>, DecimalSum, IntegerSum>>;

enum class SumKind { Sum, Average, IntegerAverage };

/// T is the physical type of the argument.
template <class T> class SumState : public GroupedState<SumOf<T>> {
public:
    SumState(SumKind kind, DataType argument, DataType type)
        : kind_(kind), argument_(std::move(argument)), type_(std::move(type)) {}

    void add(std::span<const ColumnPtr> arguments, std::span<const std::uint32_t> rows,
             std::span<const std::uint32_t> groups) override {
        const T* values = arguments[0]->template values<T>().data();
        auto* sums = this->groups_.data();
        if (isOneGroup(groups)) {
            // In registers: through memory each addition would wait for the one before.
            auto sum = sums[groups[0]];
            forValidRows(*arguments[0], rows, groups,
                         [&](std::size_t row, std::uint32_t) { sum.add(values[row]); });
            sums[groups[0]] = sum;
        } else {
            forValidRows(*arguments[0], rows, groups,
                         [=](std::size_t row, std::uint32_t g) { sums[g].add(values[row]); });
        }
    }
    void merge(const AggregateState& other, std::span<const std::uint32_t> from,
               std::span<const std::uint32_t> groups) override {
        const auto& theirs = static_cast<const SumState&>(other).groups_;
        forMergedGroups(from, groups, [&](std::uint32_t there, std::uint32_t here) {
            this->groups_[here].merge(theirs[there]);
        });
    }
    ColumnPtr result(std::span<const std::uint32_t> groups) const override {
        auto column = Column::allocate(type_, groups.size());
        for (std::size_t i = 0; i < groups.size(); ++i) {
            if (!write(this->groups_[groups[i]], *column, i)) column->setNull(i);
        }
        return column;
    }

private:
    template <class V> static bool put(Column& column, std::size_t i, V value) {
        column.mutableValues<V>()[i] = value;
        return true;
    }
    bool write(const DoubleSum& s, Column& column, std::size_t i) const {
        if (s.count == 0) return put(column, i, 0.0) && false;
        return put(column, i, kind_ == SumKind::Sum ? s.total() : s.total() / static_cast<double>(s.count));
    }
    bool write(const IntegerSum& s, Column& column, std::size_t i) const {
        const auto sum = static_cast<std::int64_t>(s.sum);
        if (kind_ == SumKind::Average) {
            if (s.count == 0) return put(column, i, 0.0) && false;
            return put(column, i, static_cast<double>(sum) / static_cast<double>(s.count));
        }
        if (s.count == 0) return put(column, i, std::int64_t{0}) && false;
        return put(column, i, kind_ == SumKind::Sum ? sum : sum / s.count);
    }
    bool write(const DecimalSum& s, Column& column, std::size_t i) const {
        Decimal128 value = 0;
        bool fits = s.count != 0 && s.carries == 0 && decimal::fits(s.sum, 38);
        if (fits && kind_ == SumKind::Average) {
            fits = decimal::divide({s.sum, argument_.scale()}, {s.count, 0}, type_.scale(), type_.precision(),
                                   value);
        } else if (fits) {
            value = s.sum;
        }
        return put(column, i, value) && fits;
    }

    SumKind kind_;
    DataType argument_;
    DataType type_;
};

template <class T> BoundAggregate sumOf(SumKind kind, const DataType& argument, const DataType& type) {
    return {type, [=] { return std::make_unique<SumState<T>>(kind, argument, type); }};
}

std::optional<BoundAggregate> bindCount(AggregateBinder& b) {
    if (b.syntax().distinct) return bindCountDistinct(b);
    return BoundAggregate{TypeId::BigInt, [] { return std::make_unique<CountState>(); }};
}

template <SumKind kKind> std::optional<BoundAggregate> bindSum(AggregateBinder& b) {
    if (!b.expectNumber(0)) return {};
    const DataType type = b.type(0);
    switch (type.id()) {
        case TypeId::Double: return sumOf<double>(kKind, type, TypeId::Double);
        case TypeId::Decimal:
            return sumOf<Decimal128>(
                kKind, type,
                DataType::decimal(38, kKind == SumKind::Sum ? type.scale() : std::max(type.scale(), 6)));
        default: break;
    }
    const DataType result = kKind == SumKind::Average ? TypeId::Double : TypeId::BigInt;
    if (type.id() == TypeId::Int) return sumOf<std::int32_t>(kKind, type, result);
    return sumOf<std::int64_t>(kKind, type, result);
}

std::optional<BoundAggregate> bindIntegerAverage(AggregateBinder& b) {
    if (!b.expectNumber(0)) return {};
    if (!b.type(0).isInteger()) return b.typeError(0, "INT or BIGINT", "write AVG(x)");
    return bindSum<SumKind::IntegerAverage>(b);
}

constexpr AggregateRow kRows[] = {
    {"COUNT", "COUNT(*), COUNT(x), COUNT(DISTINCT x) -> BIGINT",
     "Number of records, of values that are not NULL, or of different such values.", 1, 1, true, true, false,
     bindCount},
    {"SUM", "SUM(x)",
     "Sum of the values that are not NULL: BIGINT for integers (wraps around), DECIMAL(38,s), DOUBLE. NULL "
     "when there are none.",
     1, 1, false, false, false, bindSum<SumKind::Sum>},
    {"AVG", "AVG(x)",
     "Mean of the values that are not NULL: DOUBLE, or DECIMAL(38,s) with at least 6 digits after the point.",
     1, 1, false, false, false, bindSum<SumKind::Average>},
    {"AVG_INT", "AVG_INT(x) -> BIGINT", "Mean of integers, cut off toward zero.", 1, 1, false, false, false,
     bindIntegerAverage},
};

} // namespace

std::span<const AggregateRow> countSumRows() { return kRows; }

} // namespace millrace
