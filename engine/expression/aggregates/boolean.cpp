// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/aggregates/group_rows.h"

namespace millrace {
namespace {

/// How many rows were TRUE and how many FALSE.
struct Truths {
    std::int64_t yes = 0;
    std::int64_t no = 0;
};

template <bool kAnd> class BooleanState : public GroupedState<Truths> {
public:
    void add(std::span<const ColumnPtr> arguments, std::span<const std::uint32_t> rows,
             std::span<const std::uint32_t> groups) override {
        const std::uint8_t* values = arguments[0]->values<std::uint8_t>().data();
        forValidRows(*arguments[0], rows, groups, [&](std::size_t row, std::uint32_t g) {
            ++(values[row] & 1 ? groups_[g].yes : groups_[g].no);
        });
    }
    void merge(const AggregateState& other, std::span<const std::uint32_t> from,
               std::span<const std::uint32_t> groups) override {
        const auto& theirs = static_cast<const BooleanState&>(other).groups_;
        forMergedGroups(from, groups, [&](std::uint32_t there, std::uint32_t here) {
            groups_[here].yes += theirs[there].yes;
            groups_[here].no += theirs[there].no;
        });
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
