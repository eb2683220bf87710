// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/aggregate_row.h"
#include "engine/expression/kernels_compare.h"

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

/// A state that keeps one small record per group: all but the arithmetic. `Derived` gives
///   void update(Group&, const Column&... via arguments, row), void combine(Group&, const Group&) and
///   void write(const Group&, Column& out, std::size_t i) const.
template <class Group> class GroupedState : public AggregateState {
public:
    void resize(std::size_t count) override { groups_.resize(count); }
    void reset(std::span<const std::uint32_t> groups) override {
        for (const std::uint32_t g : groups)
            groups_[g] = Group{};
    }

protected:
    std::vector<Group> groups_;
};

} // namespace millrace
