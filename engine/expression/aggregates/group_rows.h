// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/aggregate_row.h"
#include "engine/expression/kernels_compare.h"

#include <cstring>
#include <type_traits>

namespace millrace {

/// Calls update(row, group) for each added row whose first argument is not NULL. The four shapes are separate
/// loops.
template <class Update>
void forValidRows(const Column& argument, std::span<const std::uint32_t> rows,
                  std::span<const std::uint32_t> groups, Update update) {
    const bool nulls = argument.hasNulls();
    const std::size_t count = groups.size();
    if (rows.empty() && !nulls) {
        for (std::size_t i = 0; i < count; ++i)
            update(i, groups[i]);
    } else if (rows.empty()) {
        for (std::size_t i = 0; i < count; ++i) {
            if (!argument.isNull(i)) update(i, groups[i]);
        }
    } else if (!nulls) {
        for (std::size_t i = 0; i < count; ++i)
            update(rows[i], groups[i]);
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            if (!argument.isNull(rows[i])) update(rows[i], groups[i]);
        }
    }
}

/// Whether all rows go to one group.
inline bool isOneGroup(std::span<const std::uint32_t> groups) {
    if (groups.empty() || groups.front() != groups.back()) return false;
    std::uint32_t differences = 0;
    for (const std::uint32_t g : groups)
        differences |= g ^ groups[0];
    return differences == 0;
}

/// Calls merge(theirs, ours) for each pair of groups that AggregateState::merge() names.
template <class Merge>
void forMergedGroups(std::span<const std::uint32_t> from, std::span<const std::uint32_t> groups,
                     Merge merge) {
    for (std::size_t i = 0; i < groups.size(); ++i)
        merge(from.empty() ? static_cast<std::uint32_t>(i) : from[i], groups[i]);
}

/// A state that keeps one small record per group and starts as that record does.
template <class Group> class GroupedState : public AggregateState {
public:
    void resize(std::size_t count) override { groups_.resize(count); }
    bool hasFixedSize() const override { return true; }
    void save(std::size_t count, ByteWriter& to) const override {
        if constexpr (requires(const Group& group) { group.save(to); }) {
            for (std::size_t g = 0; g < count; ++g)
                groups_[g].save(to);
        } else {
            static_assert(std::is_trivially_copyable_v<Group>);
            to.raw(groups_.data(), count * sizeof(Group));
        }
    }
    void load(ByteReader& from) override {
        if constexpr (requires(Group & group) { group.load(from); }) {
            for (Group& group : groups_)
                group.load(from);
        } else {
            const std::string_view bytes = from.raw(std::uint64_t{groups_.size()} * sizeof(Group));
            if (!bytes.empty()) std::memcpy(groups_.data(), bytes.data(), bytes.size());
        }
    }
    void reset(std::span<const std::uint32_t> groups) override {
        for (const std::uint32_t g : groups)
            groups_[g] = Group{};
    }

protected:
    std::vector<Group> groups_;
};

} // namespace millrace
