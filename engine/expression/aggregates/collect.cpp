// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "engine/expression/aggregates/distinct_set.h"

#include <algorithm>

namespace millrace {
namespace {

template <class T> class CountDistinctState : public DistinctState<T> {
public:
    ColumnPtr result(std::span<const std::uint32_t> groups) const override {
        auto column = Column::allocate(TypeId::BigInt, groups.size());
        const auto out = column->template mutableValues<std::int64_t>();
        for (std::size_t i = 0; i < groups.size(); ++i)
            out[i] = static_cast<std::int64_t>(this->sets_[groups[i]].size());
        return column;
    }
};

template <class T> class CollectSetState : public DistinctState<T> {
public:
    explicit CollectSetState(DataType element) : element_(std::move(element)) {}

    ColumnPtr result(std::span<const std::uint32_t> groups) const override {
        using Codec = DistinctKey<T>;
        ColumnBuilder builder(DataType::array(element_), groups.size());
        for (const std::uint32_t g : groups) {
            using Item = std::decay_t<decltype(Codec::value(*this->sets_[g].begin()))>;
            std::vector<Item> items;
            items.reserve(this->sets_[g].size());
            for (const auto& stored : this->sets_[g])
                items.push_back(Codec::value(stored));
            std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
                if constexpr (std::is_same_v<Item, double>)
                    return a < b || (b != b && a == a);
                else
                    return a < b;
            });
            ValueList values;
            values.reserve(items.size());
            for (const Item& item : items)
                values.push_back(valueOf(item));
            builder.appendValue(Value(std::move(values)));
        }
        return builder.finish();
    }

private:
    template <class Item> static Value valueOf(const Item& item) {
        if constexpr (std::is_same_v<Item, std::uint8_t>)
            return Value(item != 0);
        else if constexpr (std::is_same_v<Item, std::string_view>)
            return Value(std::string(item));
        else
            return Value(item);
    }

    DataType element_;
};

std::optional<BoundAggregate> bindCollectSet(AggregateBinder& b) {
    if (!b.expectScalar(0)) return {};
    const DataType element = b.type(0);
    return withPhysicalType(element.id(), [&](auto tag) -> std::optional<BoundAggregate> {
        using T = typename decltype(tag)::type;
        return BoundAggregate{DataType::array(element),
                              [element] { return std::make_unique<CollectSetState<T>>(element); }};
    });
}

constexpr AggregateRow kRows[] = {
    {"COLLECT_SET", "COLLECT_SET(x) -> ARRAY", "The different values that are not NULL, in ascending order.",
     1, 1, false, false, false, bindCollectSet},
};

} // namespace

std::optional<BoundAggregate> bindCountDistinct(AggregateBinder& b) {
    if (!b.expectScalar(0)) return {};
    return withPhysicalType(b.type(0).id(), [](auto tag) -> std::optional<BoundAggregate> {
        using T = typename decltype(tag)::type;
        return BoundAggregate{TypeId::BigInt, [] { return std::make_unique<CountDistinctState<T>>(); }};
    });
}

std::span<const AggregateRow> collectRows() { return kRows; }

} // namespace millrace
