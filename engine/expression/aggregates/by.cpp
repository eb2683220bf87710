// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/aggregates/stored_value.h"

#include <variant>

namespace millrace {
namespace {

/// A value of any scalar type that outlives its batch.
using AnyStored =
    std::variant<StoredValue<std::uint8_t>, StoredValue<std::int32_t>, StoredValue<std::int64_t>,
                 StoredValue<Decimal128>, StoredValue<double>, StoredValue<StringRef>>;

AnyStored storedFor(TypeId id) {
    return withPhysicalType(
        id, [](auto tag) -> AnyStored { return StoredValue<typename decltype(tag)::type>{}; });
}

void assign(AnyStored& stored, const Column& column, std::size_t row) {
    std::visit(
        [&](auto& value) {
            using T = std::decay_t<decltype(value.get())>;
            if (column.isNull(row))
                value = {};
            else
                value.set(column.values<T>()[row]);
        },
        stored);
}

/// Order of row `row` against the stored value; NULL comes first.
int order(const Column& column, std::size_t row, const AnyStored& stored) {
    return std::visit(
        [&](const auto& value) {
            using T = std::decay_t<decltype(value.get())>;
            const bool null = column.isNull(row);
            if (null || !value.present) return (value.present ? 0 : 1) - (null ? 1 : 0);
            const T held = value.get();
            return orderOf<T>(column.values<T>()[row], held);
        },
        stored);
}

int order(const AnyStored& a, const AnyStored& b) {
    return std::visit(
        [&](const auto& x) {
            const auto& y = std::get<std::decay_t<decltype(x)>>(b);
            if (!x.present || !y.present) return (x.present ? 1 : 0) - (y.present ? 1 : 0);
            return orderOf(x.get(), y.get());
        },
        a);
}

struct Chosen {
    bool present = false;
    AnyStored value;
    std::vector<AnyStored> keys;
};

/// The first argument's value in the row with the least or greatest keys (the further arguments, compared in
/// turn). Rows whose first key is NULL do not count; among equal keys the row that came first stays.
class ByState : public AggregateState {
public:
    ByState(bool greatest, DataType type, std::vector<DataType> keys)
        : greatest_(greatest), type_(std::move(type)), keys_(std::move(keys)) {}

    void resize(std::size_t count) override { groups_.resize(count); }
    void add(std::span<const ColumnPtr> arguments, std::span<const std::uint32_t> rows,
             std::span<const std::uint32_t> groups) override {
        forValidRows(*arguments[1], rows, groups, [&](std::size_t row, std::uint32_t g) {
            Chosen& chosen = groups_[g];
            if (chosen.present && !better(arguments, row, chosen)) return;
            if (!chosen.present) prepare(chosen);
            assign(chosen.value, *arguments[0], row);
            for (std::size_t k = 0; k < keys_.size(); ++k)
                assign(chosen.keys[k], *arguments[k + 1], row);
        });
    }
    void merge(const AggregateState& other, std::span<const std::uint32_t> from,
               std::span<const std::uint32_t> groups) override {
        const auto& theirs = static_cast<const ByState&>(other).groups_;
        forMergedGroups(from, groups, [&](std::uint32_t there, std::uint32_t here) {
            const Chosen& offered = theirs[there];
            Chosen& chosen = groups_[here];
            if (offered.present && (!chosen.present || better(offered, chosen))) chosen = offered;
        });
    }
    bool hasFixedSize() const override { return true; }
    void save(std::size_t count, ByteWriter& to) const override {
        const auto saveOne = [&to](const AnyStored& stored) {
            std::visit([&to](const auto& value) { value.save(to); }, stored);
        };
        for (std::size_t g = 0; g < count; ++g) {
            const Chosen& chosen = groups_[g];
            to.fixed(static_cast<std::uint8_t>(chosen.present));
            if (!chosen.present) continue;
            saveOne(chosen.value);
            for (const AnyStored& key : chosen.keys)
                saveOne(key);
        }
    }
    void load(ByteReader& from) override {
        const auto loadOne = [&from](AnyStored& stored) {
            std::visit([&from](auto& value) { value.load(from); }, stored);
        };
        for (Chosen& chosen : groups_) {
            if (from.fixed<std::uint8_t>() == 0) continue;
            prepare(chosen);
            loadOne(chosen.value);
            for (AnyStored& key : chosen.keys)
                loadOne(key);
        }
    }
    void reset(std::span<const std::uint32_t> groups) override {
        for (const std::uint32_t g : groups)
            groups_[g] = {};
    }
    ColumnPtr result(std::span<const std::uint32_t> groups) const override {
        ColumnBuilder builder(type_, groups.size());
        for (const std::uint32_t g : groups) {
            if (groups_[g].present)
                std::visit([&](const auto& value) { value.appendTo(builder); }, groups_[g].value);
            else
                builder.appendNull();
        }
        return builder.finish();
    }

private:
    void prepare(Chosen& chosen) const {
        chosen.present = true;
        chosen.value = storedFor(type_.id());
        for (const DataType& key : keys_)
            chosen.keys.push_back(storedFor(key.id()));
    }
    bool wins(int comparison) const { return greatest_ ? comparison > 0 : comparison < 0; }
    bool better(std::span<const ColumnPtr> arguments, std::size_t row, const Chosen& chosen) const {
        for (std::size_t k = 0; k < keys_.size(); ++k) {
            if (const int c = order(*arguments[k + 1], row, chosen.keys[k]); c != 0) return wins(c);
        }
        return false;
    }
    bool better(const Chosen& a, const Chosen& b) const {
        for (std::size_t k = 0; k < keys_.size(); ++k) {
            if (const int c = order(a.keys[k], b.keys[k]); c != 0) return wins(c);
        }
        return false;
    }

    bool greatest_;
    DataType type_;
    std::vector<DataType> keys_;
    std::vector<Chosen> groups_;
};

template <bool kGreatest> std::optional<BoundAggregate> bindBy(AggregateBinder& b) {
    std::vector<DataType> keys;
    for (std::size_t i = 0; i < b.count(); ++i) {
        if (!b.expectScalar(i)) return {};
        if (i > 0) keys.push_back(b.type(i));
    }
    const DataType type = b.type(0);
    // Of equals the first one stays.
    return BoundAggregate{type, [=] { return std::make_unique<ByState>(kGreatest, type, keys); }, false};
}

constexpr AggregateRow kRows[] = {
    {"MIN_BY", "MIN_BY(x, y)", "x of the record with the smallest y; records where y is NULL do not count.",
     2, 2, false, false, false, bindBy<false>},
    {"MAX_BY", "MAX_BY(x, y)", "x of the record with the largest y; records where y is NULL do not count.", 2,
     2, false, false, false, bindBy<true>},
    {"FIRST_BY", "FIRST_BY(x ORDER BY t[, tie])", "x of the earliest record by t, then by tie.", 1, 1, false,
     false, true, bindBy<false>},
    {"LAST_BY", "LAST_BY(x ORDER BY t[, tie])", "x of the latest record by t, then by tie.", 1, 1, false,
     false, true, bindBy<true>},
};

} // namespace

std::span<const AggregateRow> byRows() { return kRows; }

} // namespace millrace
