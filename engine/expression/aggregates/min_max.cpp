// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/aggregates/stored_value.h"

namespace millrace {
namespace {

/// T is the physical type of the argument.
template <class T, bool kMax> class ExtremeState : public GroupedState<StoredValue<T>> {
public:
    explicit ExtremeState(DataType type) : type_(std::move(type)) {}

    void add(std::span<const ColumnPtr> arguments, std::span<const std::uint32_t> rows,
             std::span<const std::uint32_t> groups) override {
        const T* values = arguments[0]->template values<T>().data();
        auto* best = this->groups_.data();
        forValidRows(*arguments[0], rows, groups,
                     [=](std::size_t row, std::uint32_t g) { offer(best[g], values[row]); });
    }
    void merge(const AggregateState& other, std::span<const std::uint32_t> from,
               std::span<const std::uint32_t> groups) override {
        const auto& theirs = static_cast<const ExtremeState&>(other).groups_;
        forMergedGroups(from, groups, [&](std::uint32_t there, std::uint32_t here) {
            if (theirs[there].present) offer(this->groups_[here], theirs[there].get());
        });
    }
    ColumnPtr result(std::span<const std::uint32_t> groups) const override {
        ColumnBuilder builder(type_, groups.size());
        for (const std::uint32_t g : groups)
            this->groups_[g].appendTo(builder);
        return builder.finish();
    }

private:
    static void offer(StoredValue<T>& best, const T& value) {
        if (!best.present || (kMax ? orderOf(value, best.get()) > 0 : orderOf(value, best.get()) < 0))
            best.set(value);
    }

    DataType type_;
};

template <bool kMax> std::optional<BoundAggregate> bindExtreme(AggregateBinder& b) {
    if (!b.expectScalar(0)) return {};
    const DataType type = b.type(0);
    return withPhysicalType(type.id(), [&](auto tag) -> std::optional<BoundAggregate> {
        using T = typename decltype(tag)::type;
        return BoundAggregate{type, [type] { return std::make_unique<ExtremeState<T, kMax>>(type); }};
    });
}

constexpr AggregateRow kRows[] = {
    {"MIN", "MIN(x)", "Smallest value that is not NULL; NULL when there are none.", 1, 1, false, false, false,
     bindExtreme<false>},
    {"MAX", "MAX(x)", "Largest value that is not NULL; NULL when there are none.", 1, 1, false, false, false,
     bindExtreme<true>},
};

} // namespace

std::span<const AggregateRow> minMaxRows() { return kRows; }

} // namespace millrace
