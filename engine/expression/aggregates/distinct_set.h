// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/random.h"
#include "engine/expression/aggregates/group_rows.h"

#include <bit>
#include <boost/unordered/unordered_flat_set.hpp>

namespace millrace {

/// How a value of physical type T is kept in a set: doubles by their bits, so that 0.0 and -0.0 are one and
/// NaN is one; text by its octets.
template <class T> struct DistinctKey {
    using Stored = T;
    static T lookup(T value) { return value; }
    static T value(const T& stored) { return stored; }
};
template <> struct DistinctKey<double> {
    using Stored = std::uint64_t;
    static std::uint64_t lookup(double value) {
        if (value != value) return 0x7FF8000000000000ull;
        return std::bit_cast<std::uint64_t>(value == 0.0 ? 0.0 : value);
    }
    static double value(std::uint64_t stored) { return std::bit_cast<double>(stored); }
};
template <> struct DistinctKey<StringRef> {
    using Stored = std::string;
    static std::string_view lookup(StringRef value) { return value.view(); }
    static std::string_view value(const std::string& stored) { return stored; }
};

struct DistinctHash {
    using is_transparent = void;
    using is_avalanching = void;
    template <class I>
    requires(std::is_integral_v<I>) std::size_t operator()(I value) const {
        return mix64(static_cast<std::uint64_t>(value) + kGolden64);
    }
    std::size_t operator()(Decimal128 value) const {
        const auto bits = static_cast<std::uint64_t>(value);
        return mix64(mix64(bits + kGolden64) ^ static_cast<std::uint64_t>(value >> 64));
    }
    std::size_t operator()(std::string_view text) const { return mix64(std::hash<std::string_view>{}(text)); }
};
struct DistinctEqual {
    using is_transparent = void;
    template <class A, class B> bool operator()(const A& a, const B& b) const { return a == b; }
};

/// The different values of each group. T is the physical type of the argument.
template <class T> class DistinctState : public AggregateState {
public:
    using Key = DistinctKey<T>;
    using Set = boost::unordered_flat_set<typename Key::Stored, DistinctHash, DistinctEqual>;

    void resize(std::size_t count) override { sets_.resize(count); }
    void add(std::span<const ColumnPtr> arguments, std::span<const std::uint32_t> rows,
             std::span<const std::uint32_t> groups) override {
        const T* values = arguments[0]->template values<T>().data();
        forValidRows(*arguments[0], rows, groups, [&](std::size_t row, std::uint32_t g) {
            const auto key = Key::lookup(values[row]);
            // Looking first saves the copy of a text that is there already.
            if (sets_[g].find(key) == sets_[g].end()) sets_[g].emplace(key);
        });
    }
    void merge(const AggregateState& other, std::span<const std::uint32_t> from,
               std::span<const std::uint32_t> groups) override {
        const auto& theirs = static_cast<const DistinctState&>(other).sets_;
        forMergedGroups(from, groups, [&](std::uint32_t there, std::uint32_t here) {
            sets_[here].insert(theirs[there].begin(), theirs[there].end());
        });
    }
    void save(std::size_t count, ByteWriter& to) const override {
        for (std::size_t g = 0; g < count; ++g) {
            const Set& set = sets_[g];
            to.varint(set.size());
            for (const auto& stored : set) {
                if constexpr (std::is_same_v<typename Key::Stored, std::string>)
                    to.text(stored);
                else
                    to.fixed(stored);
            }
        }
    }
    void load(ByteReader& from) override {
        for (Set& set : sets_) {
            const std::uint64_t count = from.varint();
            if (count > from.left()) from.fail();
            for (std::uint64_t i = 0; i < count && !from.failed(); ++i) {
                if constexpr (std::is_same_v<typename Key::Stored, std::string>)
                    set.emplace(from.text());
                else
                    set.insert(from.template fixed<typename Key::Stored>());
            }
        }
    }
    void reset(std::span<const std::uint32_t> groups) override {
        for (const std::uint32_t g : groups)
            sets_[g] = Set{};
    }

protected:
    std::vector<Set> sets_;
};

/// COUNT(DISTINCT x)
std::optional<BoundAggregate> bindCountDistinct(AggregateBinder& binder);

} // namespace millrace
