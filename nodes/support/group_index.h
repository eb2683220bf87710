// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/group_table.h"

#include <cstdint>

namespace millrace {

inline constexpr std::uint32_t kNoGroup = UINT32_MAX;

/// The part of GroupTable that depends on the shape of the key; same contracts as there.
class GroupTable::Index {
public:
    virtual ~Index() = default;
    virtual void assign(std::span<const ColumnPtr> keys, std::span<const std::uint32_t> rows,
                        std::span<std::uint32_t> groups) = 0;
    virtual std::size_t size() const = 0;
    virtual ColumnPtr keyColumn(std::size_t key, std::span<const std::uint32_t> groups) const = 0;
    virtual void clear() = 0;
};

} // namespace millrace
