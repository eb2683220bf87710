// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/aggregates/group_rows.h"

namespace millrace {
namespace {

/// How many rows were TRUE and how many FALSE: counts, so that rows can be taken out again.
struct Truths {
    std::int64_t yes = 0;
    std::int64_t no = 0;
};

template <bool kAnd> class BooleanState : public GroupedState<Truths> {
public:
    void add(std::span<const ColumnPtr> arguments, std::span<const std::uint32_t> rows,
             std::span<const std::uint32_t> groups) override {
        const std::uint8_t* values = arguments[0]->values<std::uint8_t>().data();
        forValidRows(*arguments[0], rows, groups,
                     [&](std::size_t row, std::uint32_t g) { count(values[row], g, 1); });
    }
    void remove(std::span<const ColumnPtr> arguments, std::uint32_t row, std::uint32_t group) override {
        if (!arguments[0]->isNull(row)) count(arguments[0]->values<std::uint8_t>()[row], group, -1);
    }
    bool supportsRemove() const override { return true; }
    void merge(const AggregateState& other, std::span<const std::uint32_t> groups) override {
        const auto& from = static_cast<const BooleanState&>(other).groups_;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            groups_[groups[i]].yes += from[i].yes;
            groups_[groups[i]].no += from[i].no;
        }
    }
    ColumnPtr result(std::span<const std::uint32_t> groups) const override {
        auto column = Column::allocate(TypeId::Boolean, groups.size());
        const auto out = column->mutableValues<std::uint8_t>();
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const Truths& truths = groups_[groups[i]];
            out[i] = kAnd ? truths.no == 0 : truths.yes > 0;
            if (truths.yes + truths.no == 0) column->setNull(i);
        }
        return column;
    }

private:
    void count(std::uint8_t value, std::uint32_t group, std::int64_t by) {
        (value & 1 ? groups_[group].yes : groups_[group].no) += by;
    }
};

template <bool kAnd> std::optional<BoundAggregate> bindBoolean(AggregateBinder& b) {
    if (!b.widen(0, TypeId::Boolean)) return {};
    return BoundAggregate{TypeId::Boolean, [] { return std::make_unique<BooleanState<kAnd>>(); }};
}

constexpr AggregateRow kRows[] = {
    {"BOOL_AND", "BOOL_AND(condition) -> BOOLEAN",
     "TRUE when all values that are not NULL are TRUE; NULL when there are none.", 1, 1, false, false, false,
     bindBoolean<true>},
    {"BOOL_OR", "BOOL_OR(condition) -> BOOLEAN", "TRUE when a value is TRUE; NULL when all are NULL.", 1, 1,
     false, false, false, bindBoolean<false>},
};

} // namespace

std::span<const AggregateRow> booleanRows() { return kRows; }

} // namespace millrace
